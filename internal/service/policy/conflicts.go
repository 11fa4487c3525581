// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// declarations counts what the plans of one walk do with the policy of each instance.
type declarations struct {
	mu         sync.Mutex
	byInstance map[string]*declared
}

type declared struct{ creates, keeps, destroys, ends int }

// declarations returns the register that the resources of this walk share.
func (r *policyResource) declarations(ctx context.Context) *declarations {
	shared, err := walk.Once(ctx, r.data.Walk, "declarations", func(context.Context) (*declarations, error) {
		return &declarations{byInstance: map[string]*declared{}}, nil
	})
	if err != nil {
		return &declarations{byInstance: map[string]*declared{}}
	}
	return shared
}

// add counts a plan and returns what was declared before.
func (d *declarations) add(instanceID string, count func(*declared)) declared {
	d.mu.Lock()
	defer d.mu.Unlock()
	found := d.byInstance[instanceID]
	if found == nil {
		found = &declared{}
		d.byInstance[instanceID] = found
	}
	before := *found
	count(found)
	return before
}

// declareCreate refuses a second policy for one instance: which of the two runs last would decide what becomes of its
// backups. replacement says that this create is the second half of a replacement whose first half was counted as kept.
func (r *policyResource) declareCreate(ctx context.Context, instanceID string, replacement bool) diag.Diagnostics {
	before := r.declarations(ctx).add(instanceID, func(d *declared) { d.creates++ })
	switch {
	case before.destroys > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID)}
	case before.creates > 0, before.keeps > 0 && !replacement:
		return diag.Diagnostics{secondCreate(instanceID)}
	}
	return nil
}

// declareKept refuses a policy that is created, kept or ended at another address as well.
func (r *policyResource) declareKept(ctx context.Context, instanceID string) diag.Diagnostics {
	before := r.declarations(ctx).add(instanceID, func(d *declared) { d.keeps++ })
	switch {
	case before.ends > 0:
		return diag.Diagnostics{destroyBesideKept(instanceID)}
	case before.creates > 0, before.keeps > 0:
		return diag.Diagnostics{secondCreate(instanceID)}
	}
	return nil
}

// declareDestroy refuses to end at one address what is created or kept at another. Only to forget what is kept elsewhere
// harms nobody, and it is the way out of two addresses for one policy.
func (r *policyResource) declareDestroy(ctx context.Context, instanceID string, forgets bool) diag.Diagnostics {
	before := r.declarations(ctx).add(instanceID, func(d *declared) {
		d.destroys++
		if !forgets {
			d.ends++
		}
	})
	switch {
	case before.creates > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID)}
	case before.keeps > 0 && !forgets:
		return diag.Diagnostics{destroyBesideKept(instanceID)}
	}
	return nil
}
