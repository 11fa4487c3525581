// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// regionsOutput reads something that every account may read.
const regionsOutput = `
data "apsaradb_rds_cross_region_backup_regions" "all" {}
output "ids" { value = data.apsaradb_rds_cross_region_backup_regions.all.ids }
`

// idsHold checks that the data source read regions.
func idsHold(region string) statecheck.StateCheck {
	notEmpty := knownvalue.StringFunc(func(first string) error {
		if first == "" {
			return fmt.Errorf("the first id is empty, want the destinations of %s", region)
		}
		return nil
	})
	return statecheck.ExpectKnownOutputValue("ids", knownvalue.ListPartial(map[int]knownvalue.Check{0: notEmpty}))
}

// sentence turns a text into a pattern that matches however Terraform wraps its lines.
func sentence(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

func TestConfigure_readsThroughTheBlock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.ConfigWith(s, `
			region                 = "cn-shanghai"
			client_read_timeout    = 20000
			client_connect_timeout = 5000
			max_retry_timeout      = 30
			configuration_source   = "module/test"
			account_id             = "1234567890123456"`, regionsOutput),
		ConfigStateChecks: []statecheck.StateCheck{idsHold("cn-shanghai")},
	})
	calls := s.Calls("DescribeAvailableCrossRegion")
	if len(calls) == 0 || calls[0].Params.Get("RegionId") != "cn-shanghai" {
		t.Fatalf("calls = %+v, want the destinations of cn-shanghai", calls)
	}
	for _, want := range []string{"terraform-provider-apsaradb/test", "Terraform/", "module/test"} {
		if agent := calls[0].UserAgent; !strings.Contains(agent, want) {
			t.Errorf("user agent = %q, want %s in it", agent, want)
		}
	}
	if first := s.Calls()[0]; first.Action != "GetCallerIdentity" {
		t.Errorf("the first call is %s, want the check of the account before anything else", first.Action)
	}
}

func TestConfigure_callsNothingWithoutAnAccountID(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config:            testkit.Config(s, regionsOutput),
		ConfigStateChecks: []statecheck.StateCheck{idsHold(testkit.Region)},
	})
	if calls := s.Calls("GetCallerIdentity"); len(calls) != 0 {
		t.Errorf("STS was asked %d times, want never", len(calls))
	}
}

func TestConfigure_refusesAnotherAccount(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.ConfigWith(s, `account_id = "9999999999999999"`, regionsOutput),
		ExpectError: sentence("account_id is 9999999999999999, but the credentials belong to account 1234567890123456. " +
			"Nothing was read or changed."),
	})
	if calls := s.Calls("DescribeAvailableCrossRegion"); len(calls) != 0 {
		t.Errorf("RDS was called %d times, want never", len(calls))
	}
}

func TestConfigure_cannotVerifyTheAccount(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.ConfigWith(s, "secret_key = \"wrong\"\naccount_id = \"1234567890123456\"", regionsOutput),
		ExpectError: sentence("account_id is 1234567890123456, so STS is asked first whose credentials these are. Nothing " +
			"was read or changed."),
	})
}

func TestConfigure_missingCredentials(t *testing.T) {
	t.Parallel()
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(nil),
		Steps: []resource.TestStep{{
			Config: "provider \"apsaradb\" { region = \"cn-hangzhou\" }\n" + regionsOutput,
			ExpectError: regexp.MustCompile(
				`(?s)Missing credentials.*ALIBABA_CLOUD_ACCESS_KEY_ID.*there\s+is\s+no\s+home\s+folder`,
			),
		}},
	})
}

func TestConfigure_invalidBlocks(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for name, tt := range map[string]struct{ args, want string }{
		"empty key": {`access_key = ""`, "Attribute access_key string length must be at least 1"},
		"protocol":  {`protocol = "http"`, `Attribute protocol value must be one of: ["HTTP" "HTTPS"]`},
		"read timeout": {`client_read_timeout = 0`, "Attribute client_read_timeout value must be between 1 and " +
			"2147483647"},
		"retry timeout": {`max_retry_timeout = 10000000000000`, "Attribute max_retry_timeout value must be between 0 " +
			"and 2147483647"},
		"plan checks": {`plan_checks = "NEVER"`, `Attribute plan_checks value must be one of: ["ENFORCE" "WARN" "OFF"]`},
		"cross border": {
			`cross_border = "MAYBE"`, `Attribute cross_border value must be one of: ["WARN" "DENY" "ALLOW"]`,
		},
		"endpoints blocks": {"endpoints {}\nendpoints {}", "Attribute endpoints list must contain at most 1 elements"},
		"endpoint": {`endpoints { rds = "http://rds.aliyuncs.com/x" }`, "The argument endpoints.rds is not an " +
			"endpoint: it has a path, a query or a fragment."},
		"region": {`region = "hangzhou"`, `The argument region holds "hangzhou".`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Run(
				t, s, resource.TestStep{Config: testkit.ConfigWith(s, tt.args, regionsOutput), ExpectError: sentence(tt.want)},
			)
		})
	}
}

