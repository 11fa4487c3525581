// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// The accounts of the emulator's keys, and a role of the first one.
const (
	accountOne = "1234567890123456"
	accountTwo = "6543210987654321"
	deployer   = "acs:ram::" + accountOne + ":role/deployer"
)

// role is a block assume_role of the role deployer.
func role() []testkit.Attributes { return []testkit.Attributes{{"role_arn": deployer}} }

// profiles are a file of the Alibaba Cloud CLI with a profile of each account. Nobody has the keys of the current one.
const profiles = `{"current": "nobody", "profiles": [
	{"name": "nobody", "mode": "AK", "access_key_id": "nobody", "access_key_secret": "nobody"},
	{"name": "one", "mode": "AK", "access_key_id": "emulator-key", "access_key_secret": "emulator-secret"},
	{"name": "two", "mode": "AK", "access_key_id": "other-key", "access_key_secret": "other-secret"}]}`

func TestConfigure_readsThroughTheBlock(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.read(t, keys(testkit.Attributes{
		"region": "cn-shanghai", "client_read_timeout": int64(20000), "client_connect_timeout": int64(5000),
		"max_retry_timeout": int64(30), "configuration_source": "module/test",
	})).RequireNone(t)
	calls := w.server.Calls()
	if len(calls) != 1 || calls[0].Params.Get("RegionId") != "cn-shanghai" {
		t.Fatalf("calls = %+v, want the destinations of cn-shanghai, and no check of the account", calls)
	}
	for _, want := range []string{"terraform-provider-apsaradb/test", "Terraform/", "module/test"} {
		if agent := calls[0].UserAgent; !strings.Contains(agent, want) {
			t.Errorf("user agent = %q, want %s in it", agent, want)
		}
	}
}

// The account is asked for with the keys that will be used, before anything else.
func TestConfigure_refusesAnotherAccount(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		more  testkit.Attributes
		first []string // the calls before anything is read
	}{
		"a key":           {nil, []string{"GetCallerIdentity"}},
		"an assumed role": {testkit.Attributes{"assume_role": role()}, []string{"AssumeRole", "GetCallerIdentity"}},
	} {
		for account, refused := range map[string]bool{accountOne: false, "9999999999999999": true} {
			w, block := newWire(t), keys(row.more)
			block["account_id"] = account
			said := w.read(t, block)
			if refused {
				said.Require(t, "account_id is 9999999999999999, but the credentials belong to account 1234567890123456. "+
					"Nothing was read or changed.")
			} else {
				said.RequireNone(t)
			}
			var actions []string
			calls := w.calls("")
			for _, call := range calls {
				actions = append(actions, call.action)
			}
			want := strings.Join(row.first, " ")
			if !refused {
				want += " DescribeAvailableCrossRegion"
			}
			if got := strings.Join(actions, " "); got != want {
				t.Errorf("%s, account %s: calls %s, want %s", name, account, got, want)
			} else if asked := calls[len(row.first)-1]; (asked.token != "") != (row.more != nil) {
				t.Errorf("%s: STS was asked with the key %s", name, asked.key)
			}
		}
	}
}

// Two provider blocks with different profiles of one file run in one process, which is more than Terraform does.
func TestConfigure_profilesDoNotMix(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	writeFile(t, filepath.Join(home, ".aliyun", "config.json"), profiles)
	first := newWire(t)
	second := &wire{server: first.server}
	var running sync.WaitGroup
	for profile, w := range map[string]*wire{"one": first, "two": second} {
		running.Go(func() {
			walk, found := w.configure(t, testkit.Attributes{"profile": profile}, variables(home, nil))
			found.RequireNone(t)
			for range 20 {
				running.Go(func() { walk.Data(regions, nil).Said.RequireNone(t) })
			}
		})
	}
	running.Wait()
	for key, w := range map[string]*wire{"emulator-key": first, "other-key": second} {
		calls := w.calls("")
		if len(calls) < 20 {
			t.Errorf("%d calls with %s, want 20", len(calls), key)
		}
		for _, call := range calls {
			if call.key != key {
				t.Errorf("%s was sent with %s, want %s", call.action, call.key, key)
			}
		}
	}
}

