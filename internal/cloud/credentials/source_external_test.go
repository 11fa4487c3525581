// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// external opens a profile of mode External.
func external(t *testing.T, command string, options Options) rds.CredentialsSource {
	t.Helper()
	return openFile(
		t, `{"profiles": [{"name": "default", "mode": "External", "process_command": `+quote(command)+`}]}`, "", options,
	)
}

// answerFile returns a file that holds what a command prints.
func answerFile(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "answer")
	writeFile(t, file, content)
	return file
}

func TestProfileSource_external(t *testing.T) {
	t.Parallel()
	answer := answerFile(t, fmt.Sprintf(
		`{"mode": "StsToken", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t", "expiration": %q}`,
		expires(time.Hour)))
	source := external(t, "cat "+answer, Options{})
	want := rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"}
	wantKeys(t, source, want)
	if err := os.Remove(answer); err != nil {
		t.Fatal(err)
	}
	wantKeys(t, source, want) // kept until shortly before they end
}

func TestExternal_splitsTheCommand(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		line    string
		windows bool
		want    []string // nil: refused
	}{
		"spaces":                    {`keys  --for me `, false, []string{"keys", "--for", "me"}},
		"a path of Windows":         {`C:\keys\a.exe b\c`, true, []string{`C:\keys\a.exe`, `b\c`}},
		"a network path of Windows": {`\\host\keys\a.exe b\`, true, []string{`\\host\keys\a.exe`, `b\`}},
		"escapes without quotes":    {`/opt/my\ tool/creds --as\=x`, false, []string{"/opt/my tool/creds", "--as=x"}},
		"line ends and tabs":        {"keys\t--for\n me", false, []string{"keys", "--for", "me"}},
		"a line that goes on":       {"keys a\\\nb \"c\\\nd\"", false, []string{"keys", "ab", "cd"}},
		"a backslash at the end":    {`keys a\`, false, nil},
		"blanks alone":              {" \n ", false, nil},
		"two quotes in a row":       {`keys 'a'"b"c`, false, []string{"keys", "abc"}},
		"no expansion":              {`keys $HOME ~ *.json`, false, []string{"keys", "$HOME", "~", "*.json"}},
		"a path with a space": {
			`"C:\Program Files\keys.exe" y`, true, []string{`C:\Program Files\keys.exe`, "y"},
		},
		"a path with a space, single quotes": {`'/opt/my keys' y`, false, []string{"/opt/my keys", "y"}},
		"a quote within quotes":              {`keys "a \"b\" \c \\"`, false, []string{"keys", `a "b" \c \`}},
		"a quote within quotes, Windows":     {`keys "a \"b\" c:\d\\e"`, true, []string{"keys", `a "b" c:\d\\e`}},
		"nothing is special in single ones":  {`keys 'a\' "b"`, false, []string{"keys", `a\`, "b"}},
		"escapes outside":                    {`keys a\ b "c"`, false, []string{"keys", "a b", "c"}},
		"no escapes outside, Windows":        {`C:\a\b "c"`, true, []string{`C:\a\b`, "c"}},
		"an empty word":                      {`keys "" a`, false, []string{"keys", "", "a"}},
		"quotes in a word":                   {`keys --a="b c"`, false, []string{"keys", "--a=b c"}},
		"an open quote":                      {`keys "a`, false, nil},
		"no command":                         {`"" a`, false, nil},
	} {
		words, err := splitCommand(tt.line, tt.windows)
		if !slices.Equal(words, tt.want) || (err == nil) != (tt.want != nil) {
			t.Errorf("%s: words = %q, %v; want %q", name, words, err, tt.want)
		}
	}
	file := filepath.Join(t.TempDir(), "my keys")
	writeFile(t, file, `{"access_key_id": "k", "access_key_secret": "s"}`)
	wantKeys(t, external(t, `cat "`+file+`"`, Options{}), rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"})
}

func TestExternal_commandThatIsEnded(t *testing.T) {
	t.Parallel()
	short, end := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer end()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for want, ctx := range map[string]context.Context{"it did not end within 1m0s": short, "it was canceled": canceled} {
		if _, err := runCommand(ctx, []string{"sleep", "30"}, externalGrace); err == nil || err.Error() != want {
			t.Errorf("error = %v, want %s", err, want)
		}
	}
}

// A helper that the command leaves behind may keep the output open. The command has still ended well.
func TestExternal_helperThatKeepsTheOutputOpen(t *testing.T) {
	t.Parallel()
	output, err := runCommand(t.Context(), []string{"sh", "-c", "sleep 1 & echo answer"}, time.Millisecond)
	if err != nil || string(output) != "answer\n" {
		t.Errorf("output = %q, %v; want the answer", output, err)
	}
}

// The CLI lets a command answer a whole profile, whose mode then counts.
func TestExternal_answersAProfile(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, 200, stsAnswer(time.Hour))
	uri := newTokenServer(t, 200, `{"AccessKeyId": "URI.key", "AccessKeySecret": "s", "SecurityToken": "t"}`)
	keys := `"access_key_id": "k", "access_key_secret": "s"`
	for name, tt := range map[string]struct {
		answer string
		want   rds.Credentials
	}{
		"a role": {
			`{"mode": "RamRoleArn", ` + keys + `, "ram_role_arn": "acs:ram::1:role/r"}`, stsKeys(),
		},
		"a role, letters of other case": {`{"mode": "ramrolearn", ` + keys + `, "ram_role_arn": "r"}`, stsKeys()},
		"a URI": {
			`{"mode": "CredentialsURI", "credentials_uri": "` + uri.URL + `"}`,
			rds.Credentials{AccessKeyID: "URI.key", AccessKeySecret: "s", SecurityToken: "t"},
		},
		"keys with a mark of the byte order": {
			"\xef\xbb\xbf{" + keys + "}\r\n", rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"keys with a line end": {
			`{"mode": "AK", "access_key_id": "k\n", "access_key_secret": " s"}`,
			rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"keys and no mode": {
			`{` + keys + `, "sts_token": "t"}`, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantKeys(t, external(t, "cat "+answerFile(t, tt.answer), Options{Client: stsAt(server.URL)}), tt.want)
		})
	}
}

// A role of the answer ends when STS says so, so that the command does not run again after each call.
func TestExternal_keepsTheEndOfWhatItAnswers(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, 200, stsAnswer(time.Hour))
	answer := answerFile(t, `{"mode": "RamRoleArn", "access_key_id": "k", "access_key_secret": "s", "ram_role_arn": "r"}`)
	now := time.Now()
	source := external(t, "cat "+answer, Options{
		Client: stsAt(server.URL), Clock: rds.Clock{Now: func() time.Time { return now }},
	})
	wantKeys(t, source, stsKeys())
	now = now.Add(50 * time.Minute)
	wantKeys(t, source, stsKeys())
	if calls := server.recorded(); len(calls) != 1 {
		t.Errorf("STS was called %d times within the hour, want once", len(calls))
	}
}

