// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
)

// Each of these asks what was planned before: here, which is in this process, and elsewhere, which is in the processes
// of other aliases.

// declareCreate refuses a second policy for one instance: which of the two runs last would decide what becomes of its
// backups. replacement says that this create is the second half of a replacement whose first half was counted as kept.
func (r *policyResource) declareCreate(instanceID string, replacement bool) diag.Diagnostics {
	here, elsewhere := r.data.Walk.Declare(instanceID, processes.Creates)
	switch {
	case here.Destroys > 0, elsewhere.Destroys > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID, here.Destroys == 0)}
	case here.Creates > 0, here.Keeps > 0 && !replacement:
		return diag.Diagnostics{secondCreate(instanceID, false)}
	case elsewhere.Creates > 0, elsewhere.Keeps > 0:
		return diag.Diagnostics{secondCreate(instanceID, true)}
	}
	return nil
}

// declareKept refuses a policy that is created, kept or ended at another address as well.
func (r *policyResource) declareKept(instanceID string) diag.Diagnostics {
	here, elsewhere := r.data.Walk.Declare(instanceID, processes.Keeps)
	switch {
	case here.Ends > 0, elsewhere.Ends > 0:
		return diag.Diagnostics{destroyBesideKept(instanceID, here.Ends == 0)}
	case here.Creates > 0, here.Keeps > 0:
		return diag.Diagnostics{secondCreate(instanceID, false)}
	case elsewhere.Creates > 0, elsewhere.Keeps > 0:
		return diag.Diagnostics{secondCreate(instanceID, true)}
	}
	return nil
}

// declareDestroy refuses to end at one address what is created or kept at another. ABANDON of what another address
// keeps is allowed: it ends nothing, and is the way out of two addresses for one policy.
func (r *policyResource) declareDestroy(instanceID string, forgets bool) diag.Diagnostics {
	plan := processes.Ends
	if forgets {
		plan = processes.Forgets
	}
	here, elsewhere := r.data.Walk.Declare(instanceID, plan)
	switch {
	case here.Creates > 0, elsewhere.Creates > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID, here.Creates == 0)}
	case forgets:
		return nil
	case here.Keeps > 0, elsewhere.Keeps > 0:
		return diag.Diagnostics{destroyBesideKept(instanceID, here.Keeps == 0)}
	}
	return nil
}
