// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Target is the API that statements are put to, and what may be looked at and changed there.
type Target struct {
	Client *rds.Client
	// Region holds all instances.
	Region string
	// Instances are living instances that probes may read.
	Instances []string
	// Released are ids of instances that were released and that still have copies.
	Released []string
	// Ended are ids of released MySQL instances on cloud disks that had a policy. Their copies ended with them.
	Ended []string
	// Writable are the instances whose policy probes may change. Their policy has to be off.
	Writable []string
	// Expiring are instances of Writable's kind, whose policy may be on, whose retention may be raised by a day.
	Expiring []string
	// Destinations are two regions that the writable instances may be copied to.
	Destinations [2]string
	// Patience bounds how long one probe waits for something to happen.
	Patience time.Duration
	// Wait lets time pass; it returns the context's error when that ends first.
	Wait func(ctx context.Context, d time.Duration) error
	// Now is the clock that Wait moves.
	Now func() time.Time
	// Begins is told of each statement that is put; nil tells nobody. On the real API, one that changes something may take
	// many minutes.
	Begins func(statement Statement)
}

// run is one pass over the statements. It reads each instance once and makes the changes of the writing statements
// once.
type run struct {
	Target
	found map[string]*instance
	done  *sequence
}

// answer is what one call brought: the tree of an accepted answer, or status and code of a refusal.
type answer struct {
	tree   map[string]any
	text   string // the body as it came
	status int
	code   string
}

func (a answer) accepted() bool { return a.code == "" }

// said is a refusal in words, or "accepted".
func (a answer) said() string {
	if a.accepted() {
		return "accepted"
	}
	return fmt.Sprintf("%d %s", a.status, a.code)
}

// field returns a field of the answer as text: "" where it is absent or null.
func (a answer) field(name string) string { return field(a.tree, name) }

func field(row map[string]any, name string) string {
	if value := row[name]; value != nil {
		return fmt.Sprint(value)
	}
	return ""
}

// items returns the rows of a list answer.
func (a answer) items() []map[string]any {
	wrapper, _ := a.tree["Items"].(map[string]any)
	list, _ := a.tree["Items"].([]any)
	for _, inner := range wrapper {
		list, _ = inner.([]any)
	}
	var rows []map[string]any
	for _, item := range list {
		if row, ok := item.(map[string]any); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// call sends one call about an instance; parameters are name and value alternating. Errors that are no refusal of the
// API are answers too, with the client's own code, so that a probe names them.
func (r *run) call(ctx context.Context, action, instanceID string, parameters ...string) answer {
	all := map[string]string{}
	if instanceID != "" {
		all["DBInstanceId"] = instanceID
	}
	for i := 0; i+1 < len(parameters); i += 2 {
		all[parameters[i]] = parameters[i+1]
	}
	body, err := r.Client.Raw(ctx, r.Region, action, maps.Clone(all))
	if err != nil {
		var failed *rds.Error
		if errors.As(err, &failed) {
			return answer{status: failed.Status, code: failed.Code}
		}
		return answer{code: "Client.Unknown"}
	}
	got := answer{text: string(body)}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&got.tree); err != nil {
		got.tree = nil // not JSON; only one probe asks for that
	}
	return got
}

// period is the span of everything kept, as list calls want it.
func (r *run) period() []string {
	const minutes = "2006-01-02T15:04Z"
	now := r.Now().UTC()
	return []string{"StartTime", now.AddDate(0, 0, -1830).Format(minutes), "EndTime", now.AddDate(0, 0, 1).Format(minutes)}
}

// The actions that probes call.
const (
	actionGetter    = "DescribeInstanceCrossBackupPolicy"
	actionList      = "DescribeCrossRegionBackupDBInstance"
	actionModify    = "ModifyInstanceCrossBackupPolicy"
	actionSets      = "DescribeCrossRegionBackups"
	actionRecovery  = "DescribeAvailableRecoveryTime"
	actionLogs      = "DescribeCrossRegionLogBackupFiles"
	actionAttribute = "DescribeDBInstanceAttribute"
	actionInstances = "DescribeDBInstances"
	actionSchedule  = "DescribeBackupPolicy"
	actionRegions   = "DescribeAvailableCrossRegion"
)
