// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func importBlock(id string) string {
	return fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
}

// A policy that was made by hand is taken over as it is by an import block: nothing is written, and the plan after it
// is empty. The difference to another configuration is shown before it is written.
func TestImport_ofAPolicyMadeByHandChangesNothing(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	equal := block("pgm-console", to("cn-beijing", 1825), "log_backup_enabled = true", `deletion_policy = "ABANDON"`)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{
				Config:   config(s, importBlock("cn-hangzhou:pgm-console"), block("pgm-console", to("cn-beijing", 1825))),
				PlanOnly: true, ExpectNonEmptyPlan: true, // log copy would end
			},
			{
				Config: config(s, importBlock("cn-hangzhou:pgm-console"), equal),
				ConfigStateChecks: state(values{
					"id":                 "cn-hangzhou:pgm-console",
					"region":             "cn-hangzhou",
					"destination_region": "cn-beijing",
					"retention_days":     1825,
					"log_backup_enabled": true,
					"enabled":            true,
					"deletion_policy":    "ABANDON",
					"engine":             "PostgreSQL",
					"engine_version":     "16.0",
					"instance_released":  false,
				}),
			},
			{Config: config(s, equal), ConfigPlanChecks: expectNothing()},
		},
		CheckDestroy: then(func() {
			requireNoWriteTried(t, s)
			requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
		}),
	})
}

// A policy that never was on has nothing to import; with a block that declares it off, the import succeeds and writes
// nothing.
func TestImport_ofANeverEnabledPolicy(t *testing.T) {
	t.Parallel()
	off := settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false})
	eachNeverEnabled(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		imported := tf.session().Import("pgm-demo")
		imported.Said.Require(t, "warning", "No settings to import for pgm-demo", "enabled            = false")
		tf.state["pgm-demo"] = imported
		tf.mustApply(off)
		tf.requireState(
			"pgm-demo",
			values{"destination_region": "cn-shanghai", "retention_days": 30, "enabled": false, "enabled_time": nil},
		)
		tf.requireNothingToDo(only(off))
		requireNoWriteTried(t, s)
	})
}

// What cannot be imported is refused with the form that can. The texts stand whole in plan_texts.golden.
func TestImport_refusals(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for _, row := range []struct {
		id       string
		provider attributes
		want     string
	}{
		{"pgm-nowhere", nil, "There is no instance pgm-nowhere in region cn-hangzhou under account 1234567890123456."},
		{
			"cn-shanghai:pgm-console", nil,
			"There is no instance pgm-console in region cn-shanghai under account 1234567890123456.",
		},
		{
			"pgm-console", otherAccount(),
			"There is no instance pgm-console in region cn-hangzhou under account 6543210987654321.",
		},
		{
			"cn-hangzhou:pgm:console", nil,
			"Import takes <region>:<instance_id>, such as cn-hangzhou:pgm-bp1234567890, or a bare instance id",
		},
		{"cn-hangzhou:", nil, `"cn-hangzhou:" does not name an instance.`},
		{":pgm-console", nil, `":pgm-console" names no region before the colon.`},
		{"pgm-console:cn-hangzhou", nil, `"pgm-console:cn-hangzhou" has the region behind the colon.`},
	} {
		testkit.NewSession(t, s, row.provider).Import(row.id).Said.Require(t, "error", row.want)
	}
	requireNoWriteTried(t, s)
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

// The API does not tell who manages a policy. An import says so, once for a run, so that a fleet stays readable.
func TestImport_saysWhatTwoConfigurationsDo(t *testing.T) {
	t.Parallel()
	w := testkit.NewSession(t, emulator.Start(t), nil)
	w.ImportSays("pgm-console").Require(t, "warning", "Imported policies may be managed elsewhere too",
		"the two undo each other's changes", "POLICY_IMPORTED")
	w.ImportSays("pgm-disabled").RequireNone(t)
	// Where nothing is imported, nothing is said of it.
	for _, id := range []string{"pgm:no:id", "pgm-nope"} {
		said := testkit.NewSession(t, emulator.Start(t), nil).ImportSays(id)
		if !said.Failed() || said.Has("POLICY_IMPORTED") {
			t.Errorf("%s: said %s", id, said)
		}
	}
}
