// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os/user"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
)

// publicNames are the variables by which others choose or refuse keys, profile, region, endpoints or role, as their
// public sources had them: official provider 81c43b6 (2026-08-21), CLI eadd68d (2026-07-30), credentials-go 9ac55b4
// (2026-07-18).
func publicNames() map[string]string {
	return map[string]string{
		byProvider: `ALICLOUD_ACCESS_KEY ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABACLOUD_ACCESS_KEY_ID ALICLOUD_SECRET_KEY
			ALIBABA_CLOUD_ACCESS_KEY_SECRET ALIBABACLOUD_ACCESS_KEY_SECRET ALICLOUD_SECURITY_TOKEN
			ALIBABA_CLOUD_SECURITY_TOKEN ALIBABACLOUD_SECURITY_TOKEN ALICLOUD_ECS_ROLE_NAME ALIBABA_CLOUD_ECS_METADATA
			ALICLOUD_REGION ALIBABA_CLOUD_REGION ALICLOUD_ACCOUNT_ID ALIBABA_CLOUD_ACCOUNT_ID ALIBABA_CLOUD_ACCOUNT_TYPE
			ALICLOUD_SHARED_CREDENTIALS_FILE ALIBABA_CLOUD_CREDENTIALS_FILE ALICLOUD_PROFILE ALIBABA_CLOUD_PROFILE
			ALICLOUD_SKIP_REGION_VALIDATION TF_APPEND_USER_AGENT CLIENT_READ_TIMEOUT CLIENT_CONNECT_TIMEOUT
			ALICLOUD_SOURCE_IP ALIBABA_CLOUD_SOURCE_IP ALICLOUD_SECURITY_TRANSPORT ALIBABA_CLOUD_SECURITY_TRANSPORT
			ALICLOUD_SECURE_TRANSPORT ALIBABA_CLOUD_SECURE_TRANSPORT ALICLOUD_CREDENTIALS_URI
			ALIBABA_CLOUD_CREDENTIALS_URI MAX_RETRY_TIMEOUT ALICLOUD_ASSUME_ROLE_ARN ALIBABA_CLOUD_ROLE_ARN
			ALICLOUD_ASSUME_ROLE_SESSION_NAME ALIBABA_CLOUD_ROLE_SESSION_NAME ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION
			ALIBABA_CLOUD_OIDC_PROVIDER_ARN ALIBABA_CLOUD_OIDC_TOKEN_FILE ALIBABA_CLOUD_OIDC_TOKEN
			ALIBABA_CLOUD_ENDPOINT_RDS RDS_ENDPOINT ALIBABA_CLOUD_ENDPOINT_STS STS_ENDPOINT ALIBABA_CLOUD_ENDPOINT_RAM
			RAM_ENDPOINT TF_ENDPOINT_PATH TLSHandshakeTimeout HTTPS_PROXY https_proxy HTTP_PROXY http_proxy NO_PROXY
			no_proxy HOME USERPROFILE`,
		byCLI: `ALIBABACLOUD_PROFILE ALIBABA_CLOUD_PROFILE ALICLOUD_PROFILE ALIBABA_CLOUD_IGNORE_PROFILE
			ALIBABACLOUD_IGNORE_PROFILE ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS ALIBABA_CLOUD_ACCESS_KEY_ID
			ALIBABACLOUD_ACCESS_KEY_ID ALICLOUD_ACCESS_KEY_ID ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET
			ALIBABACLOUD_ACCESS_KEY_SECRET ALICLOUD_ACCESS_KEY_SECRET ACCESS_KEY_SECRET ALIBABA_CLOUD_SECURITY_TOKEN
			ALIBABACLOUD_SECURITY_TOKEN ALICLOUD_SECURITY_TOKEN SECURITY_TOKEN ALIBABA_CLOUD_REGION_ID
			ALIBABACLOUD_REGION_ID ALICLOUD_REGION_ID REGION_ID REGION ALIBABA_CLOUD_STS_ENDPOINT
			ALIBABA_CLOUD_ENDPOINT_TYPE ALIBABACLOUD_ENDPOINT_TYPE ALICLOUD_ENDPOINT_TYPE ENDPOINT_TYPE
			ALIBABA_CLOUD_ENDPOINT ALIBABA_CLOUD_EXTERNAL_ACCOUNT_TYPE ALIBABA_CLOUD_CREDENTIALS_URI
			ALIBABA_CLOUD_BEARER_TOKEN ALIBABA_CLOUD_BEARER_TOKEN_HEADER_KEY ALIBABACLOUD_OIDC_PROVIDER_ARN
			ALIBABA_CLOUD_OIDC_PROVIDER_ARN ALIBABACLOUD_OIDC_TOKEN_FILE ALIBABA_CLOUD_OIDC_TOKEN_FILE
			ALIBABACLOUD_ROLE_ARN ALIBABA_CLOUD_ROLE_ARN ALIBABACLOUD_EXTERNAL_ID ALIBABA_CLOUD_EXTERNAL_ID
			ALIBABA_CLOUD_PROFILE_MODE ALIBABACLOUD_SSO_CLIENT_ID ALIBABA_CLOUD_SSO_CLIENT_ID ALIBABA_CLOUD_SOURCE_IP
			ALIBABA_CLOUD_SECURE_TRANSPORT ALIBABA_CLOUD_CALL_CONTEXT_SKIP_PRODUCTS ALIBABA_CLOUD_SAFETY_POLICY_ENABLED
			ALIBABA_CLOUD_SAFETY_POLICY_RULES HTTPS_PROXY HTTP_PROXY NO_PROXY HOME USERPROFILE`,
		bySDK: `ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_Id ALIBABA_CLOUD_ACCESS_KEY_SECRET
			ALIBABA_CLOUD_SECURITY_TOKEN ALIBABA_CLOUD_CREDENTIALS_FILE ALIBABA_CLOUD_CONFIG_FILE ALIBABA_CLOUD_PROFILE
			ALIBABA_CLOUD_CLI_PROFILE_DISABLED ALIBABA_CLOUD_ECS_METADATA ALIBABA_CLOUD_ECS_METADATA_DISABLED
			ALIBABA_CLOUD_IMDSV1_DISABLED ALIBABA_CLOUD_ECS_IMDSV2_ENABLE ALIBABA_CLOUD_OIDC_TOKEN_FILE
			ALIBABA_CLOUD_OIDC_PROVIDER_ARN ALIBABA_CLOUD_ROLE_ARN ALIBABA_CLOUD_ROLE_SESSION_NAME
			ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED ALIBABA_CLOUD_STS_REGION ALIBABA_CLOUD_CREDENTIALS_URI HOME USERPROFILE`,
	}
}

