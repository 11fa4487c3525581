// SPDX-License-Identifier: MPL-2.0

package download_test

import (
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/download"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

type with = testkit.Attributes

// open opens the ephemeral resource for an instance, with further arguments.
func open(t *testing.T, s *emulator.Server, instanceID string, arguments with) testkit.Result {
	t.Helper()
	config := with{"instance_id": instanceID}
	maps.Copy(config, arguments)
	return testkit.NewSession(t, s, nil, testkit.InMemory(s)).Open(download.TypeName, config)
}

// newestSet is the id of the newest set of an instance.
func newestSet(t *testing.T, s *emulator.Server, instanceID string) string {
	t.Helper()
	sets := s.Fleet().StoredSets(instanceID)
	if len(sets) == 0 {
		t.Fatalf("%s has no set", instanceID)
	}
	return strconv.FormatInt(sets[len(sets)-1].ID, 10)
}

// requireLinks fails unless the links lead to a file and end in two hours.
func requireLinks(t *testing.T, s *emulator.Server, got testkit.Result, file string, internal bool) {
	t.Helper()
	if got.Said.RequireNone(t); !got.Exists() {
		t.Fatal("there is no result")
	}
	link, _ := got.Get(t, "url").(string)
	if !strings.Contains(link, "Signature=") || !strings.Contains(link, file) {
		t.Errorf("url is %q, want a signed one to %s", link, file)
	}
	inside, _ := got.Get(t, "internal_url").(string)
	if strings.Contains(inside, "-internal.") != internal || (inside != "") != internal {
		t.Errorf("internal_url is %q", inside)
	}
	want := s.Fleet().Now().Add(2 * time.Hour).UTC().Format(time.RFC3339)
	if end := got.Get(t, "expires_time"); end != want {
		t.Errorf("expires_time is %v, want %s", end, want)
	}
}

// Sets of every engine that lists them have a link: also of an instance that is switched off or released.
func TestOpen_set(t *testing.T) {
	t.Parallel()
	on := fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30})
	seed := fleet.DefaultSeed()
	seed.Instances = append(seed.Instances,
		fleet.MySQL(testkit.Region, "rm-copied", fleet.WithHistory(3), on),
		fleet.SQLServer(testkit.Region, "rds-copied", fleet.WithHistory(3), on))
	for _, instanceID := range []string{"pgm-console", "pgm-disabled", "pgm-released", "rm-copied", "rds-copied"} {
		t.Run(instanceID, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithSeed(seed))
			id := newestSet(t, s, instanceID)
			got := open(t, s, instanceID, with{"backup_set_id": id})
			requireLinks(t, s, got, "_data_", false)
			if calls := s.Calls(); len(calls) != 1 {
				t.Errorf("%d calls, want one", len(calls))
			}
			if got.Get(t, "region") != nil || got.Get(t, "log_backup_id") != nil || got.Get(t, "backup_set_id") != id {
				t.Errorf("the arguments came back as %v", got.Map())
			}
			again := open(t, s, instanceID, with{"backup_set_id": id, "region": testkit.Region})
			requireLinks(t, s, again, "_data_", false)
		})
	}
}

func TestOpen_log(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.Fleet().Advance(time.Minute)
	files, err := s.Fleet().LogFiles(testkit.Region, "pgm-console", fleet.LogQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]fleet.LogFile{"the newest": files[len(files)-1], "the oldest": files[0]} {
		got := open(t, s, "pgm-console", with{"log_backup_id": strconv.FormatInt(file.ID, 10)})
		if t.Log(name); !t.Failed() {
			requireLinks(t, s, got, file.FileName, true)
		}
	}
}

