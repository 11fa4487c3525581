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
		"spaces":                      {`keys  --for me `, false, []string{"keys", "--for", "me"}},
		"no quotes: backslashes stay": {`C:\keys\a.exe b\c`, false, []string{`C:\keys\a.exe`, `b\c`}},
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

// A helper that the command leaves behind may keep the output open. The command has ended well all the same.
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
	for name, tt := range map[string]struct {
		answer string
		want   rds.Credentials
		err    string
	}{
		"a role": {
			answer: `{"mode": "RamRoleArn", "access_key_id": "k", "access_key_secret": "s", "ram_role_arn": ` +
				`"acs:ram::1:role/r"}`,
			want: stsKeys(),
		},
		"another command": {answer: `{"mode": "External", "process_command": "true"}`, err: "its output lacks " +
			"access_key_id or access_key_secret"},
		"an unknown mode": {answer: `{"mode": "` + canarySecret + `"}`, err: "its output is a profile of a mode that a " +
			"command cannot answer"},
		"half a profile": {answer: `{"mode": "RamRoleArn"}`, err: "use the profile that process_command answered: use " +
			"its mode RamRoleArn: its field access_key_id is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := external(t, "cat "+answerFile(t, tt.answer), Options{Client: stsAt(server.URL)})
			if tt.err == "" {
				wantKeys(t, source, tt.want)
				return
			}
			if _, err := source.Credentials(t.Context()); err == nil || !strings.HasSuffix(err.Error(), ": "+tt.err) {
				t.Errorf("error = %v, want %s", err, tt.err)
			}
		})
	}
}
