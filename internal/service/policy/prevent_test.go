// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// PREVENT counts in the state: every end of protection is refused, changing it along with the end too. Alone it can be
// changed, and then the end goes through.
func TestPrevent_wayOutIsAnApplyOfItsOwn(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	prevent := `deletion_policy = "PREVENT"`
	refused := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: config(s, body), ExpectError: says(want)}
	}
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{Config: config(s, block("pgm-demo", to("cn-shanghai", 60), prevent)), Check: check(s.ResetCalls)},
			refused(block("pgm-demo", to("cn-shanghai", 30), prevent), "retention_days goes from 60 to 30, which deletes older copies."),
			refused(block("pgm-demo", to("cn-shanghai", 60), prevent, "enabled = false"), "enabled goes from true to false, which ends protection."),
			refused(block("pgm-basic", to("cn-shanghai", 60), prevent), "Policy of pgm-demo is protected from destruction"),
			refused("", "Policy of pgm-demo is protected from destruction"),
			refused(block("pgm-demo", to("cn-shanghai", 30)), "set deletion_policy to DISABLE and apply that alone"),
			{
				Config: config(s, block("pgm-demo", to("cn-beijing", 90), prevent)), // longer, and elsewhere: nothing ends
				Check: check(func() {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-beijing", 90))
					s.ResetCalls()
				}),
			},
			{Config: config(s, block("pgm-demo", to("cn-beijing", 90))), Check: check(func() { requireWrites(t, s) })},
			{
				Config: config(s, block("pgm-demo", to("cn-beijing", 30))),
				Check:  check(func() { requireWrites(t, s, written("pgm-demo", true, false, "cn-beijing", 30)) }),
			},
		},
		CheckDestroy: check(func() { requirePolicy(t, s, "pgm-demo", false, false, "cn-beijing", 30) }),
	})
}
