// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What Terraform makes of keys and addresses, only a real one shows. conflicts_test.go has the rules themselves.

// keyed returns policies by for_each key.
func keyed(instances map[string]string, further string) string {
	var pairs []string
	for key, id := range instances {
		pairs = append(pairs, fmt.Sprintf("%s = %q", key, id))
	}
	return fmt.Sprintf("resource %q \"test\" {\n  for_each = { %s }\n  instance_id = each.value\n  %s\n}\n%s",
		testkit.PolicyType, strings.Join(pairs, ", "), to("cn-shanghai", 1825), further)
}

// A renamed key is a create and a destroy of one instance, and swapped keys are two of these. Both are refused; a moved
// block is the way.
func TestTogether_aRenamedKeyNeedsAMovedBlock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	const refusal = "would be created and destroyed in one run"
	before := map[string]string{"orders": "pgm-demo", "basic": "pgm-basic"}
	renamed := map[string]string{"sales": "pgm-demo", "basic": "pgm-basic"}
	swapped := map[string]string{"orders": "pgm-basic", "basic": "pgm-demo"}
	moved := "moved {\n  from = " + address + "[\"orders\"]\n  to = " + address + "[\"sales\"]\n}"
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, keyed(before, "")), PostApplyFunc: s.ResetCalls},
		resource.TestStep{Config: config(s, keyed(renamed, "")), ExpectError: says("Policy of pgm-demo " + refusal)},
		resource.TestStep{Config: config(s, keyed(swapped, "")), ExpectError: says(refusal)},
		resource.TestStep{
			Config: config(s, keyed(renamed, moved)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address+`["sales"]`, plancheck.ResourceActionNoop),
			}},
			PostApplyFunc: func() {
				requireNoWriteTried(t, s)
				for _, id := range renamed {
					requirePolicy(t, s, id, true, false, "cn-shanghai", 1825)
				}
			},
		},
		resource.TestStep{Config: config(s)}, // the testing library reads no state with for_each at its end
	)
}

// The id is known only after apply, so the second create meets the first one there.
func TestTogether_twoResourcesForOneInstance(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	unknownID := func(name, arguments string) string {
		return strings.Replace(namedBlock(name, "ID", arguments), `"ID"`, "terraform_data.id.output", 1)
	}
	testkit.Run(t, s, resource.TestStep{
		Config: config(s, "resource \"terraform_data\" \"id\" {\n  input = \"pgm-demo\"\n}\n",
			unknownID("test", to("cn-shanghai", 30)), unknownID("second", to("cn-beijing", 60))),
		ExpectError: says("Policy of pgm-demo is declared twice"),
	})
	enabling := 0
	for _, call := range s.Calls(modify) {
		if call.Code == "" && call.Params.Get("BackupEnabled") == "1" {
			enabling++
		}
	}
	if enabling > 1 {
		t.Errorf("%d writes enabled the policy, want at most 1", enabling)
	}
}
