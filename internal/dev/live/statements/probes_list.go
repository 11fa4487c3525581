// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listStatements are about DescribeCrossRegionBackupDBInstance.
func listStatements() []Statement {
	return []Statement{
		{Guess: "list-never-enabled", Needs: needsNever, probe: probeListNever},
		{Guess: "list-disabled", Needs: needsOff, probe: probeListDisabled},
		{Guess: "list-released", Needs: "a released instance with copies", probe: probeListReleased},
		{Guess: "list-page-sizes", Needs: "nothing", probe: probeListPageSizes},
	}
}

// row returns the list's row of an instance; nil where it has none.
func (r *run) row(ctx context.Context, id string) (map[string]any, answer) {
	got := r.call(ctx, actionList, id)
	for _, row := range got.items() {
		if field(row, "DBInstanceId") == id {
			return row, got
		}
	}
	return nil, got
}

// listed says whether the list has a row of an instance, as the value of a guess.
func (r *run) listed(ctx context.Context, id string) Seen {
	row, got := r.row(ctx, id)
	if !got.accepted() {
		return cannotTell(actionList + ": " + got.said())
	}
	return saw(strconv.FormatBool(row != nil), actionList+" asked for "+id)
}

func probeListNever(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).never)
	if seen == nil {
		return none(needsNever)
	}
	return r.listed(ctx, seen.id)
}

func probeListDisabled(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).off)
	if seen == nil {
		return none(needsOff)
	}
	return r.listed(ctx, seen.id)
}

func probeListReleased(ctx context.Context, r *run) Seen {
	id, ok := r.released()
	if !ok {
		return none("a released instance with copies")
	}
	return r.listed(ctx, id)
}

// oddPageSize is none of 30, 50 and 100.
const oddPageSize = "31"

func probeListPageSizes(ctx context.Context, r *run) Seen {
	return pageSizes(r.call(ctx, actionList, "", "PageSize", oddPageSize), actionList)
}

// pageSizes reads the answer to a list call with an odd page size.
func pageSizes(got answer, action string) Seen {
	note := action + " with PageSize " + oddPageSize + ": " + got.said()
	switch {
	case got.accepted():
		return saw("any", note)
	case got.status == 400 && strings.HasPrefix(got.code, "InvalidPa"):
		return saw("enum", note)
	}
	return cannotTell(note)
}

// setStatements are about copies.
func setStatements() []Statement {
	return []Statement{
		{Guess: "page-sizes", Needs: "any instance", probe: probePageSizes},
		{Guess: "backup-method-shown", Needs: "an instance that is not SQL Server", probe: probeMethodShown},
		{Guess: "list-edition", Needs: "any instance", probe: probeListEdition},
		{Guess: "past-last-page", Needs: "any instance", probe: probePastLastPage},
		{
			Guess: "available-recovery-time",
			Needs: "an instance with copies that is not MySQL on local disks",
			probe: probeRecoveryTime,
		},
		{Guess: "snapshot-method", Needs: "an instance with snapshot backup and listed copies", probe: probeSnapshotMethod},
		{Guess: "log-range", Needs: needsLogs, probe: probeLogRange},
	}
}

// probeListEdition lists one instance with and without the parameter that asks for editions.
func probeListEdition(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).supported)
	if seen == nil {
		return none("any instance")
	}
	edition := func(parameters ...string) string {
		rows := r.call(ctx, actionInstances, seen.id, parameters...).items()
		if len(rows) != 1 {
			return ""
		}
		return field(rows[0], "Category")
	}
	plain, asked := edition(), edition("InstanceLevel", "1")
	note := fmt.Sprintf("%s of %s: Category is %q, and %q with InstanceLevel 1", actionInstances, seen.id, plain, asked)
	switch {
	case plain != "" && asked != "":
		return saw("always", note)
	case asked != "":
		return saw("asked", note)
	case plain != "":
		return saw("not with 1", note)
	}
	return cannotTell(note)
}

// sets asks for copies of an instance; parameters come on top.
func (r *run) sets(ctx context.Context, id string, parameters ...string) answer {
	return r.call(ctx, actionSets, id, append(r.period(), parameters...)...)
}

func probePageSizes(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).supported)
	if seen == nil {
		return none("any instance")
	}
	return pageSizes(r.sets(ctx, seen.id, "PageSize", oddPageSize), actionSets)
}

// farPage is behind the last page of any instance: copies are kept five years, and 20 are made a day at most.
const farPage = "2000"

