// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// declareCreate refuses a second policy for one instance: which of the two runs last would decide what becomes of its
// backups. replacement says that this create is the second half of a replacement whose first half was counted as kept.
func (r *policyResource) declareCreate(instanceID string, replacement bool) diag.Diagnostics {
	before := r.data.Walk.Declare(instanceID, func(d *walk.Plans) { d.Creates++ })
	switch {
	case before.Destroys > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID)}
	case before.Creates > 0, before.Keeps > 0 && !replacement:
		return diag.Diagnostics{secondCreate(instanceID)}
	}
	return nil
}

// declareKept refuses a policy that is created, kept or ended at another address as well.
func (r *policyResource) declareKept(instanceID string) diag.Diagnostics {
	before := r.data.Walk.Declare(instanceID, func(d *walk.Plans) { d.Keeps++ })
	switch {
	case before.Ends > 0:
		return diag.Diagnostics{destroyBesideKept(instanceID)}
	case before.Creates > 0, before.Keeps > 0:
		return diag.Diagnostics{secondCreate(instanceID)}
	}
	return nil
}

// declareDestroy refuses to end at one address what is created or kept at another. ABANDON of what another address
// keeps is allowed: it ends nothing, and is the way out of two addresses for one policy.
func (r *policyResource) declareDestroy(instanceID string, forgets bool) diag.Diagnostics {
	before := r.data.Walk.Declare(instanceID, func(d *walk.Plans) {
		d.Destroys++
		if !forgets {
			d.Ends++
		}
	})
	switch {
	case before.Creates > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID)}
	case before.Keeps > 0 && !forgets:
		return diag.Diagnostics{destroyBesideKept(instanceID)}
	}
	return nil
}
