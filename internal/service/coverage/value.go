// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The values of instances are made by hand: the framework's reflection compiles a regular expression for each field of each
// of thousands of structs.

// objectType is the type that the schema gives to nested attributes.
func objectType(attributes map[string]schema.Attribute) types.ObjectType {
	kinds := map[string]attr.Type{}
	for name, attribute := range attributes {
		kinds[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: kinds}
}

// valueMaker makes the members of instances.
type valueMaker struct {
	instance, reason types.ObjectType
	noReasons        types.List
}

func newValueMaker() valueMaker {
	reason := objectType(reasonAttributes())
	return valueMaker{instance: objectType(instanceAttributes()), reason: reason, noReasons: types.ListValueMust(reason, []attr.Value{})}
}

func (m valueMaker) value(w *row, found verdict) types.Object {
	return types.ObjectValueMust(m.instance.AttrTypes, map[string]attr.Value{
		"id":                     types.StringValue(importID(w.instance)),
		"region":                 types.StringValue(w.instance.Region),
		"instance_id":            types.StringValue(w.instance.ID),
		"description":            text(w.instance.Description),
		"engine":                 text(w.instance.Engine),
		"engine_version":         text(w.instance.EngineVersion),
		"state":                  types.StringValue(w.state()),
		"eligible":               types.BoolValue(found.eligible),
		"reasons":                m.reasons(found),
		"destination_region":     text(w.policy.DestinationRegion),
		"retention_days":         number(w.policy.RetentionDays, w.policy.RetentionDays > 0),
		"log_backup_enabled":     types.BoolValue(w.policy.LogBackupEnabled),
		"backup_set_count":       number(w.sets, w.counted),
		"latest_set_id":          text(latestOf(w).ID),
		"latest_consistent_time": moment(latestOf(w)),
	})
}

func (m valueMaker) reasons(found verdict) types.List {
	if len(found.reasons) == 0 {
		return m.noReasons
	}
	values := make([]attr.Value, 0, len(found.reasons))
	for _, reason := range found.reasons {
		values = append(values, types.ObjectValueMust(m.reason.AttrTypes, map[string]attr.Value{
			"code": types.StringValue(reason.Code), "message": types.StringValue(message(reason)),
		}))
	}
	return types.ListValueMust(m.reason, values)
}

// importID is what terraform import and an import block take.
func importID(in rds.Instance) string { return in.Region + ":" + in.ID }

// latestOf is the newest copy; empty where there is none.
func latestOf(w *row) rds.BackupSet {
	if w.latest == nil {
		return rds.BackupSet{}
	}
	return *w.latest
}

// text is null where the API says nothing.
func text(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// number is null where it is not known.
func number(n int64, known bool) types.Int64 {
	if !known {
		return types.Int64Null()
	}
	return types.Int64Value(n)
}

// moment is null where there is no copy, and where the API does not say when its data is of.
func moment(set rds.BackupSet) timetypes.RFC3339 {
	if set.ConsistentTime.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(set.ConsistentTime.UTC())
}