func probePastLastPage(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).supported)
	if seen == nil {
		return none("any instance")
	}
	got := r.sets(ctx, seen.id, "PageSize", "100", "PageNumber", farPage)
	note := fmt.Sprintf("%s of %s, page %s: %s", actionSets, seen.id, farPage, got.said())
	switch {
	case got.accepted() && len(got.items()) == 0:
		return saw("empty", note)
	case got.accepted():
		return saw("last page again", note)
	case strings.EqualFold(got.code, "InvalidPage.notFound"):
		return saw("notfound", note)
	}
	return saw(got.said(), note)
}

// newestSet returns a copy of an instance that did not fail.
func (r *run) newestSet(ctx context.Context, id string) map[string]any {
	rows := r.sets(ctx, id, "PageSize", "100").items()
	rows = slices.DeleteFunc(rows, func(row map[string]any) bool { return field(row, "BackupSetStatus") != "0" })
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

func probeRecoveryTime(ctx context.Context, r *run) Seen {
	for _, id := range r.Instances {
		seen := r.look(ctx, id)
		local := strings.HasPrefix(field(seen.attribute, "DBInstanceStorageType"), "local")
		if seen.attribute == nil || seen.engine() == "MySQL" && local {
			continue
		}
		set := r.newestSet(ctx, id)
		if set == nil {
			continue
		}
		got := r.call(ctx, actionRecovery, id, "CrossBackupId", field(set, "CrossBackupId"))
		note := fmt.Sprintf("%s of %s (%s): %s", actionRecovery, id, seen.engine(), got.said())
		switch {
		case got.accepted():
			return saw("all", note)
		case got.code == "InvalidBackupSetID.NotFound":
			return saw("local-mysql", note)
		}
		return saw(got.said(), note)
	}
	return none("an instance with copies that is not MySQL on local disks")
}

func probeMethodShown(ctx context.Context, r *run) Seen {
	const needs = "an instance that is not SQL Server"
	seen := r.first(ctx, func(i *instance) bool { return i.supported() && i.engine() != "SQLServer" })
	if seen == nil {
		return none(needs)
	}
	got := r.call(ctx, actionSchedule, seen.id)
	method := got.field("BackupMethod")
	note := fmt.Sprintf("%s of %s (%s): BackupMethod is %q", actionSchedule, seen.id, seen.engine(), method)
	switch {
	case !got.accepted():
		return cannotTell(actionSchedule + " of " + seen.id + ": " + got.said())
	case method == "":
		return saw("sqlserver-cloud", note)
	}
	return saw("always", note)
}

func probeSnapshotMethod(ctx context.Context, r *run) Seen {
	for _, id := range r.Instances {
		seen := r.look(ctx, id)
		if seen.attribute == nil || !seen.used() || r.call(ctx, actionSchedule, id).field("BackupMethod") != "Snapshot" {
			continue
		}
		if set := r.newestSet(ctx, id); set != nil {
			return saw(field(set, "BackupMethod"), "copy "+field(set, "CrossBackupId")+" of "+id)
		}
	}
	return none("an instance with snapshot backup and listed copies")
}

const needsLogs = "an instance with listed log copies"

// probeLogRange asks for the second half of a log file's time.
func probeLogRange(ctx context.Context, r *run) Seen {
	for _, id := range r.Instances {
		if seen := r.look(ctx, id); !seen.used() {
			continue
		}
		rows := r.call(ctx, actionLogs, id, r.period()...).items()
		if len(rows) == 0 {
			continue
		}
		file := rows[0]
		begin, errBegin := time.Parse(time.RFC3339, field(file, "LogBeginTime"))
		end, errEnd := time.Parse(time.RFC3339, field(file, "LogEndTime"))
		if errBegin != nil || errEnd != nil || end.Sub(begin) < 4*time.Second {
			continue
		}
		middle := begin.Add(end.Sub(begin) / 2).UTC().Truncate(time.Second)
		got := r.call(ctx, actionLogs, id, "StartTime", middle.Format(time.RFC3339), "EndTime", field(file, "LogEndTime"))
		fileID := field(file, "CrossLogBackupId")
		note := fmt.Sprintf("%s of %s from the middle of log %s: %s", actionLogs, id, fileID, got.said())
		if !got.accepted() {
			return cannotTell(note)
		}
		for _, row := range got.items() {
			if field(row, "CrossLogBackupId") == fileID {
				return saw("overlaps", note)
			}
		}
		return saw("begins", note)
	}
	return none(needsLogs)
}
