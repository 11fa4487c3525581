// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestOrigin_places(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.json")
	const keys = `"access_key_id": "` + canaryKey + `", "access_key_secret": "` + canarySecret + `"`
	writeFile(t, file, `{"current": "keys", "profiles": [
		{"name": "keys", "mode": "AK", `+keys+`},
		{"name": "role", "mode": "RamRoleArn", "ram_role_arn": "r", `+keys+`},
		{"name": "chain", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "keys"},
		{"name": "uri", "mode": "CredentialsURI", "credentials_uri": "http://user:`+canarySecret+`@127.0.0.1:7002/`+canaryToken+`"},
		{"name": "login", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "`+canaryToken+`"}]}`)
	profile := func(name string) Choice {
		return Choice{Origin: "argument profile", Profile: &Profile{Name: name, File: file, NameOrigin: "argument profile"}}
	}
	const variables = "the environment variables A and B"
	for name, tt := range map[string]struct {
		choice Choice
		want   string
	}{
		"static":          {Choice{Static: emulatedKeys(), StaticPlace: variables}, variables},
		"role on static":  {Choice{Static: emulatedKeys(), StaticPlace: variables, Assume: &rds.Role{ARN: "r"}}, "the role r (block assume_role), assumed with those from " + variables},
		"URI":             {Choice{Origin: "argument credentials_uri", URI: "http://u:" + canarySecret + "@127.0.0.1/" + canaryToken}, "the credentials URI http://127.0.0.1 (argument credentials_uri)"},
		"ECS":             {Choice{Origin: "argument ecs_role_name", ECSRole: "worker"}, `the ECS role "worker" (argument ecs_role_name)`},
		"OIDC":            {Choice{Origin: "block assume_role_with_oidc", OIDC: &OIDC{ProviderARN: "p", Token: canaryToken, Role: rds.Role{ARN: "r"}}}, "the role r (block assume_role_with_oidc)"},
		"profile":         {profile("keys"), `the profile "keys" in ` + file + " (argument profile)"},
		"role of profile": {profile("role"), `the profile "role" in ` + file + " (argument profile)"},
		"chain":           {profile("chain"), `the profile "chain" in ` + file + " (argument profile)"},
		"URI of profile":  {profile("uri"), `the profile "uri" in ` + file + " (argument profile)"},
		"login":           {profile("login"), `the profile "login" in ` + file + " (argument profile)"},
		"role on profile": {
			Choice{Origin: "argument profile", Profile: &Profile{Name: "keys", File: file}, Assume: &rds.Role{ARN: "r"}},
			`the role r (block assume_role), assumed with those from the profile "keys" in ` + file + " (argument profile)",
		},
		"nobody's choice": {Choice{Profile: &Profile{File: file}}, `the profile "keys" in ` + file + " (current profile of the Alibaba Cloud CLI)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := placeOf(mustOpen(t, tt.choice, Options{}))
			if got != tt.want {
				t.Errorf("place = %s, want %s", got, tt.want)
			}
			wantNoSecret(t, got)
		})
	}
}

// Keys that had ended when they came are handed out all the same, and for some time, since only the API knows whether they work. Whoever asks is told of the
// end, as long as these keys are handed out.
func TestOrigin_keysThatHadEndedWhenTheyCame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var output bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &output)
		issued := &issuer{life: time.Nanosecond, wait: takes(time.Hour)}
		source := issued.source()
		ends := time.Now().Add(time.Nanosecond)
		for range 3 {
			got, err := source.Credentials(ctx)
			if err != nil || got != numbered(1) {
				t.Fatalf("Credentials = %v, %v; want the first keys", got, err)
			}
		}
		if got := source.Origin(numbered(1)); got.Place != `the profile "a"` || !got.Ends.Equal(ends) {
			t.Errorf("origin = %+v, want the end that was given", got)
		}
		if n := strings.Count(output.String(), `"@level":"warn"`); n != 1 || !strings.Contains(output.String(), ends.UTC().Format(time.RFC3339)) {
			t.Errorf("%d warnings, want one with the end:\n%s", n, output.String())
		}
		source.Expire(numbered(1))
		issued.life, issued.wait = time.Hour, nil
		wantKeys(t, source, numbered(2))
		if got := source.Origin(numbered(1)); !got.Ends.IsZero() {
			t.Errorf("origin = %+v of keys that are not handed out any more", got)
		}
	})
}
