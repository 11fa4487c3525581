// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
)

type model struct {
	Regions            []types.String          `tfsdk:"regions"`
	Tags               map[string]types.String `tfsdk:"tags"`
	ResourceGroupID    types.String            `tfsdk:"resource_group_id"`
	Engines            []types.String          `tfsdk:"engines"`
	ExcludeInstanceIDs []types.String          `tfsdk:"exclude_instance_ids"`
	IncludeLatest      types.Bool              `tfsdk:"include_latest"`
	RPOHours           types.Int64             `tfsdk:"rpo_hours"`

	Instances                types.List    `tfsdk:"instances"`
	PolicyInstances          types.Map     `tfsdk:"policy_instances"`
	TotalCount               types.Int64   `tfsdk:"total_count"`
	ProtectedCount           types.Int64   `tfsdk:"protected_count"`
	UnprotectedCount         types.Int64   `tfsdk:"unprotected_count"`
	EligibleUnprotectedCount types.Int64   `tfsdk:"eligible_unprotected_count"`
	ReleasedCount            types.Int64   `tfsdk:"released_count"`
	StaleCount               types.Int64   `tfsdk:"stale_count"`
	MonthlyCost              types.Float64 `tfsdk:"estimated_monthly_storage_cost_usd"`
	AccountID                types.String  `tfsdk:"account_id"`
	ImportConfig             types.String  `tfsdk:"import_config"`
}

// filter is what the configuration asks for, which validation has checked.
func (m *model) filter() filter {
	f := filter{resourceGroupID: m.ResourceGroupID.ValueString(), excluded: map[string]bool{}}
	for _, id := range m.ExcludeInstanceIDs {
		f.excluded[id.ValueString()] = true
	}
	if m.Engines != nil {
		f.engines = map[string]bool{}
	}
	for _, engine := range m.Engines {
		f.engines[engine.ValueString()] = true
	}
	if len(m.Tags) > 0 {
		f.tags = map[string]string{}
	}
	for key, value := range m.Tags {
		f.tags[key] = value.ValueString()
	}
	return f
}

// readsCopies says that copies are to be read: only they have an age and a price.
func (m *model) readsCopies() bool { return m.IncludeLatest.ValueBool() || !m.RPOHours.IsNull() }

// freshSince is the oldest time of data that meets the objective; zero without one.
func (m *model) freshSince(now time.Time) time.Time {
	if m.RPOHours.IsNull() {
		return time.Time{}
	}
	return now.Add(-time.Duration(m.RPOHours.ValueInt64()) * time.Hour)
}

// fillCopies sets what the copies of all rows tell.
func (m *model) fillCopies(rows []*row, freshSince time.Time) {
	var cost float64
	var stale int64
	for _, w := range rows {
		if w.counted {
			cost += prices.StoragePerMonth(w.copies.EstimatedBytes())
		}
		if fresh, known := w.fresh(freshSince); known && !fresh {
			stale++
		}
	}
	m.MonthlyCost = nullable.Decimal(cost, m.readsCopies())
	m.StaleCount = nullable.Int64(stale, !freshSince.IsZero())
}

// fill sets the other results, but for the account.
func (m *model) fill(rows []*row, ignored map[string]bool, freshSince time.Time) {
	maker, instances := newValueMaker(freshSince), make([]attr.Value, 0, len(rows))
	policyInstances, counts := map[string]attr.Value{}, map[string]int64{}
	var eligibleUnprotected int64
	for _, w := range rows {
		found := assess(w, ignored)
		value := maker.value(w, found)
		instances = append(instances, value)
		if w.keepsPolicy(found) {
			policyInstances[w.instance.ID] = maker.policyInstanceValue(value)
		}
		counts[w.state()]++
		if found.eligible && w.state() == stateUnprotected {
			eligibleUnprotected++
		}
	}
	m.Instances = types.ListValueMust(maker.instance, instances)
	m.PolicyInstances = types.MapValueMust(maker.policyInstance, policyInstances)
	m.TotalCount = types.Int64Value(int64(len(rows)))
	m.ProtectedCount = types.Int64Value(counts[stateProtected])
	m.UnprotectedCount = types.Int64Value(counts[stateUnprotected])
	m.EligibleUnprotectedCount = types.Int64Value(eligibleUnprotected)
	m.ReleasedCount = types.Int64Value(counts[stateReleased])
	m.fillCopies(rows, freshSince)
	m.ImportConfig = types.StringValue(importConfig(rows))
}
