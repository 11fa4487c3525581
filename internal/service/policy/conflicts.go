// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// Each of these asks what was planned before: here, which is in this process, and elsewhere, which is in the processes
// of other aliases.

// conflict is what two resources of a run do with the policy of one instance.
type conflict struct {
	instanceID, policyID string
	otherAlias           bool // the other resource uses another alias of the provider
	again                bool // another policy of this walk has the same conflict, and its error says what to do
}

// refuse makes the error of a conflict. The plan is refused then, so what it would do needs no warnings any more.
func (r *policyResource) refuse(
	text func(conflict) diag.Diagnostic, kind message.Message, region, instanceID string, otherAlias bool,
) diag.Diagnostics {
	r.data.Walk.MarkRefused()
	return diag.Diagnostics{text(conflict{
		instanceID: instanceID, policyID: walk.PolicyID(cmp.Or(region, "<region>"), instanceID),
		otherAlias: otherAlias, again: !r.data.Walk.First("conflict " + kind.Code),
	})}
}

// declareCreate refuses a second policy for one instance: which of the two runs last would decide what becomes of its
// backups. replacement says that this create is the second half of a replacement whose first half was counted as kept.
func (r *policyResource) declareCreate(region, instanceID string, replacement bool) diag.Diagnostics {
	here, elsewhere := r.data.Walk.Declare(instanceID, processes.Creates)
	switch {
	case here.Destroys > 0, elsewhere.Destroys > 0:
		return r.refuse(createBesideDestroy, message.CreatedAndDestroyed, region, instanceID, here.Destroys == 0)
	case here.Creates > 0, here.Keeps > 0 && !replacement:
		return r.refuse(secondCreate, message.DeclaredTwice, region, instanceID, false)
	case elsewhere.Creates > 0, elsewhere.Keeps > 0:
		return r.refuse(secondCreate, message.DeclaredTwice, region, instanceID, true)
	}
	return nil
}

// declareKept refuses a policy that is created, kept or ended at another address as well.
func (r *policyResource) declareKept(region, instanceID string) diag.Diagnostics {
	here, elsewhere := r.data.Walk.Declare(instanceID, processes.Keeps)
	switch {
	case here.Ends > 0, elsewhere.Ends > 0:
		return r.refuse(destroyBesideKept, message.EndedAndKept, region, instanceID, here.Ends == 0)
	case here.Creates > 0, here.Keeps > 0:
		return r.refuse(secondCreate, message.DeclaredTwice, region, instanceID, false)
	case elsewhere.Creates > 0, elsewhere.Keeps > 0:
		return r.refuse(secondCreate, message.DeclaredTwice, region, instanceID, true)
	}
	return nil
}

// declareDestroy refuses to end at one address what is created or kept at another. ABANDON of what another address
// keeps is allowed: it ends nothing, and is the way out of two addresses for one policy.
func (r *policyResource) declareDestroy(region, instanceID string, forgets bool) diag.Diagnostics {
	plan := processes.Ends
	if forgets {
		plan = processes.Forgets
	}
	here, elsewhere := r.data.Walk.Declare(instanceID, plan)
	switch {
	case here.Creates > 0, elsewhere.Creates > 0:
		return r.refuse(createBesideDestroy, message.CreatedAndDestroyed, region, instanceID, here.Creates == 0)
	case forgets:
		return nil
	case here.Keeps > 0, elsewhere.Keeps > 0:
		return r.refuse(destroyBesideKept, message.EndedAndKept, region, instanceID, here.Keeps == 0)
	}
	return nil
}