func TestConfigure_profileOfAFile(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	file := filepath.Join(t.TempDir(), "config.json")
	content := `{"current": "dev", "profiles": [
		{"name": "dev", "mode": "AK", "access_key_id": "unknown", "access_key_secret": "unknown", "region_id": "cn-hangzhou"},
		{"name": "prod", "mode": "AK", "access_key_id": "emulator-key", "access_key_secret": "emulator-secret",
		"region_id": "cn-beijing"}]}`
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	testkit.Run(t, s, resource.TestStep{
		Config: fmt.Sprintf(`
			provider "apsaradb" {
				shared_credentials_file = %q
				profile                 = "prod"
				endpoints { rds = %q }
			}`, filepath.ToSlash(file), s.URL()) + regionsOutput,
		ConfigStateChecks: []statecheck.StateCheck{idsHold("cn-beijing")},
	})
	for _, call := range s.Calls("DescribeAvailableCrossRegion") {
		if call.Code != "" || call.Params.Get("RegionId") != "cn-beijing" {
			t.Errorf("call = %+v, want the keys and the region of the profile prod", call)
		}
	}
}

func TestConfigure_environment(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	variables := map[string]string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID": testkit.AccessKey, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": testkit.SecretKey,
		"ALIBABA_CLOUD_REGION": "cn-shenzhen", "ALIBABA_CLOUD_ENDPOINT_RDS": s.URL(),
	}
	env := provider.Environment{
		Lookup:  func(name string) (string, bool) { value, ok := variables[name]; return value, ok },
		HomeDir: func() (string, error) { return "", errors.New("no home folder") },
	}
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s, provider.WithEnvironment(env)),
		Steps: []resource.TestStep{
			{Config: regionsOutput, ConfigStateChecks: []statecheck.StateCheck{idsHold("cn-shenzhen")}},
		},
	})
	if calls := s.Calls(
		"DescribeAvailableCrossRegion",
	); len(calls) == 0 || calls[0].Params.Get("RegionId") != "cn-shenzhen" {
		t.Errorf("calls = %+v, want the destinations of cn-shenzhen", calls)
	}
}

// TestConfigure_unknownArgumentsDoNotFailThePlan feeds arguments from a resource that the same apply creates.
func TestConfigure_unknownArgumentsDoNotFailThePlan(t *testing.T) {
	t.Parallel()
	for argument, value := range map[string]string{
		"region":                      testkit.Region,
		"access_key":                  testkit.AccessKey,
		"secret_key":                  testkit.SecretKey,
		"allowed_destination_regions": "cn-shanghai",
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			reference := "terraform_data.later.output"
			if argument == "allowed_destination_regions" {
				reference = "[" + reference + "]"
			}
			testkit.Run(t, s, resource.TestStep{
				Config: testkit.ConfigWith(s, argument+" = "+reference, `
					resource "terraform_data" "later" { input = "`+value+`" }
					resource "apsaradb_rds_cross_region_backup_policy" "demo" {
						instance_id        = "pgm-demo"
						destination_region = "cn-shanghai"
						retention_days     = 30
						deletion_policy    = "ABANDON"
					}`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction("apsaradb_rds_cross_region_backup_policy.demo", plancheck.ResourceActionCreate),
				}},
			})
			if policy, ok := s.Fleet().Policy("pgm-demo"); !ok || !policy.Enabled || policy.DestinationRegion != "cn-shanghai" {
				t.Errorf("policy = %+v, want it on and in cn-shanghai", policy)
			}
		})
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

func TestConfigure_unknownArgumentFailsADataSourceByName(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.ConfigWith(
			s, `access_key = terraform_data.later.output`,
			`resource "terraform_data" "later" { input = "emulator-key" }`+regionsOutput,
		),
		ExpectError: regexp.MustCompile(`access_key`),
	})
}

func TestConfigure_unknownReasonCodeIsNoError(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config:            testkit.ConfigWith(s, `ignore_checks = ["SERVERLES"]`, regionsOutput),
		ConfigStateChecks: []statecheck.StateCheck{idsHold(testkit.Region)},
	})
	if len(s.Calls()) == 0 {
		t.Error("nothing was read")
	}
}
