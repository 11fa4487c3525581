// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Variables by which another program would use other credentials than the chosen ones are named.
func TestPassedOver_variablesAreTold(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".aliyun"), 0o700); err != nil {
		t.Fatal(err)
	}
	content := `{"current": "o", "profiles": [{"name": "o", "access_key_id": "k", "access_key_secret": "s"}]}`
	if err := os.WriteFile(filepath.Join(home, ".aliyun", "config.json"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "k", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"}
	profile := map[string]string{"ALIBABACLOUD_PROFILE": "o"}
	noProfile := map[string]string{"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE"}
	token := map[string]string{"ALICLOUD_SECURITY_TOKEN": "t"}
	ownToken := map[string]string{"ALIBABA_CLOUD_SECURITY_TOKEN": "u"}
	halfOIDC := map[string]string{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/p"}
	role := map[string]string{"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r"}
	inBlock := model{AccessKey: str("k"), SecretKey: str("s")}
	for name, tt := range map[string]struct {
		block model
		env   map[string]string
		want  string // "" = no warning
	}{
		"keys and a profile":        {model{}, merge(keys, profile), "ALIBABACLOUD_PROFILE is set, but the keys of"},
		"profiles are switched off": {model{}, merge(keys, profile, noProfile), ""},
		"keys of the block":         {inBlock, merge(profile, token, halfOIDC), ""},
		"token of another family":   {model{}, merge(keys, token), "ALICLOUD_SECURITY_TOKEN is set, but not sent"},
		"and one of its own":        {model{}, merge(keys, token, ownToken), ""},
		"half of OIDC":              {model{}, halfOIDC, "PROVIDER_ARN is set, but ALIBABA_CLOUD_ROLE_ARN"},
		"half of OIDC and keys":     {model{}, merge(keys, halfOIDC), ""},
		"half of OIDC and profile":  {model{}, merge(profile, halfOIDC), ""},
		"a role alone is not OIDC":  {model{}, role, ""},
		"nothing else":              {model{}, keys, ""},
	} {
		p := &Provider{version: "test", env: environment(tt.env)}
		p.env.HomeDir = func() (string, error) { return home, nil }
		settings, diags := resolve(tt.block, p.env)
		diags.Append(p.connect(t.Context(), settings, "", p.newData(settings))...)
		if said := render(diags); diags.HasError() || len(diags) > 1 || !strings.Contains(said, tt.want) ||
			(len(diags) == 0) != (tt.want == "") {
			t.Errorf("%s: said %q, want %q", name, said, tt.want)
		}
	}
}

// Terraform folds warnings of one summary, so that all variables without effect stand in one.
func TestResolve_oneWarningOfAllUnusedVariables(t *testing.T) {
	t.Parallel()
	_, diags := resolve(model{}, environment(map[string]string{
		"ALIBABA_CLOUD_ENDPOINT": "x", "TF_ENDPOINT_PATH": "y", "ALIBABA_CLOUD_ENDPOINT_TYPE": "z",
	}))
	said := render(diags)
	for _, name := range []string{"ALIBABA_CLOUD_ENDPOINT is set", "TF_ENDPOINT_PATH", `TYPE is "z"`} {
		if len(diags) != 1 || !strings.Contains(said, name) {
			t.Errorf("said %s, want one warning with %s", said, name)
		}
	}
}

// A key in a variable that is not read is named beside the secret that lacks it.
func TestResolve_namesTheOldSpellingOfAKey(t *testing.T) {
	t.Parallel()
	_, diags := resolve(model{}, environment(map[string]string{
		"ALIBABA_CLOUD_ACCESS_KEY_Id": "k", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s",
	}))
	if said := render(diags); !strings.Contains(said, "ALIBABA_CLOUD_ACCESS_KEY_Id is set, which has no effect here") {
		t.Errorf("said %s, want that it names the variable", said)
	}
}