func TestExternal_refusesAnAnswer(t *testing.T) {
	t.Parallel()
	const keys = `"access_key_id": "k", "access_key_secret": "` + canarySecret + `"`
	notJSON := "its output is not JSON; it must print one JSON object and nothing else to standard output"
	for name, tt := range map[string]struct{ output, want string }{
		"another command": {
			`{"mode": "External", ` + keys + `, "process_command": "true"}`,
			"its output has the mode External, which would run a command again; it must answer keys, or a profile of " +
				"another mode",
		},
		"a login": {
			`{"mode": "OAuth", ` + keys + `}`, "its output has the mode OAuth, which a command cannot answer",
		},
		"another profile": {
			`{"mode": "chainableramrolearn"}`, "its output has the mode ChainableRamRoleArn, which a command cannot answer",
		},
		"a mode of old": {`{"mode": "RsaKeyPair"}`, "its output has the mode RsaKeyPair, which a command cannot answer"},
		"an unknown mode": {
			`{"mode": "` + canarySecret + `"}`, "its output has a mode that the Alibaba Cloud CLI does not have",
		},
		"a role and no mode": {
			`{` + keys + `, "ram_role_arn": "r"}`, `its output has ram_role_arn but no mode; add "mode": "RamRoleArn" to ` +
				`assume the role`,
		},
		"inside a VPC": {
			`{` + keys + `, "endpoint_type": "vpc"}`, "its output has another endpoint_type than the profile; set it in " +
				"the profile, " +
				"or set endpoints in the provider block",
		},
		"no keys": {`{"mode": "StsToken"}`, "its output lacks access_key_id or access_key_secret"},
		"a blank in a key": {
			`{"access_key_id": "k", "access_key_secret": "` + canarySecret + ` x"}`, "its output: its field " +
				"access_key_secret has a blank inside; remove it",
		},
		"nothing":      {" \n", "its output is empty"},
		"null":         {"null", "its output lacks access_key_id or access_key_secret"},
		"a list":       {`[{` + keys + `}]`, "its output is JSON of another form than a profile"},
		"a wrong type": {`{"access_key_id": 1}`, "its output is JSON of another form than a profile"},
		"cut off":      {`{` + keys + `, "mo`, "its output is not JSON, because it ends in the middle"},
		"text before":  {`Logged in as ` + canarySecret + "\n{" + keys + "}", notJSON},
		"two objects":  {"{" + keys + "}\n{}", notJSON},
	} {
		_, err := readAnswer([]byte(tt.output), profile{Name: "ci", Mode: modeExternal})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: error = %v\nwant %s", name, err, tt.want)
		}
	}
	source := external(t, "cat "+answerFile(t, `{"mode": "RamRoleArn"}`), Options{})
	const want = "use the profile that process_command answered: use its mode RamRoleArn: its field access_key_id is empty"
	if _, err := source.Credentials(t.Context()); err == nil || !strings.HasSuffix(err.Error(), ": "+want) {
		t.Errorf("half a profile: error = %v, want %s", err, want)
	}
}

// Keys that a tool kept in the profile are not mixed with those of the answer.
func TestExternal_dropsKeysOfTheFile(t *testing.T) {
	t.Parallel()
	answer, err := readAnswer([]byte(`{"access_key_id": "k", "access_key_secret": "s", "sts_expiration": `+
		`1800000000}`), profile{
		Mode: modeExternal, AccessKeyID: "old", AccessKeySecret: "old", SecurityToken: "old", KeysExpire: 1,
	})
	if want := (rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"}); err != nil || answer.keys() != want {
		t.Errorf("keys = %v, %v; want %v", answer.keys(), err, want)
	}
	if got := answer.expires().Unix(); got != 1800000000 {
		t.Errorf("they end at %d, want what the answer says", got)
	}
}

func TestExternal_endlessOutput(t *testing.T) {
	t.Parallel()
	_, err := runCommand(t.Context(), []string{"yes", canarySecret}, externalGrace)
	if err == nil || err.Error() != "its output is larger than 64 kB" {
		t.Errorf("error = %v, want that the output is too large", err)
	}
}
