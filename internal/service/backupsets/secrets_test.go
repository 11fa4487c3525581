// SPDX-License-Identifier: MPL-2.0

package backupsets_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestDataSource_downloadURLsAreSensitive(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	url := knownvalue.StringRegexp(regexp.MustCompile(`^https?://`))
	testkit.Run(
		t,
		s,
		read(s, "pgm-console", "include_download_urls = true\n limit = 2",
			inFirst("download_url", url), inLatest("download_url", url),
			statecheck.ExpectSensitiveValue(address, tfjsonpath.New("backup_sets").AtSliceIndex(0).AtMapKey("download_url")),
			statecheck.ExpectSensitiveValue(address, tfjsonpath.New("latest").AtMapKey("download_url"))),
		read(
			s,
			"pgm-console",
			"include_download_urls = false\n limit = 2",
			inFirst("download_url", knownvalue.Null()),
			inLatest("download_url", knownvalue.Null()),
		),
		resource.TestStep{
			Config: testkit.Config(s, block("pgm-console", "include_download_urls = true")+
				"output \"url\" {\n value = "+address+".latest.download_url\n}\n"),
			ExpectError: regexp.MustCompile(`Output refers to sensitive values`),
		},
	)
}

func TestDataSource_recoveryWindows(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	newest := stored(t, s, "pgm-console")[0]
	begin, end, err := s.Fleet().RecoveryWindow("", "", newest.ID)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Run(t, s, read(s, "pgm-console", "include_recovery_windows = true\n limit = 3",
		inFirst("recovery_begin_time", moment(begin)), inFirst("recovery_end_time", moment(end)),
		inLatest("recovery_begin_time", moment(begin)), inLatest("recovery_end_time", moment(end))))
	asked := map[string]bool{}
	for _, call := range s.Calls("DescribeAvailableRecoveryTime") {
		asked[call.Params.Get("CrossBackupId")] = true
	}
	if len(asked) != 3 {
		t.Errorf("windows of %d sets were asked for, want those of the 3 shown", len(asked))
	}
}

// The newest documentation promises the call for MySQL on local disks only.
func TestDataSource_recoveryWindowsAreBestEffort(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("available-recovery-time", "local-mysql"))
	testkit.Run(t, s, read(s, "pgm-console", "include_recovery_windows = true\n limit = 3",
		expect("backup_sets", knownvalue.ListSizeExact(3)),
		inFirst("recovery_begin_time", knownvalue.Null()), inLatest("recovery_end_time", knownvalue.Null())))
}

func TestDataSource_wrongInput(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(
		t,
		s,
		refuse(
			s,
			"pgm-console",
			`start_time = "yesterday"`,
			`start_time\s+is\s+"yesterday",\s+which\s+is\s+not\s+an\s+RFC\s+3339\s+time`,
		),
		refuse(
			s,
			"pgm-console",
			`end_time = "2026-13-01T00:00:00Z"`,
			`end_time\s+is\s+"2026-13-01T00:00:00Z",\s+which\s+is\s+not`,
		),
		refuse(
			s,
			"pgm-console",
			"start_time = \"2026-02-01T00:00:00Z\"\n end_time = \"2026-01-01T00:00:00Z\"",
			`Time\s+window\s+is\s+empty`,
		),
		refuse(s, "pgm-console", `backup_set_id = "newest"`, `must\s+be\s+the\s+number`),
		refuse(s, "pgm-console", "limit = 0", `limit\s+value\s+must\s+be\s+at\s+least\s+1`),
		refuse(s, "pgm-console", `status = "success"`, `status\s+value\s+must\s+be\s+one\s+of`),
		refuse(s, "", "", `instance_id\s+string\s+length\s+must\s+be\s+at\s+least\s+1`),
		refuse(s, "pgm-console", `region = "cn-hangzhou-h"`, `Did\s+you\s+mean\s+"cn-hangzhou"`),
	)
	if calls := s.Calls(listAction); len(calls) != 0 {
		t.Errorf("%d sets calls in spite of wrong input", len(calls))
	}
}

func TestDataSource_absentInstanceIsAnError(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s,
		refuse(s, "pgm-nowhere", "", `Cannot\s+list\s+cross-region\s+backup\s+sets[\s\S]*pgm-nowhere\s+in\s+cn-hangzhou`),
		refuse(s, "pgm-console", `region = "cn-shanghai"`, `pgm-console\s+in\s+cn-shanghai`),
	)
}

func TestDataSource_region(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(
		t,
		s,
		resource.TestStep{
			Config:      testkit.ConfigWith(s, "region = null", block("pgm-console", "")),
			ExpectError: regexp.MustCompile(`Region\s+is\s+missing[\s\S]*ALICLOUD_REGION`),
		},
		resource.TestStep{
			Config: testkit.ConfigWith(s, "region = null", block("pgm-console", "region = \"cn-hangzhou\"\n limit = 1")),
		},
	)
}

// A data source cannot wait for the apply as a resource can.
func TestDataSource_unknownProviderBlock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	later := "resource \"terraform_data\" \"later\" {\n  input = \"cn-hangzhou\"\n}\n"
	for name, row := range map[string]struct{ argument, pattern string }{
		"region": {"region = terraform_data.later.output", `not\s+known\s+yet[\s\S]*region`},
		"keys":   {"access_key = terraform_data.later.output", `not\s+known\s+yet[\s\S]*access_key`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Run(t, s, resource.TestStep{
				Config:      testkit.ConfigWith(s, row.argument, later+block("pgm-console", "")),
				ExpectError: regexp.MustCompile(row.pattern),
			})
		})
	}
}
