// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

func TestMissingSetting(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		destination string
		days        int64
		want        string
	}{
		"shortest":              {"cn-shanghai", 7, ""},
		"longest":               {"cn-shanghai", 1825, ""},
		"too short":             {"cn-shanghai", 6, "retention"},
		"too long":              {"cn-shanghai", 1826, "retention"},
		"not reported":          {"cn-shanghai", 0, "retention"},
		"no destination":        {"", 30, "destination region"},
		"destination is a zone": {"cn-shanghai-b", 30, "destination region"},
		"neither":               {"", 0, "destination region"},
	} {
		if got := eligibility.MissingSetting(tt.destination, tt.days); got != tt.want {
			t.Errorf("%s: missing %q, want %q", name, got, tt.want)
		}
	}
}