// Where the API gives no link, the error says why and what works instead.
func TestOpen_withoutLink(t *testing.T) {
	t.Parallel()
	on := fleet.WithPolicy(fleet.Policy{
		Enabled: true, LogEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
	})
	seed := fleet.DefaultSeed()
	cluster := fleet.SQLServer(testkit.Region, "rds-cluster", fleet.WithHistory(3), on)
	cluster.Category, cluster.BackupMethod = "AlwaysOn", "Snapshot"
	flaky := fleet.PostgreSQL(testkit.Region, "pgm-flaky", fleet.WithHistory(3), on)
	flaky.FailedCopies = []int{1}
	cloud := fleet.MySQL(testkit.Region, "rm-cloud", fleet.WithHistory(3), on)
	cloud.StorageType, cloud.Class = "cloud_essd", "mysql.n4.large.2c"
	quantum := cloud
	quantum.ID, quantum.StorageType = "rm-quantum", "quantum_ssd"
	seed.Instances = append(seed.Instances, cluster, flaky, cloud, quantum)
	const noLink = "CrossBackupDownloadLink"
	for name, row := range map[string]struct {
		instanceID string
		arguments  with // nil: the newest set
		fault      emulator.Fault
		guess      string
		says       []string
	}{
		"a snapshot": {
			instanceID: "rds-cluster",
			says: []string{
				"on backup_set_id: Copy cannot be downloaded", "SNAPSHOT", "a new instance in the destination region",
				"(DOWNLOAD_NOT_OFFERED)",
			},
		},
		"a snapshot that is called physical": {
			instanceID: "rds-cluster", guess: "P",
			says: []string{"does not say why", "on the Cluster Edition, cannot be downloaded", "(DOWNLOAD_NOT_OFFERED)"},
		},
		"a failed copy": {
			instanceID: "pgm-flaky", says: []string{"on backup_set_id: Copy has failed", "latest.id", "(COPY_FAILED)"},
		},
		"MySQL on cloud disks": {
			instanceID: "rm-cloud",
			says: []string{
				"does not list the copies of MySQL on cloud disks", "Restore the instance", "(DOWNLOAD_NOT_OFFERED)",
			},
		},
		"a log of MySQL on cloud disks": {
			instanceID: "rm-cloud", arguments: with{"log_backup_id": "1"},
			says: []string{"on log_backup_id", "does not list the copies of MySQL on cloud disks", "(DOWNLOAD_NOT_OFFERED)"},
		},
		"MySQL on an unknown storage": {
			instanceID: "rm-quantum", says: []string{"storage type of this instance is not known", "(DOWNLOAD_NOT_OFFERED)"},
		},
		"an instance that cannot be read": {
			instanceID: "rm-cloud",
			fault:      emulator.Fault{Action: "DescribeDBInstanceAttribute", Code: "Forbidden.RAM", Status: 403},
			says:       []string{"could not be read", "(DOWNLOAD_NOT_OFFERED)"},
		},
		"a set that nobody has": {
			instanceID: "pgm-console", arguments: with{"backup_set_id": "1"},
			says: []string{
				"Backup set 1 of instance pgm-console in cn-hangzhou does not exist, has expired", "(COPY_NOT_FOUND)",
			},
		},
		"a log that nobody has": {
			instanceID: "pgm-demo", arguments: with{"log_backup_id": "1"},
			says: []string{"Log backup 1 of instance pgm-demo in cn-hangzhou does not exist, has expired", "(COPY_NOT_FOUND)"},
		},
		"no link in the answer": {
			instanceID: "pgm-console", fault: emulator.Fault{Action: "DescribeCrossRegionBackups", Null: []string{noLink}},
			says: []string{"The API does not say why.", "a new instance in the destination region", "(DOWNLOAD_NOT_OFFERED)"},
		},
		"something else than a link": {
			instanceID: "pgm-console",
			fault:      emulator.Fault{Action: "DescribeCrossRegionBackups", Set: map[string]string{noLink: "file:///etc"}},
			says:       []string{"(DOWNLOAD_NOT_OFFERED)"},
		},
		"denied": {
			instanceID: "pgm-console",
			fault:      emulator.Fault{Action: "DescribeCrossRegionBackups", Code: "Forbidden.RAM", Status: 403},
			says:       []string{"Cannot get a download link", "rds:DescribeCrossRegionBackups"},
		},
		"an instance that is nowhere": {
			instanceID: "pgm-nowhere", arguments: with{"backup_set_id": "1"}, says: []string{
				"on instance_id: Instance pgm-nowhere is not found", "in region cn-hangzhou", "(INSTANCE_NOT_FOUND)",
			},
		},
		"an instance of elsewhere": {
			instanceID: "pgm-console", arguments: with{"log_backup_id": "1", "region": "cn-shanghai"},
			says: []string{"no instance pgm-console in region cn-shanghai", "set region to that", "(INSTANCE_NOT_FOUND)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := []emulator.Option{emulator.WithSeed(seed)}
			if row.guess != "" {
				options = append(options, emulator.WithGuess("snapshot-method", row.guess))
			}
			s := emulator.StartInMemory(t, options...)
			if row.arguments == nil {
				row.arguments = with{"backup_set_id": newestSet(t, s, row.instanceID)}
			}
			if row.fault.Action != "" {
				s.AddFault(row.fault)
			}
			got := open(t, s, row.instanceID, row.arguments)
			got.Said.Require(t, append(row.says, "error")...)
			if len(got.Said) != 1 || got.Exists() && fmt.Sprint(got.Map()["url"]) != "<nil>" {
				t.Errorf("said:\n%s\nwith a result: %t", got.Said, got.Exists())
			}
			if text := got.Said.String(); strings.Contains(text, "Signature=") || strings.Contains(text, "://") {
				t.Errorf("a link shows in: %s", text)
			}
		})
	}
}

