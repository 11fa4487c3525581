// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// maxNamedPolicies is how many policies of a walk are named in the summaries of one kind of warning.
const maxNamedPolicies = 20

// fold keeps the warnings of a fleet readable. A summary names its instance for the first policies of a walk. After
// that all of a kind share one summary, which the CLI prints once with their number, and the detail names the instance.
//
// The models are the plan and the state that the warnings are about. A replacement may have two instances.
func (r *policyResource) fold(diags diag.Diagnostics, about ...model) {
	for i, d := range diags {
		instanceID, kind, shared := "", "", ""
		for _, m := range about {
			if kind == "" && known(m.InstanceID) {
				instanceID = m.InstanceID.ValueString()
				kind, shared = sharedSummary(d.Summary(), instanceID)
			}
		}
		if d.Severity() != diag.SeverityWarning || kind == "" || r.data.Walk.Take("named "+kind, maxNamedPolicies) {
			continue
		}
		detail := d.Detail()
		if !strings.Contains(detail, instanceID) {
			detail = "Instance " + instanceID + ": " + detail
		}
		if at, is := d.(diag.DiagnosticWithPath); is {
			diags[i] = diag.NewAttributeWarningDiagnostic(at.Path(), shared, detail)
		} else {
			diags[i] = diag.NewWarningDiagnostic(shared, detail)
		}
	}
}

// sharedSummary returns a summary without its instance, and the kind of the warning. Both are "" where it names none.
func sharedSummary(summary, instanceID string) (kind, shared string) {
	words := strings.Fields(summary)
	at := slices.Index(words, instanceID)
	if at < 0 {
		return "", ""
	}
	words[at] = "one more instance"
	if at == 1 && words[0] == "Instance" {
		words = append([]string{"One more instance"}, words[2:]...)
	}
	shared = strings.Join(words, " ")
	if strings.HasSuffix(shared, shorterTime) || strings.HasSuffix(shared, byShorterRetention) {
		shared = "Copies of one more instance may be lost" + byShorterRetention // the details say what was counted
	}
	return shared, shared
}
