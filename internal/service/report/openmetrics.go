// SPDX-License-Identifier: MPL-2.0

package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

const metricPrefix = "apsaradb_rds_cross_region_backup_"

// metric is one family: what is measured of each instance.
type metric struct {
	name, unit, help string
	// of adds the samples of an instance.
	of func(w *row, add func(value float64, labels ...string))
}

// instanceMetrics lists the families of what coverage tells. A value that is not known has no sample, so that no alert
// takes it for a good one.
func instanceMetrics() []metric {
	return []metric{
		{
			"instance", "", "An instance, and where its copies go: always 1.",
			func(w *row, add func(float64, ...string)) {
				add(1, "description", w.description, "engine", w.engine, "engine_version", w.engineVersion,
					"state", w.state, "destination_region", w.destination)
			},
		},
		gauge("protected", "", "Whether backups of the instance are copied: 1 or 0.", func(w *row) *float64 {
			return one(w.state == stateProtected)
		}),
		gauge("eligible", "", "Whether the instance could have cross-region backup: 1 or 0.", func(w *row) *float64 {
			return flagged(w.eligible)
		}),
		gauge("tasks", "", "Number of problems that need action.", func(w *row) *float64 { return number(len(w.tasks)) }),
		gauge("crosses_border", "", "Whether copies leave the area of the instance: mainland, Hong Kong or overseas. 1 or 0.",
			func(w *row) *float64 {
				if crosses, known := eligibility.CrossBorder(w.region, w.destination); known {
					return one(crosses)
				}
				return nil
			}),
		gauge("retention_seconds", "seconds", "How long each copy is kept.", func(w *row) *float64 {
			return times(w.retentionDays, 24*60*60)
		}),
		gauge("log_enabled", "", "Whether log backups are copied: 1 or 0.",
			func(w *row) *float64 { return flagged(w.logBackup) }),
		gauge("latest_copy_timestamp_seconds", "seconds", "Time of the data in the newest good copy.",
			func(w *row) *float64 { return seconds(w.latest()) }),
	}
}

// statusMetrics lists the families of what statuses tell.
func statusMetrics() []metric {
	return []metric{
		ofStatus("status_timestamp_seconds", "seconds", "When the status was read.", func(s *status) *float64 {
			if s.ageHours == nil || s.latestTime.IsZero() {
				return nil
			}
			at := *seconds(s.latestTime) + *s.ageHours*60*60
			return &at
		}),
		ofStatus("log_end_timestamp_seconds", "seconds", "Until when log copies are continuous.",
			func(s *status) *float64 { return seconds(s.logEndTime) }),
		ofStatus("rpo_seconds", "seconds", "The recovery point objective.", func(s *status) *float64 {
			return times(s.rpoHours, 60*60)
		}),
		ofStatus("rpo_met", "", "Whether the recovery point objective is met: 1 or 0. No sample where that is not known.",
			func(s *status) *float64 {
				if s.rpoState != rpoMet && s.rpoState != rpoMissed {
					return nil
				}
				return one(s.rpoState == rpoMet)
			}),
		ofStatus("failing", "", "Whether copies fail, or never succeeded: 1 or 0.", func(s *status) *float64 {
			return one(s.neverSucceeded || !s.failingSince.IsZero())
		}),
		ofStatus("not_copied", "", "Number of local backups without a copy.", func(s *status) *float64 {
			return number(s.notCopied)
		}),
		ofStatus("restore_ready", "", "Whether a restore is possible by every check: 1 or 0.",
			func(s *status) *float64 { return flagged(s.ready) }),
		{
			"restore_blocker", "", "What blocks a restore: 1 for each code.",
			func(w *row, add func(float64, ...string)) {
				if w.status == nil {
					return
				}
				seen := map[string]bool{}
				for _, blocker := range w.status.blockers {
					if !seen[blocker.code] {
						add(1, "code", blocker.code)
					}
					seen[blocker.code] = true
				}
			},
		},
		ofStatus("copies_bytes", "bytes", "Size of all copies.", func(s *status) *float64 { return s.sizeBytes }),
		gauge("monthly_storage_cost_usd", "usd", "Estimate of what storing the copies costs in a month.",
			(*row).monthlyCost),
	}
}

func gauge(name, unit, help string, value func(*row) *float64) metric {
	return metric{name, unit, help, func(w *row, add func(float64, ...string)) {
		if known := value(w); known != nil {
			add(*known)
		}
	}}
}

func ofStatus(name, unit, help string, value func(*status) *float64) metric {
	return gauge(name, unit, help, func(w *row) *float64 {
		if w.status == nil {
			return nil
		}
		return value(w.status)
	})
}

// openMetrics writes the report in the text format of OpenMetrics 1.0. Every family is a gauge, so that the older
// format of Prometheus, which file collectors read, takes the text too: it knows no other kind that fits.
func (r *report) openMetrics() string {
	var text strings.Builder
	for _, m := range append(instanceMetrics(), statusMetrics()...) {
		name := metricPrefix + m.name
		fmt.Fprintf(&text, "# TYPE %s gauge\n", name)
		if m.unit != "" {
			fmt.Fprintf(&text, "# UNIT %s %s\n", name, m.unit)
		}
		fmt.Fprintf(&text, "# HELP %s %s\n", name, m.help)
		for _, row := range r.rows {
			m.of(row, func(value float64, pairs ...string) {
				pairs = append([]string{"region", row.region, "instance_id", row.id}, pairs...)
				text.WriteString(name + "{")
				for i := 0; i < len(pairs); i += 2 {
					if i > 0 {
						text.WriteByte(',')
					}
					text.WriteString(pairs[i] + "=\"" + labels.Replace(pairs[i+1]) + "\"")
				}
				text.WriteString("} " + strconv.FormatFloat(value, 'f', -1, 64) + "\n")
			})
		}
	}
	text.WriteString("# EOF\n")
	return text.String()
}

// labels escapes what the format demands in the value of a label.
var labels = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func one(yes bool) *float64 {
	if yes {
		return number(1)
	}
	return number(0)
}

func number(count int) *float64 {
	value := float64(count)
	return &value
}

func flagged(flag *bool) *float64 {
	if flag == nil {
		return nil
	}
	return one(*flag)
}

func times(value *float64, factor float64) *float64 {
	if value == nil {
		return nil
	}
	product := *value * factor
	return &product
}

func seconds(t time.Time) *float64 {
	if t.IsZero() {
		return nil
	}
	value := float64(t.Unix())
	return &value
}