// The table has every variable that others read, with who reads it, and those that have no effect with the reason.
func TestEnvironmentTable_isComplete(t *testing.T) {
	t.Parallel()
	readBy := map[string]string{}
	for _, row := range environmentSettings() {
		for _, v := range row.variables {
			readBy[v.name] = v.readBy
		}
	}
	for _, row := range unusedVariables() {
		for _, name := range strings.Fields(row.names) {
			if _, twice := readBy[name]; twice {
				t.Errorf("%s has an effect and none", name)
			}
			readBy[name] = row.readBy
		}
		if !strings.HasSuffix(row.why, ".") {
			t.Errorf("%s have no reason", row.names)
		}
	}
	page := EnvironmentTable()
	public := map[string]bool{}
	for reader, names := range publicNames() {
		for _, name := range strings.Fields(names) {
			public[name] = true
			if !slices.Contains(strings.Split(readBy[name], ", "), reader) {
				t.Errorf("%s is read by %q in the table, and by %s too", name, readBy[name], reader)
			}
			if !strings.Contains(page, "`"+name+"`") {
				t.Errorf("%s is not on the page", name)
			}
		}
	}
	for name := range readBy {
		if !public[name] {
			t.Errorf("%s is in the table, but in no public source", name)
		}
	}
}

// effects are what the environment changes: the settings and the switches.
type effects struct {
	Settings Settings
	Switches credentials.Switches
}

