// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
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