// A switch to a profile of another account, and back, keeps the state and the policy, although the other account has no
// such instance.
func TestConfigure_wrongProfileKeepsTheState(t *testing.T) {
	t.Parallel()
	s, file := emulator.Start(t), filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, profiles)
	config := func(profile string) string {
		return fmt.Sprintf(`
			provider "apsaradb" {
				region                  = %q
				shared_credentials_file = %q
				profile                 = %q
				endpoints {
					rds = %[4]q
					sts = %[4]q
					ram = %[4]q
				}
			}
			resource "apsaradb_rds_cross_region_backup_policy" "demo" {
				instance_id        = "pgm-demo"
				destination_region = "cn-shanghai"
				retention_days     = 30
				deletion_policy    = "ABANDON"
			}`, testkit.Region, filepath.ToSlash(file), profile, s.URL())
	}
	testkit.Run(t, s,
		resource.TestStep{Config: config("one")},
		resource.TestStep{Config: config("two"), ExpectError: regexp.MustCompile("account")},
		resource.TestStep{Config: config("one"), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
	if policy, ok := s.Fleet().Policy("pgm-demo"); !ok || !policy.Enabled || policy.RetentionDays != 30 {
		t.Errorf("policy = %+v, want the one that was created", policy)
	}
	if writes := s.Calls("ModifyInstanceCrossBackupPolicy"); len(writes) != 1 {
		t.Errorf("%d writes, want the first one alone", len(writes))
	}
}

// planned checks the action that Terraform plans for the policy.
func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction("apsaradb_rds_cross_region_backup_policy.demo", action),
	}}
}

// Arguments that come from a resource of the same apply do not fail the plan.
func TestConfigure_unknownArgumentsDoNotFailThePlan(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.ConfigWith(s, `
			region                      = terraform_data.later.output.region
			access_key                  = terraform_data.later.output.key
			secret_key                  = terraform_data.later.output.secret
			allowed_destination_regions = [terraform_data.later.output.allowed]`, fmt.Sprintf(`
			resource "terraform_data" "later" {
				input = { region = %q, key = %q, secret = %q, allowed = "cn-shanghai" }
			}
			resource "apsaradb_rds_cross_region_backup_policy" "demo" {
				instance_id        = "pgm-demo"
				destination_region = "cn-shanghai"
				retention_days     = 30
				deletion_policy    = "ABANDON"
			}`, testkit.Region, testkit.AccessKey, testkit.SecretKey)),
		ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
	})
	if policy, ok := s.Fleet().Policy("pgm-demo"); !ok || !policy.Enabled || policy.DestinationRegion != "cn-shanghai" {
		t.Errorf("policy = %+v, want it on and in cn-shanghai", policy)
	}
}

// A region that is not known yet stops nobody who names one. A profile's region does not stand in for it.
func TestConfigure_unknownRegion(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, fmt.Sprintf(
		`{"profiles": [{"name": "default", "mode": "AK", "access_key_id": %q, "access_key_secret": %q, "region_id": `+
			`"cn-beijing"}]}`,
		testkit.AccessKey, testkit.SecretKey))
	imported := testkit.NewSession(t, s, nil).Import("pgm-console")
	s.ResetCalls()
	session := testkit.NewSession(t, s, testkit.Attributes{
		"region": testkit.Unknown{}, "access_key": nil, "secret_key": nil, "shared_credentials_file": file,
	})
	if read := session.Read(imported); len(read.Said.Texts()) > 0 || len(s.Calls()) == 0 {
		t.Errorf("said %q after %d calls, want a refresh in the policy's own region", read.Said.Texts(), len(s.Calls()))
	}
	moved := imported.With(t, testkit.Attributes{"region": nil})
	s.ResetCalls()
	read := session.Read(moved)
	if said := read.Said.Texts(); len(said) != 1 ||
		!strings.HasPrefix(said[0], "warning: Policies were not refreshed\n") || len(s.Calls()) > 0 {
		t.Errorf("without a region: said %q after %d calls, want one warning and the state as it was", said, len(s.Calls()))
	}
}
