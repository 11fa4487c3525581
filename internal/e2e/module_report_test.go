// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// TestComplianceReport applies the module compliance-report with the configuration that its page shows, and prints the
// reports as its page says. An instance that is named like markup stays text.
func TestComplianceReport(t *testing.T) {
	t.Parallel()
	st := newStage(t, strings.Join(readmeBlocks(t, "compliance-report"), "\n"), []fleet.Instance{
		with(postgreSQL("cn-hangzhou", "pgm-bare"), func(in *fleet.Instance) { in.Description = "<script>a | `b`</script>" }),
		with(postgreSQL("cn-shanghai", "pgm-serverless"), serverless),
		postgreSQL("eu-central-1", "pgm-copied").With(fleet.WithHistory(10), fleet.WithPolicy(fleet.Policy{
			Enabled: true, DestinationRegion: "cn-hongkong", RetentionDays: 365,
		})),
	})
	st.must(0, "apply", "-auto-approve", "-input=false")
	page := st.must(0, "output", "-raw", "report")
	st.Says(page, "<!DOCTYPE html>", "Unprotected <span", "&lt;script&gt;a | `b`&lt;/script&gt;", "SERVERLESS",
		"China (Hong Kong)", "crosses a border", "365 days", "h old of 26 h", "RPO met")
	if strings.Contains(page, "<script") {
		t.Error("a description became a script")
	}
	st.Says(st.must(0, "output", "-raw", "report_markdown"), "| 3 | 1 | 2 | 0 | 2 |",
		"&#60;script&#62;a &#124; &#96;b&#96;")
	st.Says(st.must(0, "output", "-raw", "report_openmetrics"),
		`apsaradb_rds_cross_region_backup_protected{region="eu-central-1",instance_id="pgm-copied"} 1`, "# EOF")
	if calls := st.Calls(actionModify); len(calls) > 0 {
		t.Errorf("the report wrote %d times", len(calls))
	}
}