// A set that has expired is gone, with its link.
func TestOpen_expired(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	id := newestSet(t, s, "pgm-disabled")
	sets := s.Fleet().StoredSets("pgm-disabled")
	s.Fleet().Advance(sets[len(sets)-1].ExpireTime.Sub(s.Fleet().Now()) - time.Minute)
	requireLinks(t, s, open(t, s, "pgm-disabled", with{"backup_set_id": id}), "_data_", false)
	s.Fleet().Advance(2 * time.Minute)
	open(t, s, "pgm-disabled", with{"backup_set_id": id}).Said.Require(t, "error", "has expired", "(COPY_NOT_FOUND)")
}

// A throttled call is made again.
func TestOpen_throttled(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: "DescribeCrossRegionBackups", Code: "Throttling.User", Status: 400, Times: 1})
	requireLinks(t, s, open(t, s, "pgm-console", with{"backup_set_id": newestSet(t, s, "pgm-console")}), "_data_", false)
}

// Mistakes are refused before a call is made, each with a code.
func TestOpen_refusesWrongInput(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		arguments with
		says      string
	}{
		"both":                    {with{"backup_set_id": "1", "log_backup_id": "2"}, "on log_backup_id: Not one copy"},
		"none":                    {nil, "(NOT_ONE_COPY)"},
		"words":                   {with{"backup_set_id": "newest"}, "(NOT_A_COPY_ID)"},
		"a file name":             {with{"log_backup_id": "mysql-bin.000230"}, "the number of a cross-region log backup"},
		"empty":                   {with{"backup_set_id": ""}, "(NOT_A_COPY_ID)"},
		"zeros ahead":             {with{"log_backup_id": "007"}, "(NOT_A_COPY_ID)"},
		"absurdly long":           {with{"backup_set_id": strings.Repeat("1", 100_000)}, "(NOT_A_COPY_ID)"},
		"no instance":             {with{"instance_id": "", "backup_set_id": "1"}, "(EMPTY_VALUE)"},
		"an empty region":         {with{"region": "", "backup_set_id": "1"}, "(EMPTY_VALUE)"},
		"a zone":                  {with{"region": "cn-hangzhou-h", "backup_set_id": "1"}, `Did you mean "cn-hangzhou"?`},
		"both, one of them wrong": {with{"backup_set_id": "x", "log_backup_id": "2"}, "(NOT_A_COPY_ID)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			open(t, s, "pgm-console", row.arguments).Said.Require(t, "error", row.says)
			if calls := s.Calls(); len(calls) != 0 {
				t.Errorf("%d calls in spite of wrong input", len(calls))
			}
		})
	}
}

// What is unknown at plan time is no mistake. Terraform opens the block when it is known.
func TestValidate_unknown(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	session := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	for name, config := range map[string]with{
		"the set":    {"instance_id": "pgm-demo", "backup_set_id": testkit.Unknown{}},
		"the log":    {"instance_id": "pgm-demo", "log_backup_id": testkit.Unknown{}},
		"one of two": {"instance_id": "pgm-demo", "log_backup_id": testkit.Unknown{}, "backup_set_id": "1"},
		"everything": {"instance_id": testkit.Unknown{}, "backup_set_id": testkit.Unknown{}, "region": testkit.Unknown{}},
	} {
		if said := session.ValidateEphemeral(download.TypeName, config); len(said) > 0 {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// As a data source, it cannot wait for a provider block that is known later.
func TestOpen_needsTheProviderBlock(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for argument, row := range map[string]struct {
		value any
		says  string
	}{
		"region": {nil, "Region is missing"}, "account_id": {testkit.Unknown{}, "not known yet"},
	} {
		session := testkit.NewSession(t, s, with{argument: row.value}, testkit.InMemory(s))
		config := with{"instance_id": "pgm-console", "backup_set_id": "1"}
		session.Open(download.TypeName, config).Said.Require(t, "error", row.says, argument)
	}
}

// The page says for each engine and storage whether copies can be downloaded.
func TestPage_hasTheTable(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/ephemeral-resources/rds_cross_region_backup_download.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range eligibility.CopyTable() {
		engine := strings.Replace(row.Engine, "SQLServer", "SQL Server", 1)
		line := fmt.Sprintf("| %s | %s | %s |", engine, row.Storage, row.Downloadable)
		if row.Downloadable != eligibility.Yes {
			line += " a restore to " + row.RestoreTo + ", and an export there |\n"
		}
		if !strings.Contains(string(page), line) {
			t.Errorf("the page lacks the row\n%s", line)
		}
	}
}