func effectsOf(block model, variables map[string]string) effects {
	env := environment(variables)
	resolved, _ := resolve(block, env)
	return effects{resolved, env.switches()}
}

// Every name of the table changes what is used, alone and with whatever belongs to it.
func TestEnvironmentTable_eachNameHasItsEffect(t *testing.T) {
	t.Parallel()
	for _, row := range environmentSettings() {
		for _, v := range row.variables {
			block, beside, value := companions(row.sets, v.name)
			if value == "" {
				continue // the standard library reads it
			}
			without := effectsOf(block, beside)
			beside[v.name] = value
			if with := effectsOf(block, beside); cmp.Equal(without, with) {
				t.Errorf("%s = %q changes nothing of %s", v.name, value, row.sets)
			}
		}
	}
}

// companions are a block and variables beside which a variable has its effect, and a value for it.
func companions(sets, name string) (block model, beside map[string]string, value string) {
	const idp, arn = "acs:ram::1:oidc-provider/p", "acs:ram::1:role/r"
	oidc := map[string]string{
		"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": idp, "ALIBABA_CLOUD_ROLE_ARN": arn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/f",
	}
	without := func(left string) map[string]string {
		delete(oidc, left)
		return oidc
	}
	role := model{AccessKey: str("k"), SecretKey: str("s"), AssumeRole: blockOf(assumeRole, values{"role_arn": str(arn)})}
	switch sets {
	case "access_key":
		return block, map[string]string{"ALICLOUD_SECRET_KEY": "s"}, "k"
	case "secret_key":
		return block, map[string]string{"ALICLOUD_ACCESS_KEY": "k"}, "s"
	case "security_token":
		key := strings.TrimSuffix(name, "SECURITY_TOKEN") + "ACCESS_KEY_ID"
		return block, map[string]string{key: "k", "ALICLOUD_SECRET_KEY": "s"}, "t"
	case "assume_role_with_oidc.oidc_provider_arn":
		return block, without("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"), idp
	case "assume_role_with_oidc.role_arn":
		return block, without("ALIBABA_CLOUD_ROLE_ARN"), arn
	case "assume_role_with_oidc.oidc_token_file", "assume_role_with_oidc.oidc_token":
		return block, without("ALIBABA_CLOUD_OIDC_TOKEN_FILE"), "x"
	case "assume_role_with_oidc.role_session_name":
		return block, oidc, "session"
	case "assume_role.role_arn":
		role.AssumeRole = blockOf(assumeRole, nil)
		return role, map[string]string{}, arn
	case "assume_role.session_name", "assume_role.external_id":
		return role, map[string]string{}, "session"
	case "assume_role.session_expiration":
		return role, map[string]string{}, "900"
	case "region":
		value = "cn-hangzhou"
	case "account_id":
		value = "1"
	case "source_ip":
		value = "203.0.113.7"
	case "client_read_timeout", "client_connect_timeout", "max_retry_timeout":
		value = "7"
	case "skip_region_validation", "secure_transport", currentProfileDisabled, externalDisabled, metadataDisabled,
		metadataV1Disabled, stsInVPC:
		value = "TRUE"
	case proxyHTTPS, proxyHTTP, noProxy, homeFolder:
	default:
		value = "x"
	}
	return block, map[string]string{}, value
}

