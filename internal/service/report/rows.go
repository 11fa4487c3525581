// SPDX-License-Identifier: MPL-2.0

package report

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// The states of an instance, as the coverage data source returns them.
const (
	stateUnprotected = "UNPROTECTED"
	stateProtected   = "PROTECTED"
	stateReleased    = "RELEASED"
)

// What the status data source says of the recovery point objective.
const (
	rpoMet     = "MET"
	rpoMissed  = "MISSED"
	rpoUnknown = "UNKNOWN"
)

// instance is what the report shows of an object of the coverage data source. Nil and the zero time are "not known".
type instance struct {
	region, id, description string
	engine, engineVersion   string
	state                   string
	eligible                *bool
	reasons                 []reason
	destination             string
	retentionDays           *float64
	logBackup               *bool
	survives                *bool
	latestTime              time.Time
	monthlyUSD              *float64
	lastExpires             time.Time
}

// reason is a code and a sentence.
type reason struct{ code, message string }

// status is what the report shows of a status data source.
type status struct {
	latestTime     time.Time
	ageHours       *float64
	logEndTime     time.Time
	rpoHours       *float64
	rpoState       string
	failingSince   time.Time
	neverSucceeded bool
	notCopied      int
	ready          *bool
	blockers       []reason
	sizeBytes      *float64
	monthlyUSD     *float64
	lastExpires    time.Time
}

// read makes a report of the arguments.
func read(ctx context.Context, instances, statuses types.Dynamic) (*report, error) {
	members, err := instancesArgument().objects(ctx, instances)
	if err != nil {
		return nil, err
	}
	states, err := statusesArgument().objects(ctx, statuses)
	if err != nil {
		return nil, err
	}
	byInstance, err := readStatuses(states)
	if err != nil {
		return nil, err
	}
	made, seen := &report{}, map[string]bool{}
	for _, member := range members {
		r := &reader{object: member}
		row := &row{instance: readInstance(r)}
		if r.err != nil {
			return nil, r.err
		}
		key := row.region + ":" + row.id
		if seen[key] {
			return nil, duplicate(member, key)
		}
		seen[key] = true
		if row.status = byInstance[key]; row.status == nil {
			row.status = byInstance[":"+row.id]
		}
		made.rows = append(made.rows, row)
	}
	made.finish()
	return made, nil
}

func duplicate(member object, key string) error {
	return &inputError{
		member.argument.position, message.DuplicateReportInput,
		member.argument.name + member.place + " is about " + key + ", and so is one before it. Pass each instance once.",
	}
}

func readInstance(r *reader) instance {
	in := instance{
		region: r.need("region"), id: r.need("instance_id"), description: r.text("description"),
		engine: r.text("engine"), engineVersion: r.text("engine_version"),
		eligible: r.flag("eligible"), reasons: r.reasons("reasons"),
		destination: r.text("destination_region"), retentionDays: r.number("retention_days"),
		logBackup: r.flag("log_backup_enabled"), survives: r.flag("copies_survive_release"),
		latestTime: r.time("latest_consistent_time"),
		monthlyUSD: r.number("estimated_monthly_storage_cost_usd"), lastExpires: r.time("last_copy_expires_time"),
	}
	if r.need("state") != "" {
		in.state = r.word("state", stateUnprotected, stateProtected, stateReleased)
	}
	return in
}

// readStatuses returns the statuses by region and instance. Those without a region have the region "".
func readStatuses(members []object) (map[string]*status, error) {
	all := map[string]*status{}
	for _, member := range members {
		r := &reader{object: member}
		key := r.text("region") + ":" + r.need("instance_id")
		found := readStatus(r)
		if r.err != nil {
			return nil, r.err
		}
		if all[key] != nil {
			return nil, duplicate(member, key)
		}
		all[key] = found
	}
	return all, nil
}

func readStatus(r *reader) *status {
	never := r.flag("never_succeeded")
	return &status{
		latestTime: r.time("latest_consistent_time"), ageHours: r.number("latest_age_hours"),
		logEndTime: r.time("log_backup_end_time"), rpoHours: r.number("rpo_hours"),
		rpoState:     r.word("rpo_state", rpoMet, rpoMissed, rpoUnknown),
		failingSince: r.time("failing_since_time"), neverSucceeded: never != nil && *never,
		notCopied: len(r.list("not_copied")), ready: r.flag("restore_ready"), blockers: r.reasons("restore_blockers"),
		sizeBytes: r.number("total_size_bytes"), monthlyUSD: r.number("estimated_monthly_storage_cost_usd"),
		lastExpires: r.time("last_copy_expires_time"),
	}
}

// reasons reads a list of codes with sentences.
func (r *reader) reasons(name string) []reason {
	var all []reason
	for _, one := range r.list(name) {
		all = append(all, reason{one.need("code"), one.text("message")})
		if r.err == nil {
			r.err = one.err
		}
	}
	return all
}
