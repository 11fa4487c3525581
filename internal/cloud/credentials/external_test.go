// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestProfileSource_external(t *testing.T) {
	t.Parallel()
	answer := filepath.Join(t.TempDir(), "answer")
	writeFile(t, answer, fmt.Sprintf(`{"mode": "StsToken", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t", "expiration": %q}`, expires(time.Hour)))
	source := openFile(t, `{"current": "a", "profiles": [{"name": "a", "mode": "External", "process_command": `+quote("cat "+answer)+`}]}`, "", Options{})
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"})
	if err := os.Remove(answer); err != nil {
		t.Fatal(err)
	}
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"}) // kept until shortly before expiry
}

func TestProfileSource_cancelEndsTheCommand(t *testing.T) {
	t.Parallel()
	source := openFile(t, `{"current": "a", "profiles": [{"name": "a", "mode": "External", "process_command": "sleep 30"}]}`, "", Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := source.Credentials(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want the end of the context", err)
	}
	// The command's goroutine is gone at the end of the package, or the check for leaks fails: it waits a second, not thirty.
}

// The text tells the bound that the command ran into, which may be that of who asked, and an end that no bound brought.
func TestProfileSource_commandThatIsEnded(t *testing.T) {
	t.Parallel()
	short, end := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer end()
	_, err := runExternal(short, "sleep 30")
	var bound string
	if err != nil {
		bound, _ = strings.CutPrefix(err.Error(), "it did not end within ")
	}
	if within, parseErr := time.ParseDuration(bound); parseErr != nil || within > 50*time.Millisecond {
		t.Errorf("error = %v, want the bound of the context", err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := runExternal(canceled, "sleep 30"); err == nil || err.Error() != "it was canceled" {
		t.Errorf("error = %v, want that it was canceled", err)
	}
}

// An early refresh leaves a command as much time as a refresh that is overdue.
func TestProfileSource_externalHasItsTimeAlways(t *testing.T) {
	t.Parallel()
	source, ok := testOpener().external(label{}, "true").(*refreshing)
	if !ok || source.patience != externalTimeout {
		t.Errorf("the source is %+v, want the patience %s", source, externalTimeout)
	}
}
