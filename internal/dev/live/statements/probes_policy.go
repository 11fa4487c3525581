// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// absent reports whether a refusal says that there is no such instance.
func absent(a answer) bool {
	return a.code == "InvalidDBInstanceId.NotFound" || a.code == "InvalidDBInstance.NotFound" ||
		a.code == "InvalidDBInstanceName.NotFound"
}

// wireStatements are about the gateway and about what the account may do.
func wireStatements() []Statement {
	return []Statement{
		{Guess: "default-format", Needs: "nothing", probe: probeDefaultFormat},
		{Guess: "destinations", Needs: "nothing", probe: probeDestinations},
		{Guess: "instance-not-found", Needs: "nothing", probe: probeInstanceNotFound},
		{Guess: "number-types", Needs: "any instance", probe: probeNumberTypes},
		{Guess: "other-region", Needs: "any instance", probe: probeOtherRegion},
	}
}

func probeDefaultFormat(ctx context.Context, r *run) Seen {
	got := r.call(ctx, actionRegions, "", "Format", "")
	note := actionRegions + " with the parameter Format empty"
	switch {
	case !got.accepted():
		return cannotTell(note + ": " + got.said())
	case got.tree != nil:
		return saw("json", note)
	case strings.HasPrefix(strings.TrimSpace(got.text), "<"):
		return saw("xml", note)
	}
	return saw("neither", note)
}

// probeNumberTypes looks at two fields: the SDKs declare one as a text, and the other as a number.
func probeNumberTypes(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, func(i *instance) bool { return i.attribute["DBInstanceCPU"] != nil })
	if seen == nil {
		return none("any instance")
	}
	_, cpuIsText := seen.attribute["DBInstanceCPU"].(string)
	_, memoryIsText := seen.attribute["DBInstanceMemory"].(string)
	note := fmt.Sprintf("%s: DBInstanceCPU is a %T, DBInstanceMemory a %T", seen.id, seen.attribute["DBInstanceCPU"],
		seen.attribute["DBInstanceMemory"])
	switch {
	case !cpuIsText && !memoryIsText:
		return saw("numbers", note)
	case cpuIsText && memoryIsText:
		return saw("texts", note)
	}
	return saw("declared", note)
}

// shortList is how many destinations a source had in 2020 at most.
const shortList = 6

func probeDestinations(ctx context.Context, r *run) Seen {
	got := r.call(ctx, actionRegions, "")
	if !got.accepted() {
		return cannotTell(actionRegions + ": " + got.said())
	}
	wrapper, _ := got.tree["Regions"].(map[string]any)
	rows, _ := wrapper["Region"].([]any)
	var listed []string
	for _, row := range rows {
		listed = append(listed, fmt.Sprint(row))
	}
	missing := 0
	expected := eligibility.Destinations(r.Region)
	for _, region := range expected {
		if !slices.Contains(listed, region.ID) {
			missing++
		}
	}
	note := fmt.Sprintf("%d destinations from %s; %d of the product page's %d are missing", len(listed), r.Region, missing,
		len(expected))
	switch {
	case strings.Contains(r.Region, "finance") && len(listed) > 0:
		return saw("finance", note)
	case missing == 0:
		return saw("all", note)
	case len(listed) <= shortList:
		return saw("short2020", note)
	}
	return saw(fmt.Sprintf("%d regions", len(listed)), note)
}

// unknownInstance has the shape of an id, and no account has it.
const unknownInstance = "pgm-nosuchinstance00"

func probeInstanceNotFound(ctx context.Context, r *run) Seen {
	got := r.call(ctx, actionGetter, unknownInstance)
	note := actionGetter + " of " + unknownInstance + ": " + got.said()
	switch {
	case got.accepted():
		return saw("accepted", note)
	case got.status == 400 && got.code == "InvalidDBInstanceId.NotFound":
		return saw("400", note)
	case got.status == 404 && got.code == "InvalidDBInstance.NotFound":
		return saw("404", note)
	}
	return saw(got.said(), note)
}

// probeOtherRegion asks the host of the region about an instance in the name of another region.
func probeOtherRegion(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, func(*instance) bool { return true })
	if seen == nil {
		return none("any instance")
	}
	got := r.call(ctx, actionAttribute, seen.id, "RegionId", r.Destinations[0])
	note := fmt.Sprintf("%s of %s in the name of %s: %s", actionAttribute, seen.id, r.Destinations[0], got.said())
	switch {
	case absent(got), got.accepted() && len(got.items()) == 0:
		return saw("notfound", note)
	case got.accepted():
		return saw("answered", note)
	}
	return cannotTell(note)
}

// policyStatements are about the policy getter.
func policyStatements() []Statement {
	return []Statement{
		{Guess: "never-enabled-policy", Needs: needsNever, probe: probeNeverEnabled},
		{Guess: "disabled-spelling", Needs: "an instance whose policy is off", probe: probeDisabledSpelling},
		{Guess: "disabled-getter", Needs: needsOff, probe: probeDisabledGetter},
		{Guess: "engine-spelling", Needs: "an instance whose policy is shown", probe: probeEngineSpelling},
		{Guess: "policy-status", Needs: "an instance that runs", probe: probePolicyStatus},
		{Guess: "released-getter", Needs: "a released instance with copies", probe: probeReleasedGetter},
		{Guess: "released-instance", Needs: "a released instance with copies", probe: probeReleasedInstance},
		{Guess: "released-without-copies", Needs: needsEnded, probe: probeReleasedWithoutCopies},
	}
}

