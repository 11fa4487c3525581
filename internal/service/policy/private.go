// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The keys of the private state, which travels with plans and states and which users do not see.
const (
	// accountKey has the account under which the policy was made or first read.
	accountKey = "account"
	// keptKey has the instance of a plan of an existing policy. Where -replace follows, Terraform hands it on to the
	// create half: by this the create knows that it is the second half of -replace, not a second resource.
	keptKey = "kept"
	// declaredKey has the instance of the create half, where a plan replaces the policy of another instance: the first
	// half has declared it already.
	declaredKey = "declared"
	// createsKey has the instance of a plan that creates a policy. Terraform hands it on to the destroy half of a
	// replacement, which has no plan of its own and could not tell otherwise that the policy comes back. Create starts
	// with private state of its own, so it does not stay.
	createsKey = "creates"
	// appliedKey has the settings of the last apply while a read finds other ones, until the next apply.
	appliedKey = "applied"
	// storageKey has the storage type of the instance, where that decides what becomes of its copies.
	storageKey = "storage"
)

// privateState is the part of the framework's private state that is used here.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// recorded returns what is recorded under a key, or "".
func recorded(ctx context.Context, private privateState, key string) string {
	raw, diags := private.GetKey(ctx, key)
	var value string
	if diags.HasError() || json.Unmarshal(raw, &value) != nil {
		return ""
	}
	return value
}

// record records a value under a key; "" removes the key.
func record(ctx context.Context, private privateState, key, value string) diag.Diagnostics {
	if value == "" {
		return private.SetKey(ctx, key, nil)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{cannotRecord(key, err)}
	}
	return private.SetKey(ctx, key, raw)
}

// askAccountBeside asks for the account, where it is not recorded, while the caller works; done ends that. A first read
// then takes no longer than any other.
func (r *policyResource) askAccountBeside(ctx context.Context, private privateState) (done func()) {
	if recorded(ctx, private, accountKey) != "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var asking sync.WaitGroup
	asking.Go(func() { _, _ = r.data.Account(ctx) }) // the walk remembers the answer
	return func() {
		cancel()
		asking.Wait()
	}
}

// recordAccount keeps the account, once. Without it the policy stays in the state too, but never counts as gone.
func recordAccount(ctx context.Context, data *walk.Data, private privateState) diag.Diagnostics {
	if recorded(ctx, private, accountKey) != "" {
		return nil
	}
	account, err := data.Account(ctx)
	if err != nil {
		if ctx.Err() != nil || !data.Walk.First("account not recorded") {
			return nil
		}
		return diag.Diagnostics{accountNotRecorded(err)}
	}
	return record(ctx, private, accountKey, account)
}
