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

func importBlock(id string) string {
	return fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
}

// A policy that was made by hand, with 1,825 days and log copy, is taken over as it is: nothing is written, and the plan
// after it is empty.
func TestImport_ofAPolicyMadeByHandChangesNothing(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"cn-hangzhou:pgm-console", "pgm-console"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			body := block("pgm-console", to("cn-beijing", 1825), "log_backup_enabled = true", `deletion_policy = "ABANDON"`)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				Steps: []resource.TestStep{
					{
						Config: config(s, importBlock(id), body),
						ConfigStateChecks: state(values{
							"id": "cn-hangzhou:pgm-console", "region": "cn-hangzhou", "destination_region": "cn-beijing", "retention_days": 1825,
							"log_backup_enabled": true, "enabled": true, "deletion_policy": "ABANDON", "engine": "PostgreSQL", "engine_version": "16.0", "instance_released": false,
						}),
					},
					{Config: config(s, body), ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan())},
				},
				CheckDestroy: check(func() {
					requireWrites(t, s)
					requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
				}),
			})
		})
	}
}

// The import block and the command import what the state holds already, field for field.
func TestImport_blockAndCommandAgreeWithTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := config(s, block("pgm-disabled", to("cn-shanghai", 30), "enabled = false"))
	testkit.Run(t, s,
		resource.TestStep{Config: body, Check: check(func() { requireWrites(t, s) })},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateId: "cn-hangzhou:pgm-disabled",
		},
		resource.TestStep{
			Config: body, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: "pgm-disabled",
			ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop)}},
		},
	)
}

// The settings that differ from the block are shown before anything changes.
func TestImport_showsTheDifferenceBeforeItIsWritten(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: config(s, importBlock("pgm-console"), block("pgm-console", to("cn-beijing", 30), "log_backup_enabled = true")),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), meanwhile(func() { requireWrites(t, s) }),
				}},
				Check: check(func() {
					h.requireSaid(t, "plan WARNING: Copies of pgm-console will be lost by shorter retention: retention_days goes from 1825 to 30. 10 copies are older than 30 days and are deleted.")
					requireWrites(t, s, written("pgm-console", true, true, "cn-beijing", 30))
				}),
			},
		},
	})
}

// A policy that never was on has nothing to import; with a block that declares it off, the import succeeds and writes nothing.
func TestImport_ofANeverEnabledPolicy(t *testing.T) {
	t.Parallel()
	for _, guess := range []string{"disabled", "locknull", "notfound", "internalerror"} {
		t.Run(guess, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("never-enabled-policy", guess))
			factories, h := listen(s)
			body := block("pgm-demo", to("cn-shanghai", 30), "enabled = false")
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{
					{
						Config: config(s, importBlock("pgm-demo"), body),
						ConfigStateChecks: state(values{
							"destination_region": "cn-shanghai", "retention_days": 30, "enabled": false, "enabled_time": nil,
						}),
					},
					{Config: config(s, body), ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan())},
				},
				CheckDestroy: check(func() {
					h.requireSaid(t, "read WARNING: No settings to import for pgm-demo", "enabled            = false")
					requireWrites(t, s)
				}),
			})
		})
	}
}

// What cannot be imported is refused with the form that can.
func TestImport_refusals(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := block("pgm-console", to("cn-beijing", 1825), "log_backup_enabled = true")
	var steps []resource.TestStep
	for id, want := range map[string]string{
		"pgm-nowhere":             "There is no instance pgm-nowhere in region cn-hangzhou under account 1234567890123456.",
		"cn-shanghai:pgm-console": "There is no instance pgm-console in region cn-shanghai under account 1234567890123456.",
		"cn-hangzhou:pgm:console": "Import takes <region>:<instance_id>, such as cn-hangzhou:pgm-bp1234567890, or a bare instance id",
		"cn-hangzhou:":            `"cn-hangzhou:" does not name an instance.`,
		":pgm-console":            `":pgm-console" names no region before the colon.`,
		"pgm-console:cn-hangzhou": `Region "pgm-console" of "pgm-console:cn-hangzhou" is not a region id.`,
	} {
		steps = append(steps, resource.TestStep{Config: config(s, importBlock(id), body), PlanOnly: true, ExpectError: says(want)})
	}
	other := testkit.ConfigWith(s, "access_key = \"other-key\"\n  secret_key = \"other-secret\"", importBlock("pgm-console")+body)
	steps = append(steps,
		resource.TestStep{Config: other, PlanOnly: true, ExpectError: says("There is no instance pgm-console in region cn-hangzhou under account 6543210987654321.")},
		resource.TestStep{Config: config(s, ""), Check: check(func() { requireWrites(t, s) })},
	)
	testkit.Run(t, s, steps...)
}

// An empty id names nothing, and is no mistake of the provider's.
func TestImport_ofNothing(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	said := testkit.NewSession(t, s, nil).ImportIdentity(nil).Said.Texts()
	if len(said) != 1 || !strings.HasPrefix(said[0], "error: Not an import id\n") {
		t.Errorf("said %q", said)
	}
}
