// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	alicloudType  = "alicloud_rds_instance_cross_backup_policy"
	alicloudState = `{"id":"pgm-console","instance_id":"pgm-console","cross_backup_region":"cn-beijing",
"cross_backup_type":"1","retention":1825,"retent_type":1,"log_backup_enabled":"Enable","backup_enabled":"Enable",
"db_instance_status":"Running","lock_mode":"Unlock","timeouts":null}`
)

// Terraform moves the state on a provider that is not configured, so region and identity come with the read that
// follows.
func TestMove_takesOverTheStateOfTheOfficialProvider(t *testing.T) {
	t.Parallel()
	console := settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true})
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org", "mirror.example.com"} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			moved := testkit.Unconfigured(t, s).Move(host+"/aliyun/alicloud", alicloudType, alicloudState)
			if len(moved.Said.Texts()) > 0 {
				t.Fatal(moved.Said.Texts())
			}
			if region, id := moved.Get(t, "region"), moved.Get(t, "id"); region != nil || id != nil {
				t.Errorf("region is %v and id %v before the read, want both null", region, id)
			}
			w := testkit.NewSession(t, s, nil)
			state := w.Read(moved)
			requireIdentity(t, state, "cn-hangzhou", "pgm-console")
			planned := w.Plan(state, console)
			if len(state.Said.Texts())+len(planned.Said.Texts()) > 0 || !planned.Object.Equal(state.Object) {
				t.Errorf("read said %q, plan said %q and plans %s", state.Said.Texts(), planned.Said.Texts(), planned.Object)
			}
			for name, want := range map[string]any{
				"region": "cn-hangzhou", "enabled": true, "log_backup_enabled": true, "retention_days": int64(1825),
				"deletion_policy": "DISABLE",
			} {
				if got := state.Get(t, name); got != want {
					t.Errorf("%s is %v, want %v", name, got, want)
				}
			}
			if sent := len(s.Calls(modify)); sent > 0 {
				t.Errorf("%d writes were sent", sent)
			}
		})
	}
}

func TestMove_refusals(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ provider, typeName, state, says string }{
		"another type": {
			"registry.terraform.io/aliyun/alicloud", "alicloud_db_instance", alicloudState,
			"error: Unable to Move Resource State",
		},
		"another provider": {
			"registry.terraform.io/example/alicloud", alicloudType, alicloudState, "error: Unable to Move Resource State",
		},
		"a like-named provider": {
			"registry.terraform.io/aliyun/notalicloud", alicloudType, alicloudState, "error: Unable to Move Resource State",
		},
		"no instance id": {
			"registry.terraform.io/aliyun/alicloud", alicloudType, `{"id":"pgm-console"}`,
			"error: Cannot move the policy\nThe state of " + alicloudType + " has no readable instance_id.",
		},
		"no state": {
			"registry.terraform.io/aliyun/alicloud", alicloudType, `null`, "error: Cannot move the policy\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := strings.Join(
				testkit.Unconfigured(t, emulator.Start(t)).Move(row.provider, row.typeName, row.state).Said.Texts(),
				"\n",
			)
			if !strings.HasPrefix(said, row.says) {
				t.Errorf("said %q, want %q", said, row.says)
			}
		})
	}
}

