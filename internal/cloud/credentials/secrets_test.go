// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
)

// calledSources are the sources that call a server, made so that it is the one at a URL.
func calledSources(t *testing.T, at string) map[string]rds.CredentialsSource {
	t.Helper()
	host, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	role := rds.Role{ARN: "acs:ram::1:role/r"}
	keys := &rds.Credentials{AccessKeyID: canaryKey, AccessKeySecret: canarySecret, SecurityToken: canaryToken}
	options := Options{Client: stsAt(at), Clock: rds.Clock{Sleep: noPause}}
	o := testOpener()
	o.options.Clock.Sleep = noPause
	oauth, err := o.oauthAt(
		label{source: "profile"}, oauthSite{at, "client"}, filepath.Join(t.TempDir(), "gone"),
		profile{OAuthRefreshToken: canaryToken},
	)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]rds.CredentialsSource{
		"role": mustOpen(t, Choice{Static: keys, Assume: []rds.Role{role}}, options),
		"OIDC": mustOpen(t, Choice{OIDC: &OIDC{ProviderARN: "p", Token: canaryToken, Role: role}}, options),
		"URI": mustOpen(
			t, Choice{URI: strings.Replace(at, "//", "//"+canaryKey+":"+canarySecret+"@", 1) + "/keys?token=" + canaryToken},
			options,
		),
		"ECS role": mustOpen(
			t, Choice{ECSRole: "ops"}, Options{Transport: &metadataServer{url: host}, Clock: rds.Clock{Sleep: noPause}},
		),
		"CloudSSO": openFile(t, cloudSSO(at, canaryToken, ""), "", Options{}),
		"OAuth":    oauth,
	}
}

func TestSecrets_noAnswerReachesAnError(t *testing.T) {
	t.Parallel()
	leak := canaryKey + " " + canarySecret + " " + canaryToken
	for name, answer := range secrets.HostileAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, stop, err := sandbox.Raw(func(said string) string { return answer(leak + " " + said) })
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(stop)
			for kind, source := range calledSources(t, at) {
				keys, err := source.Credentials(t.Context())
				if err == nil {
					t.Errorf("%s: no error, and keys %v", kind, keys.AccessKeyID != "")
					continue
				}
				wantNoSecret(t, kind+": "+err.Error())
			}
		})
	}
}

func TestSecrets_noOutputOfACommandReachesAnError(t *testing.T) {
	t.Parallel()
	leak := canaryKey + " " + canarySecret + " " + canaryToken
	output := filepath.Join(t.TempDir(), "output")
	writeFile(t, output, leak)
	script := filepath.Join(t.TempDir(), "script")
	writeFile(t, script, "echo "+leak+"; echo "+leak+" >&2; exit 3")
	for name, tt := range map[string]struct{ command, want string }{
		"fails": {"sh " + script, "it ended with exit status 3; its output is not shown, because it may hold " +
			"credentials"},
		"no JSON": {"cat " + output, "its output is not JSON; it must print one JSON object and nothing else to " +
			"standard output"},
		"no keys":   {"echo {}", "its output lacks access_key_id or access_key_secret"},
		"not there": {"/no/such/" + canarySecret, "it cannot be started: no such file or directory"},
		"not expanded": {"~/creds", "it cannot be started: no such file or directory; ~ and variables are not expanded, " +
			"as in " +
			"the CLI"},
		"not installed": {"no-such-command-" + canarySecret, "it cannot be started: executable file not found in $PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := openFile(
				t, `{"profiles": [{"name": "default", "mode": "External", "process_command": `+quote(tt.command)+`}]}`, "",
				Options{},
			)
			_, err := source.Credentials(t.Context())
			want := `get credentials of the profile "default" (argument shared_credentials_file): ` +
				"run process_command: " + tt.want
			if err == nil || err.Error() != want {
				t.Errorf("error = %v, want %s", err, want)
			}
		})
	}
}

// TestSecrets_noTokenIsPrintedWhenAskedToDebug runs the tests of bearer tokens in a process of their own, since
// credentials-go reads DEBUG at its start.
func TestSecrets_noTokenIsPrintedWhenAskedToDebug(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(
		t.Context(), os.Args[0], "-test.v", "-test.run=^(TestProfileSource_cloudSSO|TestOAuth_keepsTheRestOfTheFile)$",
	)
	command.Env = append(os.Environ(), "DEBUG=sdk,credential")
	output, err := command.CombinedOutput()
	if err != nil || strings.Count(string(output), "--- PASS") != 2 {
		t.Fatalf("the tests did not pass: %v\n%s", err, output)
	}
	if strings.Contains(string(output), "Authorization") || strings.Contains(string(output), "Bearer") {
		t.Errorf("credentials-go printed a token:\n%s", output)
	}
}
