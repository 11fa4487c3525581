// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
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
	for _, address := range []string{
		"registry.terraform.io/aliyun/alicloud", "registry.opentofu.org/aliyun/alicloud",
		"mirror.example.com/aliyun/alicloud",
		"registry.terraform.io/hashicorp/alicloud", "registry.opentofu.org/hashicorp/alicloud",
		"mirror.example.com:8443/hashicorp/alicloud", "aliyun/alicloud", "alicloud",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			moved := testkit.Unconfigured(t, s).Move(address, alicloudType, alicloudState)
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

// A later release of the official provider may write an identity, another version of the schema, and more attributes.
func TestMove_ofAnyVersionOfTheState(t *testing.T) {
	t.Parallel()
	identity := func(version int64, json string) func(*tfprotov6.MoveResourceStateRequest) {
		return func(request *tfprotov6.MoveResourceStateRequest) {
			request.SourceIdentitySchemaVersion = version
			request.SourceIdentity = &tfprotov6.RawState{JSON: []byte(json)}
		}
	}
	for name, more := range map[string]func(*tfprotov6.MoveResourceStateRequest){
		"an identity":                   identity(0, `{"id":"pgm-console"}`),
		"an identity that is null":      identity(0, `null`),
		"an identity of a later schema": identity(7, `{"region_id":"cn-hangzhou","arn":{"of":["it"]}}`),
		"a later schema": func(request *tfprotov6.MoveResourceStateRequest) {
			request.SourceSchemaVersion = 7
			request.SourceState.JSON = []byte(strings.Replace(alicloudState, "{", `{"added":{"later":[1,null]},`, 1))
		},
		"private data": func(request *tfprotov6.MoveResourceStateRequest) {
			request.SourcePrivate = []byte(`{"schema_version":"1","e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":6}}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			moved := testkit.Unconfigured(t, s).Move("registry.terraform.io/aliyun/alicloud", alicloudType, alicloudState, more)
			state := testkit.NewSession(t, s, nil).Read(moved)
			if said := slices.Concat(moved.Said.Texts(), state.Said.Texts()); len(said) > 0 {
				t.Fatal(said)
			}
			requireIdentity(t, state, "cn-hangzhou", "pgm-console")
		})
	}
}

// With -refresh=false nothing is read between the move and the plan.
func TestMove_withoutARefresh(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		state  string
		days   int
		writes int
	}{
		"nothing changes":            {alicloudState, 1825, 0},
		"the retention changes":      {alicloudState, 1000, 1},
		"the state has nothing":      {`{"instance_id":"pgm-console"}`, 1825, 0},
		"the destination is null":    {strings.Replace(alicloudState, `"cn-beijing"`, "null", 1), 1825, 0},
		"the retention is no number": {strings.Replace(alicloudState, "1825", `"long"`, 1), 1825, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			moved := testkit.Unconfigured(t, s).Move("registry.terraform.io/aliyun/alicloud", alicloudType, row.state)
			config := settings("pgm-console", "cn-beijing", row.days, attributes{"log_backup_enabled": true})
			planned := testkit.NewSession(t, s, nil).Plan(moved, config)
			applied := testkit.NewSession(t, s, nil).Apply(moved, config, planned)
			if planned.Said.Failed() || len(applied.Said) > 0 {
				t.Fatalf("the plan said %q, the apply %q", planned.Said.Texts(), applied.Said.Texts())
			}
			requireIdentity(t, applied, "cn-hangzhou", "pgm-console")
			if sent := len(s.Calls(modify)); sent != row.writes {
				t.Errorf("%d writes were sent, want %d", sent, row.writes)
			}
		})
	}
}

func TestMove_refusals(t *testing.T) {
	t.Parallel()
	const official = "registry.terraform.io/aliyun/alicloud"
	const importBlock = "import {\n    to = " + testkit.PolicyType + ".<name>\n    id = \"<region>:<instance id>\"\n  }"
	for name, row := range map[string]struct{ provider, typeName, state, says string }{
		"another type": {
			official, "alicloud_db_instance", alicloudState, "error: Cannot move the policy\n" +
				"alicloud_db_instance cannot become apsaradb_rds_cross_region_backup_policy: " +
				"only alicloud_rds_instance_cross_backup_policy can. Delete the moved block. " +
				"If an instance has a policy already, take it over with an import block:\n\n" +
				"  " + importBlock + "\n\n" +
				"Keep the block of alicloud_db_instance; " +
				"or, if Terraform is to forget that object and leave it as it is, write:\n\n" +
				"  removed {\n    from = alicloud_db_instance.<name>\n    lifecycle {\n      destroy = false\n    }\n  }",
		},
		"another type of another provider": {
			"registry.terraform.io/hashicorp/aws", "aws_db_instance", `{"id":"db"}`,
			"error: Cannot move the policy\naws_db_instance cannot become ",
		},
		"another provider": {
			"registry.terraform.io/example/alicloud", alicloudType, alicloudState, "error: Cannot move the policy\n" +
				"The state says that its provider is registry.terraform.io/example/alicloud, and nothing is known of that one. " +
				"If it is a copy or a mirror of aliyun/alicloud, tell Terraform so, and plan again:\n\n" +
				"  terraform state replace-provider registry.terraform.io/example/alicloud aliyun/alicloud\n\n" +
				"With OpenTofu, write tofu in place of terraform. " +
				"If it is another provider, write an import block in place of the moved block:\n\n" +
				"  " + importBlock,
		},
		"a like-named provider": {
			"registry.terraform.io/aliyun/notalicloud", alicloudType, alicloudState,
			"error: Cannot move the policy\nThe state says that its provider is registry.terraform.io/aliyun/notalicloud,",
		},
		"a like-named provider of OpenTofu 1.10": {
			"notalicloud", alicloudType, alicloudState,
			"error: Cannot move the policy\nThe state says that its provider is notalicloud,",
		},
		"a like-named namespace": {
			"registry.terraform.io/not-aliyun/alicloud", alicloudType, alicloudState,
			"error: Cannot move the policy\nThe state says that its provider is registry.terraform.io/not-aliyun/alicloud,",
		},
		"this type of a fork": {
			"registry.terraform.io/example/apsaradb", testkit.PolicyType, `{"instance_id":"pgm-console"}`,
			"error: Cannot move the policy\nThe state says that its provider is registry.terraform.io/example/apsaradb, " +
				"and nothing is known of that one. If it is a copy or a mirror of geobackup/apsaradb, tell Terraform so, " +
				"and plan again:\n\n" +
				"  terraform state replace-provider registry.terraform.io/example/apsaradb geobackup/apsaradb\n",
		},
		"no instance id": {official, alicloudType, `{"retention":30}`, "error: Cannot move the policy\n" +
			"The state of alicloud_rds_instance_cross_backup_policy has no readable instance_id. " +
			"Remove it from the state, and write an import block in place of the moved block:\n\n" +
			"  terraform state rm 'alicloud_rds_instance_cross_backup_policy.<name>'\n\n" +
			"  " + importBlock},
		"no state":                   {official, alicloudType, `null`, "error: Cannot move the policy\n"},
		"a state cut off":            {official, alicloudType, alicloudState[:60], "error: Cannot move the policy\n"},
		"an instance id of a list":   {official, alicloudType, `{"instance_id":["a"]}`, "error: Cannot move the policy\n"},
		"an instance id of an ARN":   {official, alicloudType, `{"instance_id":"a:b/c"}`, "error: Cannot move the policy\n"},
		"an instance id that is two": {official, alicloudType, `{"instance_id":"a,b"}`, "error: Cannot move the policy\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := strings.Join(
				testkit.Unconfigured(t, emulator.Start(t)).Move(row.provider, row.typeName, row.state).Said.Texts(),
				"\n---\n",
			)
			if !strings.HasPrefix(said, row.says) || strings.Contains(said, "---") {
				t.Errorf("said %q, want %q", said, row.says)
			}
		})
	}
}

// Whatever the old state lacks or spells otherwise, the instance is taken over, and the read completes it.
func TestMove_toleratesTheState(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"instance alone":       `{"instance_id":"pgm-console"}`,
		"id alone":             `{"id":"pgm-console"}`,
		"instance id is null":  `{"id":"pgm-console","instance_id":null}`,
		"instance id is empty": `{"id":"pgm-console","instance_id":""}`,
		"retention as text":    `{"instance_id":"pgm-console","retention":"1825","log_backup_enabled":"Disabled"}`,
		"empty values": `{"instance_id":"pgm-console","cross_backup_region":"","retention":null,
"log_backup_enabled":""}`,
		"wrong types": `{"instance_id":"pgm-console","cross_backup_region":["cn-beijing"],"retention":{"days":30},
"log_backup_enabled":[true]}`,
		"odd numbers":        `{"instance_id":"pgm-console","retention":30.5}`,
		"too long a number":  `{"instance_id":"pgm-console","retention":` + strings.Repeat("9", 400) + `}`,
		"a negative number":  `{"instance_id":"pgm-console","retention":-1}`,
		"a switch as a bool": `{"instance_id":"pgm-console","log_backup_enabled":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			moved := testkit.Unconfigured(t, s).Move("registry.terraform.io/aliyun/alicloud", alicloudType, raw)
			if destination := moved.Get(t, "destination_region"); destination != nil {
				t.Errorf("destination_region is %q, want null", destination)
			}
			state := testkit.NewSession(t, s, nil).Read(moved)
			for name, want := range map[string]any{
				"retention_days": int64(1825), "destination_region": "cn-beijing", "log_backup_enabled": true,
			} {
				if got := state.Get(t, name); got != want {
					t.Errorf("%s is read as %v, want %v", name, got, want)
				}
			}
		})
	}
}

// A real Terraform: the moved block alone changes nothing, in the provider's region and in another one that the
// resource names.
func TestMove_withTerraform(t *testing.T) {
	testkit.RequireTerraform(t) // sets the variables of OpenTofu, which the rows then change
	for name, row := range map[string]struct {
		namespace, instanceID, region string
		otherRegion                   string // what the host of the provider's region does about an instance of another one
		action                        plancheck.ResourceActionType
	}{
		"provider's region": {"aliyun", "pgm-console", "", "notfound", plancheck.ResourceActionNoop},
		"another region": {
			"aliyun", "pgm-shanghai", `region = "cn-shanghai"`, "notfound", plancheck.ResourceActionUpdate,
		},
		"another region of one host": {
			"aliyun", "pgm-shanghai", `region = "cn-shanghai"`, "answered", plancheck.ResourceActionNoop,
		},
		"of the mirror": {"hashicorp", "pgm-console", "", "notfound", plancheck.ResourceActionNoop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TF_ACC_PROVIDER_NAMESPACE", row.namespace) // of the address that the moved state comes from
			s := emulator.Start(t, emulator.WithGuess("other-region", row.otherRegion))
			must(
				t,
				s.Fleet().SetPolicy(
					row.instanceID,
					fleet.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 1825},
				),
			)
			factories := testkit.Factories(s)
			factories["alicloud"] = providerserver.NewProtocol6WithError(alicloud{})
			required := fmt.Sprintf("terraform {\n  required_providers {\n    alicloud = { source = \"%[1]s/alicloud\" }\n"+
				"    apsaradb = { source = \"%[1]s/apsaradb\" }\n  }\n}\n", row.namespace)
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
				"What differs, as found -> as configured:\n\n  retention_days = 1825 -> %d\n\n"+
				"The moved state does not show what was found, so writing would replace settings that no plan has shown. "+
				"The shorter retention would delete copies. "+
				"Set the values found here and apply; after that each change is planned as usual. (MOVED_POLICY_DIFFERS)",
				row.configured)
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
