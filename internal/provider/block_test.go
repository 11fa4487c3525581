// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// instanceKeys is what the metadata server and a credentials URI answer: the keys of the second account.
const instanceKeys = `{"Code": "Success", "AccessKeyId": "other-key", "AccessKeySecret": "other-secret",
	"SecurityToken": "", "Expiration": "2126-01-01T00:00:00Z"}`

// A block of the official provider reads here in every form that its documentation shows, also with the empty and null
// values that a module passes on. Each form makes its calls with the keys that it means.
func TestBlock_ofTheOfficialProvider(t *testing.T) {
	t.Parallel()
	home, token := t.TempDir(), filepath.Join(t.TempDir(), "token")
	writeFile(t, filepath.Join(home, ".aliyun", "config.json"), profiles)
	if err := os.WriteFile(token, []byte("a-token"), 0o600); err != nil {
		t.Fatal(err)
	}
	const oidcProvider = "acs:ram::" + accountOne + ":oidc-provider/ci"
	var none any
	env := map[string]string{
		"ALICLOUD_ACCESS_KEY": "other-key", "ALICLOUD_SECRET_KEY": "other-secret", "ALICLOUD_REGION": "cn-shanghai",
	}
	type attributes = testkit.Attributes
	for name, row := range map[string]struct {
		block attributes
		env   map[string]string
		want  string // the actions, each with its key
	}{
		"static": {keys(nil), nil, "DescribeAvailableCrossRegion by emulator-key"},
		"static with everything that concerns no account": {
			keys(attributes{
				"security_token": "", "protocol": "https", "client_read_timeout": int64(0), "client_connect_timeout": int64(0),
				"max_retry_timeout": int64(0), "source_ip": "", "secure_transport": "", "configuration_source": "",
				"skip_region_validation": false, "account_id": "", "account_type": " ", "security_transport": "", "fc": "",
				"log_endpoint": "", "mns_endpoint": "", "ots_instance_name": "",
			}), nil, "DescribeAvailableCrossRegion by emulator-key",
		},
		"environment": {nil, env, "DescribeAvailableCrossRegion by other-key"},
		"empty strings": {
			attributes{
				"region": "", "access_key": "", "secret_key": "", "security_token": "", "profile": "", "credentials_uri": "",
				"shared_credentials_file": "", "ecs_role_name": "", "plan_checks": "", "cross_border": "",
				"assume_role":           []attributes{{"role_arn": "", "session_name": "", "policy": "", "external_id": ""}},
				"assume_role_with_oidc": []attributes{{"role_arn": "", "oidc_provider_arn": "", "oidc_token_file": ""}},
			}, env, "DescribeAvailableCrossRegion by other-key",
		},
		"null values": {
			attributes{
				"region": none, "access_key": none, "secret_key": none, "profile": none, "credentials_uri": none,
				"sign_version": none, "features": none, "account_type": none,
			}, env, "DescribeAvailableCrossRegion by other-key",
		},
		"profile": {
			attributes{"profile": "two"}, nil, "DescribeAvailableCrossRegion by other-key",
		},
		"profile in a file": {
			attributes{"profile": "one", "shared_credentials_file": filepath.Join(home, ".aliyun", "config.json")},
			env,
			"DescribeAvailableCrossRegion by emulator-key",
		},
		"ecs_role_name": {attributes{"ecs_role_name": "ops"}, nil, "DescribeAvailableCrossRegion by other-key"},
		"credentials_uri": {
			attributes{"credentials_uri": "http://sidecar"}, nil, "DescribeAvailableCrossRegion by other-key",
		},
		"assume_role": {
			keys(attributes{"assume_role": []attributes{{
				"role_arn": deployer, "policy": `{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
				"session_name": "tf", "session_expiration": int64(999),
			}}}), nil, "AssumeRole by emulator-key, DescribeAvailableCrossRegion by STS.emulator000001",
		},
		"assume_role of the environment": {
			keys(attributes{"assume_role": []attributes{{"role_arn": none, "session_expiration": int64(0)}}}),
			map[string]string{"ALIBABA_CLOUD_ROLE_ARN": deployer, "ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION": "900"},
			"AssumeRole by emulator-key, DescribeAvailableCrossRegion by STS.emulator000001",
		},
		"assume_role that is left empty, beside a role of the environment": {
			keys(attributes{"assume_role": []attributes{{"role_arn": ""}}}),
			map[string]string{"ALIBABA_CLOUD_ROLE_ARN": deployer},
			"DescribeAvailableCrossRegion by emulator-key",
		},
		"assume_role twice, the second left empty": {
			keys(attributes{"assume_role": []attributes{{"role_arn": deployer}, {"role_arn": " "}}}), nil,
			"AssumeRole by emulator-key, DescribeAvailableCrossRegion by STS.emulator000001",
		},
		"assume_role_with_oidc": {
			attributes{"assume_role_with_oidc": []attributes{{
				"oidc_provider_arn": oidcProvider, "role_arn": deployer, "oidc_token_file": token, "role_session_name": "tf",
				"policy": "", "oidc_token": "", "session_expiration": int64(0),
			}}}, nil, "AssumeRoleWithOIDC by nobody, DescribeAvailableCrossRegion by STS.emulator000001",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			w.hosts = map[string]http.RoundTripper{
				"sidecar":         transport.Answer(http.StatusOK, instanceKeys),
				"100.100.100.200": transport.Answer(http.StatusOK, instanceKeys),
			}
			testkit.ValidateBlock(t, row.block).RequireNone(t)
			block := attributes{}
			for argument, value := range row.block {
				block[argument] = value
			}
			if _, given := block["region"]; !given && row.env["ALICLOUD_REGION"] != "" {
				block["region"] = nil
			}
			w.read(t, block, variables(home, row.env)).RequireNone(t)
			var got []string
			for _, call := range w.calls("") {
				if call.key == "" {
					call.key = "nobody"
				}
				got = append(got, call.action+" by "+call.key)
			}
			if strings.Join(got, ", ") != row.want {
				t.Errorf("calls %v, want %s", got, row.want)
			}
			if calls := w.server.Calls(emulator.ActionDescribeAvailableCrossRegion); row.env["ALICLOUD_REGION"] != "" &&
				calls[0].Params.Get("RegionId") != "cn-shanghai" {
				t.Errorf("asked about %s, want the region of the environment", calls[0].Params.Get("RegionId"))
			}
		})
	}
}

// Every argument that is a text takes an empty one.
func TestBlock_emptyTextsAreNotSet(t *testing.T) {
	t.Parallel()
	var resp framework.SchemaResponse
	provider.New("test")().Schema(t.Context(), framework.SchemaRequest{}, &resp)
	for name, attribute := range resp.Schema.Attributes {
		if attribute.GetType() == types.StringType {
			testkit.ValidateBlock(t, testkit.Attributes{name: ""}).RequireNone(t)
		}
	}
	for name, nested := range resp.Schema.Blocks {
		block, _ := nested.(schema.ListNestedBlock)
		for member, attribute := range block.NestedObject.Attributes {
			if attribute.GetType() == types.StringType && name != "sign_version" {
				testkit.ValidateBlock(t, testkit.Attributes{name: []testkit.Attributes{{member: ""}}}).RequireNone(t)
			}
		}
	}
}

// A real Terraform passes on the empty values of a module's variables, and blocks that are written in a loop.
func TestBlock_inTerraform(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{Config: fmt.Sprintf(`
		variable "empty" { default = "" }
		variable "roles" { default = [%[2]q, ""] }
		provider "apsaradb" {
			region         = "cn-hangzhou"
			access_key     = %[3]q
			secret_key     = %[4]q
			security_token = var.empty
			profile        = var.empty
			protocol       = lower("HTTPS")
			account_id     = format("%%s", var.empty)
			dynamic "assume_role" {
				for_each = var.roles
				content {
					role_arn           = assume_role.value
					session_expiration = 0
				}
			}
			assume_role_with_oidc {
				oidc_provider_arn = var.empty
				role_arn          = var.empty
				oidc_token_file   = null
			}
			endpoints {
				rds = %[1]q
				sts = %[1]q
				ram = %[1]q
				ecs = var.empty
			}
		}
		data "apsaradb_rds_cross_region_backup_regions" "this" {}
	`, s.URL(), deployer, testkit.AccessKey, testkit.SecretKey)})
	if roles := s.Calls(emulator.ActionAssumeRole); len(roles) == 0 {
		t.Error("no role was assumed")
	}
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.ConfigWith(s, `
			sign_version {
				oss = "v4"
			}`, `data "apsaradb_rds_cross_region_backup_regions" "this" {}`),
		ExpectError: regexp.MustCompile(`There is a block sign_version`),
	})
}

// What a block of the official provider has for other products is refused in one error, which says what to do.
func TestBlock_refusesWhatHasNoMeaningHere(t *testing.T) {
	t.Parallel()
	type attributes = testkit.Attributes
	for name, row := range map[string]struct {
		block attributes
		want  string
	}{
		"account_type":       {attributes{"account_type": "International"}, "account_type is set. RDS, STS and RAM"},
		"security_transport": {attributes{"security_transport": "true"}, "Write secure_transport instead."},
		"fc":                 {attributes{"fc": "fc.aliyuncs.com"}, "Function Compute, which this provider does not call."},
		"log_endpoint":       {attributes{"log_endpoint": "x"}, "Log Service"},
		"mns_endpoint":       {attributes{"mns_endpoint": "x"}, "Message Service"},
		"ots_instance_name":  {attributes{"ots_instance_name": "x"}, "Tablestore"},
		"sts_region":         {attributes{"sts_region": "cn-beijing"}, "ALIBABA_CLOUD_STS_REGION."},
		"sts_endpoint":       {attributes{"sts_endpoint": "sts.aliyuncs.com"}, "Set sts in the block endpoints instead."},
		"sign_version": {
			attributes{"sign_version": []attributes{{"oss": "v4", "sls": "v4"}}}, "a block sign_version. It is about OSS",
		},
		"features": {
			attributes{"features": []attributes{{"ecs_instance": []attributes{{"replace_on_image_update": true}}}}},
			"There is a block features. It changes how resources of alicloud behave. Delete it here",
		},
		"endpoints": {
			attributes{"endpoints": []attributes{{"vpc": "x", "ecs": "y", "rds": "rds.aliyuncs.com", "oss": ""}}},
			"The block endpoints sets ecs, vpc. This provider calls RDS, STS and RAM alone",
		},
	} {
		found := testkit.ValidateBlock(t, row.block)
		if got := texts(found); len(found) != 1 || !strings.Contains(got, row.want) {
			t.Errorf("%s: said %q, want one error with %q", name, got, row.want)
		}
	}
	for _, argument := range []string{"account_type", "security_transport", "fc", "sts_region"} {
		testkit.ValidateBlock(t, attributes{argument: testkit.Unknown{}}).RequireNone(t)
	}
	testkit.ValidateBlock(t, attributes{"endpoints": []attributes{{"ecs": testkit.Unknown{}, "vpc": ""}}}).RequireNone(t)
}

// While Terraform validates, a variable is unknown that may turn out empty. In the plan it is known; what is unknown
// then is refused, so that no apply fails half-way.
func TestBlock_refusesWhatIsNotKnownInThePlan(t *testing.T) {
	t.Parallel()
	type attributes = testkit.Attributes
	for name, row := range map[string]struct {
		block attributes
		want  string
	}{
		"argument": {
			attributes{"sts_endpoint": testkit.Unknown{}}, "The argument sts_endpoint is set. Set sts in the block",
		},
		"block":     {attributes{"sign_version": testkit.Unknown{}}, "There is a block sign_version."},
		"endpoints": {attributes{"endpoints": []attributes{{"ecs": testkit.Unknown{}}}}, "The block endpoints sets ecs."},
	} {
		_, said := testkit.Configure(t.Context(), t, nil, keys(row.block))
		if len(said) != 1 || !said.Has("error", row.want, "(NO_MEANING_HERE)") {
			t.Errorf("%s: said %s, want one error with %q", name, said, row.want)
		}
	}
}
