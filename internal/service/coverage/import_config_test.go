// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func protected(id, destination string, days int64) *row {
	return &row{
		instance: rds.Instance{ID: id, Region: "cn-hangzhou"},
		policy:   rds.Policy{Enabled: true, DestinationRegion: destination, RetentionDays: days},
	}
}

func TestImportConfig_text(t *testing.T) {
	t.Parallel()
	off, gone := protected("pgm-off", "cn-shanghai", 7), protected("pgm-gone", "cn-shanghai", 7)
	off.policy.Enabled, gone.instance.Released = false, true
	const want = `import {
  to = apsaradb_rds_cross_region_backup_policy.pgm-a
  id = "cn-hangzhou:pgm-a"
}

resource "apsaradb_rds_cross_region_backup_policy" "pgm-a" {
  instance_id        = "pgm-a"
  region             = "cn-hangzhou"
  destination_region = "cn-shanghai"
  retention_days     = 30
  log_backup_enabled = false
}

# cn-hangzhou:pgm-b is left out: the API does not report its retention.

# cn-hangzhou:pgm-c is left out: the API does not report its destination region.
`
	if got := importConfig(
		[]*row{
			protected("pgm-a", "cn-shanghai", 30),
			off,
			gone,
			protected("pgm-b", "cn-shanghai", 0),
			protected("pgm-c", "", 7),
		},
	); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := importConfig([]*row{off, gone}); got != "" {
		t.Errorf("got %q without a protected instance", got)
	}
}

// Whatever an id consists of, its name is one for Terraform, and no two are the same. What cannot be a region is never
// written.
func TestImportConfig_names(t *testing.T) {
	t.Parallel()
	taken := map[string]bool{}
	for _, row := range [][2]string{
		{"pgm-bp1", "pgm-bp1"},
		{"1a", "i_1a"},
		{"a.b", "a_b"},
		{"a_b", "a_b_2"},
		{"a_b_2", "a_b_2_2"},
		{"-x", "i_-x"},
		{"_", "_"},
	} {
		if got := label(row[0], taken); got != row[1] {
			t.Errorf("%s is named %s, want %s", row[0], got, row[1])
		}
	}
	if got := importConfig(
		[]*row{protected("pgm-a", "cn-shanghai\"\n}${file(\"x\")}", 30)},
	); strings.Contains(
		got,
		"file",
	) {
		t.Errorf("got %s", got)
	}
}
