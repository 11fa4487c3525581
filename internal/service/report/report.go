// SPDX-License-Identifier: MPL-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// report is the content that every format shows.
type report struct {
	rows   []*row
	asOf   time.Time // when the newest status was read; zero without statuses
	counts map[string]int
	// eligible counts the unprotected instances that could have a policy.
	eligible   int
	rpo        map[string]int // by state of the objective, of protected instances with a status
	action     int            // instances that need action
	withStatus int
	monthlyUSD float64
	withCost   int
}

// row is an instance with its status, and what is to be done.
type row struct {
	instance
	status *status // nil where none was passed
	tasks  []task
}

// task is a problem of an instance, and what to do next.
type task struct{ problem, next string }

// finish computes what depends on all rows, and sorts them: by state, those that need action first.
func (r *report) finish() {
	r.counts, r.rpo = map[string]int{}, map[string]int{}
	for _, row := range r.rows {
		row.tasks = row.findTasks()
		r.counts[row.state]++
		if len(row.tasks) > 0 {
			r.action++
		}
		if row.state == stateUnprotected && isTrue(row.eligible) {
			r.eligible++
		}
		if row.status != nil {
			r.count(row)
		}
		if cost := row.monthlyCost(); cost != nil {
			r.monthlyUSD += *cost
			r.withCost++
		}
	}
	order := []string{stateUnprotected, stateProtected, stateReleased}
	slices.SortStableFunc(r.rows, func(a, b *row) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.state), slices.Index(order, b.state)),
			cmp.Compare(a.urgency(), b.urgency()),
			cmp.Compare(a.region, b.region), cmp.Compare(a.id, b.id),
		)
	})
}

func (r *report) count(row *row) {
	r.withStatus++
	if row.state == stateProtected {
		r.rpo[cmp.Or(row.status.rpoState, rpoUnknown)]++
	}
	if row.status.ageHours != nil && !row.status.latestTime.IsZero() {
		const year = 365 * 24
		age := time.Duration(min(*row.status.ageHours, 100*year) * float64(time.Hour))
		if at := row.status.latestTime.Add(age); at.After(r.asOf) {
			r.asOf = at
		}
	}
}

// monthlyCost is what storing the copies costs: the status knows it best. Nil where it is not known.
func (w *row) monthlyCost() *float64 {
	if w.status != nil && w.status.monthlyUSD != nil {
		return w.status.monthlyUSD
	}
	return w.monthlyUSD
}

// lastExpiry is when the last copy that exists ends. Zero where it is not known.
func (w *row) lastExpiry() time.Time {
	if w.status != nil && !w.status.lastExpires.IsZero() {
		return w.status.lastExpires
	}
	return w.lastExpires
}

// latest is the time of the newest good copy: the status knows it best.
func (w *row) latest() time.Time {
	if w.status != nil && !w.status.latestTime.IsZero() {
		return w.status.latestTime
	}
	return w.latestTime
}

// border says in words whether copies leave the area of the instance.
func (w *row) border() string {
	switch crosses, known := eligibility.CrossBorder(w.region, w.destination); {
	case w.destination == "":
		return ""
	case !known:
		return "border not known"
	case crosses:
		return "crosses a border"
	default:
		return "crosses no border"
	}
}

// urgency orders instances: copies that fail before copies that are missing, and last what needs no action.
func (w *row) urgency() int {
	switch {
	case len(w.tasks) == 0:
		return 3
	case w.state == stateProtected:
		return 0
	case isTrue(w.eligible):
		return 1
	}
	return 2
}

// findTasks lists what is to be done, the most urgent first.
func (w *row) findTasks() []task {
	switch {
	case w.state == stateUnprotected && isTrue(w.eligible) && w.destination != "":
		return []task{{
			"Copying was switched off. Copies from before expire.",
			"Switch it on: declare an apsaradb_rds_cross_region_backup_policy for it, with enabled = true.",
		}}
	case w.state == stateUnprotected && isTrue(w.eligible):
		return []task{{
			"Its backups are not copied to another region, and could be.",
			"Declare an apsaradb_rds_cross_region_backup_policy for it.",
		}}
	case w.state == stateUnprotected && w.eligible != nil:
		return []task{{
			"It cannot have cross-region backup as it is.",
			"Change what the reasons name, or accept it: put the instance into exclude_instance_ids of the coverage.",
		}}
	case w.state == stateUnprotected:
		return []task{{
			"Its backups are not copied to another region.", "Find out with the coverage data source whether they could be.",
		}}
	case w.status == nil || w.state == stateReleased:
		return nil
	}
	return w.status.findTasks()
}

// The blockers of a restore that other attributes tell in more detail.
const (
	blockerFailing = "COPIES_FAILING"
	blockerBehind  = "COPY_BEHIND_LOCAL"
)

func (s *status) findTasks() []task {
	var tasks []task
	switch {
	case s.neverSucceeded:
		tasks = append(tasks, task{
			"No copy has ever succeeded.",
			"Look at the failed copies (data source apsaradb_rds_cross_region_backup_sets), and open a ticket.",
		})
	case !s.failingSince.IsZero():
		tasks = append(tasks, task{
			"Copies have failed since " + minute(s.failingSince) + ".",
			"Look at the failed copies (data source apsaradb_rds_cross_region_backup_sets), and open a ticket.",
		})
	}
	if s.rpoState == rpoMissed {
		tasks = append(tasks, task{
			"The recovery point objective is missed" + s.against() + ".",
			"Check whether local backups run, and how often: each copy follows one.",
		})
	}
	if s.notCopied > 0 {
		tasks = append(tasks, task{
			counted(s.notCopied, "local backup has", "local backups have") + " no copy.",
			"Wait if they have just finished. If they stay without a copy, open a ticket.",
		})
	}
	for _, blocker := range s.blockers {
		if said := blocker.code == blockerFailing && (s.neverSucceeded || !s.failingSince.IsZero()) ||
			blocker.code == blockerBehind && s.notCopied > 0; !said {
			tasks = append(tasks, task{
				cmp.Or(blocker.message, "A restore is blocked."),
				"See " + blocker.code + " on the page of the status data source.",
			})
		}
	}
	if len(s.blockers) == 0 && s.ready != nil && !*s.ready {
		tasks = append(tasks, task{"It is not ready for a restore.", "Read its status, and test a restore."})
	}
	return tasks
}

// against is the age and the objective, as the end of a sentence.
func (s *status) against() string {
	if s.ageHours == nil || s.rpoHours == nil {
		return ""
	}
	return fmt.Sprintf(": the newest copy is %s old, and %s are allowed", hours(*s.ageHours), hours(*s.rpoHours))
}

func isTrue(flag *bool) bool { return flag != nil && *flag }

func counted(count int, one, many string) string {
	if count == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", count, many)
}

// minute is a time for people: in UTC, to the minute.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04") + " UTC"
}

// hours is a number of hours for people. From two days on, days are easier to read.
func hours(h float64) string {
	tenths := func(value float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") }
	if h >= 48 {
		return tenths(h/24) + " days"
	}
	return tenths(h) + " h"
}

func dollars(amount float64) string { return fmt.Sprintf("USD %.2f", amount) }
