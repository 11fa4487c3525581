// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestProfileSource_errorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	leak := canaryKey + " " + canarySecret + " " + canaryToken
	output := filepath.Join(t.TempDir(), "output")
	writeFile(t, output, leak)
	script := filepath.Join(t.TempDir(), "script")
	writeFile(t, script, "echo "+leak+"; echo "+leak+" >&2; exit 3")
	const sts = "assume the role r: AssumeRole in cn-hangzhou failed with "
	role := "[default]\ntype = ram_role_arn\naccess_key_id = " + canaryKey + "\naccess_key_secret = " + canarySecret + "\nrole_arn = r\n"
	external := func(command string) string {
		return `{"current": "default", "profiles": [{"name": "default", "mode": "External", "process_command": ` + quote(command) + `}]}`
	}
	for name, tt := range map[string]struct {
		content string
		status  int
		body    string
		closed  bool
		want    string
	}{
		"refused": {
			content: role, status: 403, body: `{"Code": "SignatureDoesNotMatch", "RequestId": "REQ-1", "Message": "server string to sign is: ` + leak + `"}`,
			want: sts + "SignatureDoesNotMatch (HTTP 403, request id REQ-1): .",
		},
		"a foreign answer":        {content: role, status: 502, body: "<html>" + leak, want: sts + "Client.ForeignFailure (HTTP 502): the answer, HTTP 502 Bad Gateway, holds no error of this API"},
		"a code that is no code":  {content: role, status: 400, body: `{"Code": "` + leak + `"}`, want: sts + "Client.ForeignAnswer (HTTP 400): the answer, HTTP 400 Bad Request, holds no error of this API"},
		"an answer without keys":  {content: role, status: 200, body: `{"RequestId": "R", "x": "` + leak + `"}`, want: sts + "Client.ForeignAnswer (HTTP 200, request id R): the answer holds no keys"},
		"a connection refused":    {content: role, closed: true, want: sts + "Client.ConnectionFailed: "},
		"a command that fails":    {content: external("sh " + script), want: "run process_command: it ended with exit status 3; its output is not shown, because it may hold credentials"},
		"a command without JSON":  {content: external("cat " + output), want: "run process_command: its output is not JSON"},
		"a command without keys":  {content: external("echo {}"), want: "run process_command: its output lacks access_key_id or access_key_secret"},
		"a command not there":     {content: external("/no/such/" + canarySecret), want: "run process_command: it cannot be started: no such file or directory"},
		"a command not installed": {content: external("no-such-command-" + canarySecret), want: "run process_command: it cannot be started: executable file not found in $PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newTokenServer(t, tt.status, tt.body)
			source := openFile(t, tt.content, "", Options{Client: stsAt(server.URL)})
			if tt.closed {
				server.Close()
			}
			_, err := source.Credentials(t.Context())
			if err == nil {
				t.Fatal("no error")
			}
			if want := `get credentials of the profile "default" (argument shared_credentials_file): ` + tt.want; !strings.HasPrefix(err.Error(), want) || (!tt.closed && err.Error() != want) {
				t.Errorf("error = %q, want %q", err, want)
			}
			for _, canary := range []string{canaryKey, canarySecret, canaryToken, "Signature="} {
				if strings.Contains(err.Error(), canary) {
					t.Errorf("the error holds %s: %v", canary, err)
				}
			}
		})
	}
}

// TestProfileSource_printsNoTokenWhenAskedToDebug runs the tests of bearer tokens in a process of their own, since credentials-go reads DEBUG at its start.
func TestProfileSource_printsNoTokenWhenAskedToDebug(t *testing.T) {
	t.Parallel()
	command := exec.Command(os.Args[0], "-test.v", "-test.run=^(TestProfileSource_cloudSSO|TestProfileSource_oauthWritesTokensBack)$")
	command.Env = append(os.Environ(), "DEBUG=sdk,credential")
	output, err := command.CombinedOutput()
	if err != nil || strings.Count(string(output), "--- PASS") != 2 {
		t.Fatalf("the tests did not pass: %v\n%s", err, output)
	}
	if strings.Contains(string(output), "Authorization") || strings.Contains(string(output), "Bearer") {
		t.Errorf("credentials-go printed a token:\n%s", output)
	}
}
