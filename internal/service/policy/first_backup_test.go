// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const firstBackup = "FIRST_BACKUP_STARTS"

// TestFirstBackup_byEngine tells what switching on starts, by the table of the engines.
func TestFirstBackup_byEngine(t *testing.T) {
	t.Parallel()
	cloudDisk := func(in *fleet.Instance) { in.StorageType, in.Class = "cloud_essd", "mysql.n4.large.2c" }
	rarely := func(in *fleet.Instance) { in.BackupDays = []string{"Monday"} } // the fleet begins on another day
	for name, tt := range map[string]struct {
		instance fleet.Instance
		says     string // "" for nothing
		calls    int
	}{
		"PostgreSQL without a backup": {fleet.PostgreSQL(testkit.Region, "pgm-new"), "starts one of its secondary", 1},
		"PostgreSQL with an older one": {
			fleet.PostgreSQL(testkit.Region, "pgm-new", fleet.WithHistory(30), rarely), "no successful backup", 1,
		},
		"PostgreSQL with a backup":    {fleet.PostgreSQL(testkit.Region, "pgm-new", fleet.WithHistory(2)), "", 1},
		"MySQL on local disks":        {fleet.MySQL(testkit.Region, "rm-new"), "starts one of its secondary", 1},
		"MySQL on cloud disks":        {fleet.MySQL(testkit.Region, "rm-new", cloudDisk), "", 0},
		"SQL Server with a backup":    {fleet.SQLServer(testkit.Region, "rds-new", fleet.WithHistory(2)), "a full backup", 0},
		"SQL Server without a backup": {fleet.SQLServer(testkit.Region, "rds-new"), "a full backup", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			must(t, s.Fleet().AddInstance(tt.instance))
			said := testkit.NewSession(t, s, nil).Plan(result{}, settings(tt.instance.ID, "cn-shanghai", 30)).Said
			if said.Failed() || said.Has(firstBackup) != (tt.says != "") || !strings.Contains(said.String(), tt.says) {
				t.Errorf("want %q, said %s", tt.says, said)
			}
			if calls := len(s.Calls("DescribeBackups")); calls != tt.calls {
				t.Errorf("%d calls for backups, want %d", calls, tt.calls)
			}
		})
	}
}

// Switching on again is told as a first time is. A policy that is on, or is adopted, starts nothing.
func TestFirstBackup_onlyWhereItIsSwitchedOn(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	on := fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30})
	must(t, s.Fleet().AddInstance(fleet.PostgreSQL(testkit.Region, "pgm-off")))
	must(t, s.Fleet().AddInstance(fleet.PostgreSQL(testkit.Region, "pgm-on", on)))
	off := testkit.NewSession(t, s, nil).Create(settings("pgm-off", "cn-shanghai", 30, attributes{"enabled": false}))
	for name, tt := range map[string]struct {
		before result
		config attributes
		tells  bool
	}{
		"from the start off": {result{}, settings("pgm-off", "cn-shanghai", 30, attributes{"enabled": false}), false},
		"switched on again":  {off, settings("pgm-off", "cn-shanghai", 30), true},
		"adopted":            {result{}, settings("pgm-on", "cn-shanghai", 30), false},
		"ignored":            {result{}, settings("pgm-off", "cn-shanghai", 30, ignoring(firstBackup)), false},
	} {
		said := testkit.NewSession(t, s, nil).Plan(tt.before, tt.config).Said
		if tells := said.Has(firstBackup); tells != tt.tells || said.Failed() {
			t.Errorf("%s: said %q", name, said.Texts())
		}
	}
}

// A fleet costs 20 calls, however many policies are new. A denied call is one warning.
func TestFirstBackup_ofAFleet(t *testing.T) {
	t.Parallel()
	plan := func(s *emulator.Server) string {
		w, all := testkit.NewSession(t, s, nil), ""
		for i := range 30 {
			id := fmt.Sprintf("pgm-new-%02d", i)
			must(t, s.Fleet().AddInstance(fleet.PostgreSQL(testkit.Region, id)))
			all += fmt.Sprintln(w.Plan(result{}, settings(id, "cn-shanghai", 30)).Said.Texts())
		}
		return all
	}
	s := emulator.Start(t)
	if said := plan(s); strings.Count(said, "("+firstBackup+")") != 20 || len(s.Calls("DescribeBackups")) != 20 {
		t.Errorf("%d calls, said %s", len(s.Calls("DescribeBackups")), said)
	}
	denied := emulator.Start(t)
	denied.AddFault(emulator.Fault{Action: "DescribeBackups", Code: "Forbidden.RAM", Status: 403})
	if said := plan(denied); strings.Count(said, "rds:DescribeBackups") != 1 || strings.Contains(said, firstBackup) {
		t.Errorf("said %s", said)
	}
}