// Whatever the old state lacks or spells otherwise, the instance is taken over, and the read completes it.
func TestMove_toleratesTheState(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"instance alone":    `{"instance_id":"pgm-console"}`,
		"retention as text": `{"instance_id":"pgm-console","retention":"1825","log_backup_enabled":"Disabled"}`,
		"empty values": `{"instance_id":"pgm-console","cross_backup_region":"","retention":null,
"log_backup_enabled":""}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			moved := testkit.Unconfigured(t, s).Move("registry.terraform.io/aliyun/alicloud", alicloudType, raw)
			if destination := moved.Get(t, "destination_region"); destination != nil {
				t.Errorf("destination_region is %q, want null", destination)
			}
			state := testkit.NewSession(t, s, nil).Read(moved)
			if retention, destination := state.Get(
				t,
				"retention_days",
			), state.Get(
				t,
				"destination_region",
			); retention != int64(1825) ||
				destination != "cn-beijing" {
				t.Errorf("read to %v days in %v", retention, destination)
			}
		})
	}
}

// A real Terraform: the moved block alone changes nothing, in the provider's region and in another one that the
// resource names.
func TestMove_withTerraform(t *testing.T) {
	t.Setenv("TF_ACC_PROVIDER_NAMESPACE", "aliyun") // the address that the moved state must come from
	for name, row := range map[string]struct {      //nolint:paralleltest // an environment variable decides the address
		instanceID, region string
		action             plancheck.ResourceActionType
	}{
		"provider's region": {"pgm-console", "", plancheck.ResourceActionNoop},
		"another region":    {"pgm-shanghai", `region = "cn-shanghai"`, plancheck.ResourceActionUpdate},
	} {
		t.Run(name, func(t *testing.T) {
			s := emulator.Start(t)
			must(
				t,
				s.Fleet().SetPolicy(
					row.instanceID,
					fleet.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 1825},
				),
			)
			factories := testkit.Factories(s)
			factories["alicloud"] = providerserver.NewProtocol6WithError(alicloud{})
			required := `terraform {
  required_providers {
    alicloud = {
      source = "aliyun/alicloud"
    }
    apsaradb = {
      source = "aliyun/apsaradb"
    }
  }
}
`
			old := fmt.Sprintf(
				`resource %q "old" {
  instance_id         = %q
  cross_backup_region = "cn-beijing"
  retention           = 1825
  log_backup_enabled  = "Enable"
}
`,
				alicloudType,
				row.instanceID,
			)
			moved := "moved {\n  from = " + alicloudType + ".old\n  to = " + address + "\n}\n"
			body := block(row.instanceID, to("cn-beijing", 1825), "log_backup_enabled = true", row.region)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{
					{Config: config(s, required, old)},
					{
						Config:           config(s, required, moved, body),
						ConfigPlanChecks: expect(row.action),
						Check:            then(func() { requireWrites(t, s) }),
					},
					{Config: config(s, required, body), ConfigPlanChecks: expectNothing()},
				},
			})
		})
	}
}

// The read of a moved policy of another region cannot see it. A change that would replace settings which nobody has
// seen is refused, in the plan and right before the write; the settings found, and changes of those moved, go through.
func TestMove_neverOverwritesWhatWasNotRead(t *testing.T) {
	t.Parallel()
	found := fleet.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 1825}
	for name, row := range map[string]struct {
		moved, configured int // the retention in the moved state and in the configuration
		planned           int // the retention that the API holds while the plan looks
		says              string
		writes            int
	}{
		"state is stale, configured alike":       {30, 30, 1825, "plan", 0},
		"state is stale, longer is configured":   {30, 60, 1825, "plan", 0},
		"the state becomes stale after the plan": {30, 60, 30, "apply", 0},
		"state is stale, as found is configured": {30, 1825, 1825, "", 0},
		"state is right, shorter is configured":  {1825, 1000, 1825, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			held := found
			held.RetentionDays = row.planned
			must(t, s.Fleet().SetPolicy("pgm-shanghai", held))
			moved := testkit.Unconfigured(t, s).Move(
				"registry.terraform.io/aliyun/alicloud",
				alicloudType,
				fmt.Sprintf(
					`{"instance_id":"pgm-shanghai","cross_backup_region":"cn-beijing","retention":%d,"log_backup_enabled":"Enable"}`,
					row.moved,
				),
			)
			config := settings(
				"pgm-shanghai",
				"cn-beijing",
				row.configured,
				attributes{"region": "cn-shanghai", "log_backup_enabled": true},
			)
			w := testkit.NewSession(t, s, nil)
			state := w.Read(moved)
			planned := w.Plan(state, config)
			must(t, s.Fleet().SetPolicy("pgm-shanghai", found))
			applied := testkit.NewSession(t, s, nil).Apply(state, config, planned)
			said := map[string]string{
				"plan":  strings.Join(planned.Said.Texts(), "\n"),
				"apply": strings.Join(applied.Said.Texts(), "\n"),
			}
			want := fmt.Sprintf("error on instance_id: Policy of pgm-shanghai differs from the state that it was moved with\n"+
				"Found: on, to cn-beijing, kept for 1825 days, with log copy. Configured: on, to cn-beijing, kept for %d days, "+
				"with log copy. "+
				"The moved state does not show what was found, so writing would replace settings that no plan has shown, and "+
				"shorter retention would delete copies. "+
				"Set the values found here and apply; after that each change is planned as usual.", row.configured)
			if row.says != "" && said[row.says] != want {
				t.Errorf("%s said %q, want %q", row.says, said[row.says], want)
			}
			if row.says == "" && (isError(said["plan"]) || isError(said["apply"])) {
				t.Errorf("refused: %q", said)
			}
			if sent := len(s.Calls(modify)); sent != row.writes {
				t.Errorf("%d writes were sent, want %d", sent, row.writes)
			}
			if now, _ := s.Fleet().Policy("pgm-shanghai"); row.writes == 0 && now.RetentionDays != 1825 {
				t.Errorf("retention is %d days, want 1825", now.RetentionDays)
			}
		})
	}
}
