// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// refreshedByLists returns the state after a read where the shared lists show that nothing has changed, or what was imported
// or moved and is on. Everything else is for find to say.
func (r *policyResource) refreshedByLists(ctx context.Context, state model, region, instanceID string) (model, bool) {
	row, says := r.data.Reader.Policy(ctx, region, instanceID)
	if says != sharedlist.Shown || !sharedlist.Complete(row) {
		return model{}, false
	}
	read := state.refreshed(row)
	if state.Region.IsNull() || state.Enabled.IsNull() { // never read, so that there is nothing to compare but what a move brought
		return read, row.Enabled && !row.Released && sharedlist.Whole(row) && isExact(row) && (state.Enabled.IsNull() || !writes(state, read))
	}
	return state, read.facts == state.facts
}

// isExact reports whether the times of a row have seconds, as those of the getter. A row without them may lack them.
func isExact(row rds.Policy) bool {
	return hasSeconds(row.EnabledTime) && hasSeconds(row.LogBackupEnabledTime)
}

func hasSeconds(t time.Time) bool { return t.IsZero() || t.Second() != 0 }

// neverEnabledByLists reports whether the list of policies lacks an instance that the list of instances has. For the plan of a
// create that is enough: the create looks at the instance itself before it writes.
func (r *policyResource) neverEnabledByLists(ctx context.Context, region, instanceID string) (finding, bool) {
	row, says := r.data.Reader.Policy(ctx, region, instanceID)
	if says == sharedlist.Unasked || says == sharedlist.Shown && !saysNever(row) {
		return finding{}, false
	}
	instance, says := r.data.Reader.Instance(ctx, region, instanceID)
	if says != sharedlist.Shown || instance.Released || instance.Region != region {
		return finding{}, false
	}
	return finding{presence: neverEnabled, policy: bare(instance)}, true
}

// saysNever reports whether a row says that a policy never was on.
func saysNever(row rds.Policy) bool { return !row.Exists && !row.Incomplete }

// lookUpInstance returns an instance, from the shared list where its row leaves nothing to say about it.
func (r *policyResource) lookUpInstance(ctx context.Context, region, instanceID string) (rds.Instance, error) {
	row, says := r.data.Reader.Instance(ctx, region, instanceID)
	if says == sharedlist.Shown && row.Region == region && isFlawless(row) {
		return row, nil
	}
	return walk.Once(ctx, r.data.Walk, "instance "+importID(region, instanceID), func(ctx context.Context) (rds.Instance, error) {
		return r.data.Client.Instance(ctx, region, instanceID)
	})
}

// isFlawless reports whether the rules find nothing about a row, not even that it lacks a fact. The method of the local backup
// is asked for apart, of the row and of the instance alike.
func isFlawless(row rds.Instance) bool {
	facts := walk.Facts(row)
	facts.BackupMethod = "Physical"
	return !row.Released && len(eligibility.Check(facts)) == 0 && len(eligibility.CheckState(facts)) == 0
}