// A variable that has no effect changes nothing. Where it would choose the endpoint or the credentials for others, a
// text names it.
func TestEnvironmentTable_unusedNamesAreTold(t *testing.T) {
	t.Parallel()
	for _, row := range unusedVariables() {
		for _, name := range strings.Fields(row.names) {
			variables := map[string]string{name: "x"}
			if !cmp.Equal(effectsOf(model{}, nil), effectsOf(model{}, variables)) {
				t.Errorf("%s has an effect", name)
			}
			env := environment(variables)
			resolved, diags := resolve(model{}, env)
			p := &Provider{version: "test", env: env}
			diags.Append(p.connect(t.Context(), resolved, "", p.newData(resolved))...)
			if told := strings.Contains(render(diags), name); told != (row.changes != "") {
				t.Errorf("%s: told %t in %s", name, told, render(diags))
			}
			_, diags = resolve(
				model{AccessKey: str("k"), SecretKey: str("s"), Endpoints: blockOf("endpoints", values{"rds": str("rds.x")})}, env,
			)
			if len(diags) > 0 {
				t.Errorf("%s: said %s beside an endpoint and keys of the block", name, render(diags))
			}
		}
	}
}

// The switches of the CLI and the SDK hold for profiles and URIs that the environment names; a profile of the block is
// somebody's explicit choice.
func TestResolve_switchesRefuseSources(t *testing.T) {
	t.Parallel()
	for _, variable := range variableNames(currentProfileDisabled) {
		off := map[string]string{
			variable: "TRUE", "ALIBABA_CLOUD_PROFILE": "prod", "ALIBABA_CLOUD_CONFIG_FILE": "/f",
			"ALICLOUD_ECS_ROLE_NAME": "ops",
		}
		settings, diags := resolve(model{}, environment(off))
		if diags.HasError() || settings.Credentials.ECSRole != "ops" {
			t.Errorf("%s: credentials %+v, %s; want the role of the instance", variable, settings.Credentials, render(diags))
		}
		settings, _ = resolve(model{Profile: types.StringValue("block")}, environment(off))
		if chosenProfile(settings).Name != "block" {
			t.Errorf("%s: credentials %+v, want the profile of the block", variable, settings.Credentials)
		}
	}
	env := environment(map[string]string{
		"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1", "ALIBABA_CLOUD_CREDENTIALS_URI": "http://u",
	})
	for name, block := range map[string]model{"environment": {}, "block": {CredentialsURI: str("http://b")}} {
		_, diags := resolve(block, env)
		if said := render(diags); !strings.Contains(said, "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS switches") {
			t.Errorf("URI of the %s: said %s", name, said)
		}
	}
}

// A role of the environment beside its keys is not assumed without a block, and a warning says so.
func TestResolve_warnsOfARoleThatIsNotAssumed(t *testing.T) {
	t.Parallel()
	keys := map[string]string{
		"ALICLOUD_ACCESS_KEY": "k", "ALICLOUD_SECRET_KEY": "s", "ALIBABACLOUD_ROLE_ARN": "acs:ram::1:role/r",
	}
	pod := merge(keys, map[string]string{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/p"})
	withBlock := model{AssumeRole: blockOf(assumeRole, nil)}
	for name, tt := range map[string]struct {
		block model
		env   map[string]string
		want  bool
	}{
		"keys and a role":       {model{}, keys, true},
		"with a block":          {withBlock, keys, false},
		"keys of the block":     {model{AccessKey: str("k"), SecretKey: str("s")}, keys, false},
		"in a pod":              {model{}, pod, false},
		"role left empty there": {model{AssumeRole: blockOf(assumeRole, values{"role_arn": str("")})}, keys, false},
	} {
		_, diags := resolve(tt.block, environment(tt.env))
		if got := strings.Contains(render(diags), "ALIBABACLOUD_ROLE_ARN is set beside keys"); got != tt.want {
			t.Errorf("%s: warned %t, want %t: %s", name, got, tt.want, render(diags))
		}
	}
}

// Services and some CI jobs have no HOME. The CLI's profiles are then those of the user that runs the process.
func TestEnvironment_homeWithoutAVariable(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	current, err := user.Current()
	if err != nil {
		t.Skip("this system does not know who runs the test: ", err)
	}
	if home, err := processEnvironment().HomeDir(); err != nil || home != current.HomeDir {
		t.Errorf("home = %q, %v; want %q", home, err, current.HomeDir)
	}
}
