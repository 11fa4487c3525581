// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
)

// The values of instances are made without the framework's reflection, which compiles a regular expression for each
// field of each of thousands of structs.

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
	instance, reason, policyInstance types.ObjectType
	noReasons                        types.List
	freshSince                       time.Time // zero without an objective
}

func newValueMaker(freshSince time.Time) valueMaker {
	reason := objectType(reasonAttributes())
	return valueMaker{
		instance: objectType(instanceAttributes()), reason: reason, policyInstance: objectType(policyInstanceAttributes()),
		noReasons: types.ListValueMust(reason, []attr.Value{}), freshSince: freshSince,
	}
}

func (m valueMaker) value(w *row, found verdict) types.Object {
	return types.ObjectValueMust(m.instance.AttrTypes, map[string]attr.Value{
		"id":                                 types.StringValue(w.id()),
		"region":                             types.StringValue(w.instance.Region),
		"instance_id":                        types.StringValue(w.instance.ID),
		"description":                        nullable.String(w.instance.Description),
		"engine":                             nullable.String(w.instance.Engine),
		"engine_version":                     nullable.String(w.instance.EngineVersion),
		"state":                              types.StringValue(w.state()),
		"eligible":                           types.BoolValue(found.eligible),
		"reasons":                            m.reasons(found),
		"destination_region":                 nullable.String(w.policy.DestinationRegion),
		"retention_days":                     nullable.Int64(w.policy.RetentionDays, w.policy.RetentionDays > 0),
		"log_backup_enabled":                 types.BoolValue(w.policy.LogBackupEnabled),
		"copies_survive_release":             survives(w),
		"backup_set_count":                   nullable.Int64(w.copies.Count, w.counted),
		"latest_set_id":                      nullable.String(latestOf(w).ID),
		"latest_consistent_time":             nullable.Time(latestOf(w).ConsistentTime),
		"within_rpo":                         nullable.Bool(w.fresh(m.freshSince)),
		"last_copy_expires_time":             nullable.Time(latestOf(w).ExpectedExpireTime(w.policy.RetentionDays)),
		"estimated_monthly_storage_cost_usd": nullable.Decimal(prices.StoragePerMonth(w.copies.EstimatedBytes()), w.counted),
	})
}

// policyInstanceValue makes a member of policy_instances from the one of instances.
func (m valueMaker) policyInstanceValue(instance types.Object) types.Object {
	all, some := instance.Attributes(), map[string]attr.Value{}
	for name := range m.policyInstance.AttrTypes {
		some[name] = all[name]
	}
	return types.ObjectValueMust(m.policyInstance.AttrTypes, some)
}

func (m valueMaker) reasons(found verdict) types.List {
	if len(found.reasons) == 0 {
		return m.noReasons
	}
	values := make([]attr.Value, 0, len(found.reasons))
	for _, reason := range found.reasons {
		values = append(values, types.ObjectValueMust(m.reason.AttrTypes, map[string]attr.Value{
			"code": types.StringValue(reason.Code), "message": types.StringValue(sentence(reason)),
		}))
	}
	return types.ListValueMust(m.reason, values)
}

// survives says whether copies outlive the instance; null where its engine or storage is not known.
func survives(w *row) types.Bool {
	switch eligibility.CopiesOf(w.instance).SurviveRelease {
	case eligibility.Yes:
		return types.BoolValue(true)
	case eligibility.No:
		return types.BoolValue(false)
	case eligibility.NotKnown:
	}
	return types.BoolNull()
}

// latestOf is the newest copy; empty where there is none.
func latestOf(w *row) rds.BackupSet {
	if w.latest == nil {
		return rds.BackupSet{}
	}
	return *w.latest
}
