// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestReadWindows_isBestEffort(t *testing.T) {
	t.Parallel()
	sets := []rds.BackupSet{day(4, "4", "SUCCESS"), day(3, "3", "FAILED"), day(2, "2", "SUCCESS"), day(1, "1", "SUCCESS")}
	want := recoveryWindow{begin: time.Unix(1, 0), end: time.Unix(2, 0)}
	var mu sync.Mutex
	var asked []string
	windows, diags := readWindows(t.Context(), sets, func(_ context.Context, setID string) (recoveryWindow, error) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, setID)
		if setID == "4" {
			return want, nil
		}
		return recoveryWindow{}, errors.New("no answer for " + setID)
	})
	slices.Sort(asked)
	if !slices.Equal(asked, []string{"1", "2", "4"}) {
		t.Errorf("asked for %q", asked)
	}
	if len(windows) != 1 || windows["4"] != want {
		t.Errorf("windows %v", windows)
	}
	if len(diags) != 1 || diags[0].Severity() != diag.SeverityWarning || diags[0].Summary() != summaryNoWindows {
		t.Fatalf("diagnostics %v", diags)
	}
	for _, part := range []string{"2 of 3 backup sets", "The first of them is set 2:", "No answer for 2"} {
		if !strings.Contains(diags[0].Detail(), part) {
			t.Errorf("%q lacks %q", diags[0].Detail(), part)
		}
	}
}

func TestNeeded(t *testing.T) {
	t.Parallel()
	sets := []rds.BackupSet{day(3, "3", "FAILED"), day(2, "2", "SUCCESS"), day(1, "1", "SUCCESS")}
	for name, row := range map[string]struct {
		c    choice
		want []string
	}{
		"nothing":         {choose(nil, "", types.Int64Null()), nil},
		"latest is shown": {choose(sets, "", types.Int64Null()), []string{"3", "2", "1"}},
		"latest is not":   {choose(sets, "", types.Int64Value(1)), []string{"3", "2"}},
		"nothing shown":   {choose(sets[1:], "FAILED", types.Int64Null()), []string{"2"}},
	} {
		before := len(row.c.shown)
		if got := idsOf(needed(row.c)); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
		if len(row.c.shown) != before {
			t.Errorf("%s: the list of shown sets changed", name)
		}
	}
}
