// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type model struct {
	Regions            []types.String          `tfsdk:"regions"`
	Tags               map[string]types.String `tfsdk:"tags"`
	ResourceGroupID    types.String            `tfsdk:"resource_group_id"`
	Engines            []types.String          `tfsdk:"engines"`
	ExcludeInstanceIDs []types.String          `tfsdk:"exclude_instance_ids"`
	IncludeLatest      types.Bool              `tfsdk:"include_latest"`

	Instances                types.List   `tfsdk:"instances"`
	PolicyInstances          types.Map    `tfsdk:"policy_instances"`
	TotalCount               types.Int64  `tfsdk:"total_count"`
	ProtectedCount           types.Int64  `tfsdk:"protected_count"`
	UnprotectedCount         types.Int64  `tfsdk:"unprotected_count"`
	EligibleUnprotectedCount types.Int64  `tfsdk:"eligible_unprotected_count"`
	ReleasedCount            types.Int64  `tfsdk:"released_count"`
	AccountID                types.String `tfsdk:"account_id"`
	ImportConfig             types.String `tfsdk:"import_config"`
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

// fill sets the results, but for the account.
func (m *model) fill(rows []*row, ignored map[string]bool) {
	maker, instances := newValueMaker(), make([]attr.Value, 0, len(rows))
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
	m.ImportConfig = types.StringValue(importConfig(rows))
}
