// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// maxStorageLookups bounds the calls of one walk for a storage type that no shared list tells.
const maxStorageLookups = 20

// copiesOf says what becomes of the copies of a policy. The engine decides that for all but MySQL, where the storage
// type does: that of the instance, or, once it is released, the recorded one.
func (r *policyResource) copiesOf(ctx context.Context, m model, private privateState) eligibility.CopyFacts {
	in := rds.Instance{Engine: m.Engine.ValueString()}
	if facts := eligibility.CopiesOf(in); facts.SurviveRelease != eligibility.NotKnown {
		return facts
	}
	if private != nil {
		in.StorageType = recorded(ctx, private, storageKey)
	}
	if !m.InstanceReleased.ValueBool() || in.StorageType == "" {
		if found := r.storedOn(ctx, m); found.StorageType != "" {
			in = found
		}
	}
	return eligibility.CopiesOf(in)
}

// storedOn looks up the engine and the storage type of an instance. Both are empty where they cannot be read.
func (r *policyResource) storedOn(ctx context.Context, m model) rds.Instance {
	region, instanceID := r.regionOf(m), m.InstanceID.ValueString()
	if !r.data.Ready() || region == "" || r.data.Walk.Failed(region) {
		return rds.Instance{}
	}
	row, says := r.data.Reader.Instance(ctx, region, instanceID)
	if says == sharedlist.Listed && row.StorageType != "" {
		return row
	}
	if !r.data.Walk.Take("storage look-ups", maxStorageLookups) {
		return rds.Instance{}
	}
	found, err := r.data.Instance(ctx, region, instanceID)
	if err != nil {
		return rds.Instance{}
	}
	return found
}

// recordStorage keeps the storage type where it decides what becomes of the copies: after the release of the instance,
// nothing tells it any more.
func (r *policyResource) recordStorage(ctx context.Context, private privateState, m model) diag.Diagnostics {
	engine := rds.Instance{Engine: m.Engine.ValueString()}
	if eligibility.CopiesOf(engine).SurviveRelease != eligibility.NotKnown || m.InstanceReleased.ValueBool() {
		return nil
	}
	found := r.storedOn(ctx, m)
	if found.StorageType == "" || found.StorageType == recorded(ctx, private, storageKey) {
		return nil
	}
	return record(ctx, private, storageKey, found.StorageType)
}
