// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// nastyAnswers are answers of a server of keys that hold secrets where none belong, as raw bytes after the request
// was read.
func nastyAnswers() map[string]string {
	leak := canaryKey + " " + canarySecret + " " + canaryToken
	body := func(status, content string) string {
		return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, len(content), content)
	}
	return map[string]string{
		"a refusal that repeats the string to sign": body(
			"403 Forbidden",
			`{"Code": "SignatureDoesNotMatch", "RequestId": "R", "Message": "server string to sign is: `+leak+`"}`,
		),
		"a page":                    body("502 Bad Gateway", "<html>"+leak),
		"a reason":                  body("418 "+leak, ""),
		"a code that is no code":    body("400 Bad Request", `{"Code": "`+leak+`"}`),
		"a code with status 200":    body("200 OK", `{"Code": "`+leak+`", "RequestId": "`+leak+`"}`),
		"a message with status 200": body("200 OK", `{"Code": "Failed", "RequestId": "R", "Message": "`+leak+`"}`),
		"half of the keys": body(
			"200 OK",
			`{"RequestId": "R", "AccessKeyId": "`+canaryKey+`", "Credentials": {"AccessKeyId": "`+canaryKey+`"},
				"CloudCredential": {"AccessKeyId": "`+canaryKey+`"}}`,
		),
		"another shape": body(
			"200 OK",
			`{"RequestId": "R", "Code": ["`+leak+`"], "AccessKeyId": {"x": "`+leak+`"}, "Credentials": "`+leak+`",
				"CloudCredential": "`+leak+`"}`,
		),
		"broken JSON":                 body("200 OK", `{"AccessKeyId": "`+leak+`"`),
		"no JSON":                     body("200 OK", leak),
		"nothing":                     body("200 OK", ""),
		"a redirect":                  body("302 Found\r\nLocation: http://127.0.0.1:1/?SecurityToken="+canaryToken, leak),
		"too much":                    body("200 OK", strings.Repeat(leak, 64<<10)),
		"less than announced":         "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + leak,
		"no HTTP":                     leak + "\r\n\r\n",
		"a status that is no number":  "HTTP/1.1 " + canarySecret + "\r\n\r\n",
		"a header that is none":       "HTTP/1.1 200 OK\r\n" + leak + "\r\n\r\n",
		"a length that is no number":  "HTTP/1.1 200 OK\r\nContent-Length: " + canarySecret + "\r\n\r\n",
		"a chunk that is none":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + canarySecret + "\r\n",
		"an encoding that is unknown": "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + canarySecret + "\r\n\r\n",
		"a closed connection":         "",
	}
}

// rawServer answers each connection with the same bytes.
func rawServer(t *testing.T, answer string) string {
	t.Helper()
	at, stop, err := sandbox.Raw(func(string) string { return answer })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return at
}

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
		"CloudSSO": openFile(t, fmt.Sprintf(`{"profiles": [{"name": "default", "mode": "CloudSSO",
			"cloud_sso_sign_in_url": %q, "cloud_sso_account_id": "1",
			"cloud_sso_access_config": "c", "access_token": %q, "cloud_sso_access_token_expire": %d}]}`,
			at, canaryToken, time.Now().Add(time.Hour).Unix()), "", Options{}),
		"OAuth": oauth,
	}
}

func TestSecrets_noAnswerReachesAnError(t *testing.T) {
	t.Parallel()
	for name, answer := range nastyAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kind, source := range calledSources(t, rawServer(t, answer)) {
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
		"no JSON":       {"cat " + output, "its output is not JSON"},
		"no keys":       {"echo {}", "its output lacks access_key_id or access_key_secret"},
		"not there":     {"/no/such/" + canarySecret, "it cannot be started: no such file or directory"},
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

func TestSecrets_nothingOfAFileReachesAnError(t *testing.T) {
	t.Parallel()
	keys := `"access_key_id": "` + canaryKey + `", "access_key_secret": "` + canarySecret + `",
		"sts_token": "` + canaryToken + `"`
	for name, content := range map[string]string{
		"broken JSON":       `{"profiles": [{"name": "default", ` + keys,
		"another shape":     `{"profiles": {` + keys + `}}`,
		"a key as a number": `{"profiles": [{"name": "default", "expired_seconds": "` + canarySecret + `"}]}`,
		"neither form":      canaryKey + "\n" + canarySecret + "\n",
		"ini without a key": "[default]\n" + canarySecret + "\n= " + canaryToken,
		"no such profile":   `{"current": "x", "profiles": [{"name": "default", "mode": "AK", ` + keys + `}]}`,
		"no role":           `{"profiles": [{"name": "default", "mode": "RamRoleArn", ` + keys + `}]}`,
		"unknown mode":      `{"profiles": [{"name": "default", "mode": "RsaKeyPair", ` + keys + `}]}`,
		"a region": `{"profiles": [{"name": "default", "mode": "RamRoleArn", "ram_role_arn": "r",
			"sts_region": "a/` + canarySecret + `", ` + keys + `}]}`,
		"no token file": `{"profiles": [{"name": "default", "mode": "OIDC", "ram_role_arn": "r", ` + keys + `}]}`,
		"a URI": `{"profiles": [{"name": "default", "mode": "CredentialsURI",
			"credentials_uri": "` + canarySecret + `"}]}`,
		"no login": `{"profiles": [{"name": "default", "mode": "CloudSSO", "access_token": "` + canaryToken + `"}]}`,
		"no site": `{"profiles": [{"name": "default", "mode": "OAuth",
			"oauth_access_token": "` + canaryToken + `"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "credentials")
			writeFile(t, file, content)
			_, _, err := Open(Choice{Profile: &Profile{File: file}}, Options{})
			if err == nil {
				t.Fatal("no error")
			}
			wantNoSecret(t, err.Error())
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