func probeNeverEnabled(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).never)
	if seen == nil {
		return none(needsNever)
	}
	got := seen.policy
	note := fmt.Sprintf("%s: %s", seen.id, got.said())
	switch {
	case got.code == "InvalidDBInstance.NotFound":
		return saw("notfound", note)
	case got.code == "InternalError":
		return saw("internalerror", note)
	case !got.accepted():
		return saw(got.said(), note)
	case strings.EqualFold(got.field("LockMode"), "null"):
		return saw("locknull", note)
	}
	return saw("disabled", note)
}

func probeDisabledSpelling(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, func(i *instance) bool { return i.policy.field("BackupEnabled") != "" && !i.on() })
	if seen == nil {
		return none("an instance whose policy is off")
	}
	spelled, logs := seen.policy.field("BackupEnabled"), seen.policy.field("LogBackupEnabled")
	return saw(spelled, fmt.Sprintf("%s: BackupEnabled %s, LogBackupEnabled %s", seen.id, spelled, logs))
}

func probeDisabledGetter(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, (*instance).off)
	if seen == nil {
		return none(needsOff)
	}
	region, retention := seen.policy.field("CrossBackupRegion"), seen.policy.field("Retention")
	note := fmt.Sprintf("%s: region %q, retention %q", seen.id, region, retention)
	switch {
	case region != "" && positive(retention):
		return saw("full", note)
	case region == "" && !positive(retention):
		return saw("bare", note)
	}
	return saw("half", note)
}

// lowerEngines are the spellings of the policy getter's documented samples.
func lowerEngines() map[string]string {
	return map[string]string{"MySQL": "mysql", "PostgreSQL": "postgresql", "SQLServer": "mssql"}
}

func probeEngineSpelling(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, func(i *instance) bool { return i.policy.field("Engine") != "" })
	if seen == nil {
		return none("an instance whose policy is shown")
	}
	spelled := seen.policy.field("Engine")
	note := fmt.Sprintf("%s: %s in the policy, %s in the instance", seen.id, spelled, seen.engine())
	switch spelled {
	case seen.engine():
		return saw("attribute", note)
	case lowerEngines()[seen.engine()]:
		return saw("lower", note)
	}
	return saw(spelled, note)
}

// probePolicyStatus looks at a status that the policy getter gives beside a Running of the instance itself.
func probePolicyStatus(ctx context.Context, r *run) Seen {
	seen := r.first(ctx, func(i *instance) bool {
		return i.policy.field("DBInstanceStatus") != "" && strings.EqualFold(i.status(), "Running")
	})
	if seen == nil {
		return none("an instance that runs")
	}
	status, text := seen.policy.field("DBInstanceStatus"), seen.policy.field("DBInstanceStatusDesc")
	note := fmt.Sprintf("%s: %s %s in the policy, %s in the instance", seen.id, status, text, seen.status())
	switch _, err := strconv.Atoi(status); {
	case err == nil:
		return saw("number", note)
	case strings.EqualFold(status, seen.status()):
		return saw("word", note)
	}
	return saw(status, note)
}

func (r *run) released() (string, bool) {
	if len(r.Released) == 0 {
		return "", false
	}
	return r.Released[0], true
}

func probeReleasedGetter(ctx context.Context, r *run) Seen {
	id, ok := r.released()
	if !ok {
		return none("a released instance with copies")
	}
	got := r.call(ctx, actionGetter, id)
	note := actionGetter + " of " + id + ": " + got.said()
	switch {
	case got.accepted():
		return saw("policy", note)
	case absent(got):
		return saw("notfound", note)
	}
	return saw(got.said(), note)
}

const needsEnded = "a released MySQL instance on cloud disks that had a policy"

func probeReleasedWithoutCopies(ctx context.Context, r *run) Seen {
	if len(r.Ended) == 0 {
		return none(needsEnded)
	}
	got := r.call(ctx, actionGetter, r.Ended[0])
	note := actionGetter + " of " + r.Ended[0] + ": " + got.said()
	switch {
	case got.accepted():
		return saw("policy", note)
	case absent(got):
		return saw("gone", note)
	}
	return saw(got.said(), note)
}

func probeReleasedInstance(ctx context.Context, r *run) Seen {
	id, ok := r.released()
	if !ok {
		return none("a released instance with copies")
	}
	got := r.call(ctx, actionAttribute, id)
	rows := got.items()
	note := actionAttribute + " of " + id + ": " + got.said()
	switch {
	case absent(got), got.accepted() && len(rows) == 0:
		return saw("notfound", note)
	case !got.accepted():
		return saw(got.said(), note)
	}
	status := field(rows[0], "DBInstanceStatus")
	return saw(strings.ToLower(status), note+", status "+status)
}
