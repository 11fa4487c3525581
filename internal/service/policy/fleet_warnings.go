// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// maxNamedPolicies is how many policies of a walk are named in the summaries of one kind of warning.
const maxNamedPolicies = 20

// fold keeps the warnings of a fleet readable. A summary names its instance for the first policies of a walk. After
// that all of a kind share one summary, which the CLI prints once with their number, and the detail names the instance.
//
// The policy is the one that the warnings are about: of a replacement, the one that ends.
func (r *policyResource) fold(diags diag.Diagnostics, about model) {
	instanceID := about.InstanceID.ValueString()
	for i, d := range diags {
		kind, _ := message.Of(d)
		if d.Severity() != diag.SeverityWarning || kind.Shared == "" ||
			r.data.Walk.Take("named "+kind.Shared, maxNamedPolicies) {
			continue
		}
		detail, at := d.Detail(), path.Empty()
		if !strings.Contains(detail, instanceID) {
			detail = "Instance " + instanceID + ": " + detail
		}
		if placed, is := d.(diag.DiagnosticWithPath); is {
			at = placed.Path()
		}
		diags[i] = kind.SharedWarning(at, detail)
	}
}

// destroyed keeps the warnings of destroyed policies readable. Terraform does not fold those of a policy whose block is
// gone, since they have no place in the configuration. So after the first policies of a walk with one deletion_policy,
// one warning stands for the others: Terraform lists each of them as destroyed.
func (r *policyResource) destroyed(state model, warning diag.Diagnostic) diag.Diagnostics {
	deletionPolicy := state.DeletionPolicy.ValueString()
	switch {
	case r.data.Walk.Take("named destroyed "+deletionPolicy, maxNamedPolicies):
		return diag.Diagnostics{warning}
	case r.data.Walk.First("more destroyed " + deletionPolicy):
		return diag.Diagnostics{moreDestroyed(deletionPolicy)}
	}
	return nil
}
