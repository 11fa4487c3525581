// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// use is a root module with further arguments for the module.
func use(arguments ...string) string {
	all := append([]string{`source = "./modules/protect-fleet"`}, arguments...)
	for _, usual := range []string{
		`retention_days = 30`, `destinations = { cn-hangzhou = "cn-shanghai", cn-shanghai = "cn-beijing" }`,
	} {
		name, _, _ := strings.Cut(usual, " ")
		if !strings.Contains(strings.Join(arguments, "\n"), name+" =") || name == "retention_days" {
			all = append(all, usual)
		}
	}
	return "module \"fleet\" {\n  " + strings.Join(all, "\n  ") + "\n}\n"
}

// readmeImport is what the page of the module shows to take over what is there.
func readmeImport(t *testing.T) string {
	t.Helper()
	for _, block := range readmeBlocks(t, "protect-fleet") {
		if strings.HasPrefix(block, "import {") {
			return block
		}
	}
	t.Fatal("the page shows no import block")
	return ""
}

// hangzhou is an instance of that region after changes.
func hangzhou(id string, changes ...func(*fleet.Instance)) fleet.Instance {
	in := postgreSQL("cn-hangzhou", id)
	for _, change := range changes {
		change(&in)
	}
	return in
}

// takeOver begins with a fleet in which others have made policies. Nothing that they keep is shortened by accident.
func takeOver(t *testing.T) {
	st := newStage(t, use(), []fleet.Instance{
		hangzhou("pgm-elsewhere", protectedTo("cn-beijing", 7)),
		hangzhou("pgm-gone", protectedTo("cn-qingdao", 14), released),
		hangzhou("pgm-gone-unprotected", released),
		hangzhou("pgm-longer", protectedTo("cn-shanghai", 365)),
		hangzhou("pgm-never"),
		hangzhou("pgm-off", protectedTo("cn-shanghai", 60), switchedOff),
		hangzhou("pgm-old-off", protectedTo("cn-shanghai", 60), switchedOff, downgraded),
		hangzhou("pgm-same", protectedTo("cn-shanghai", 30), serverless),
	})
	longer := []string{
		"The copies of pgm-longer are kept for 365 days, and retention_days = 30 would delete the older ones.",
		"pgm-longer = { retention_days = 365 }",
		"The copies of pgm-off are kept for 60 days",
		"The copies of pgm-old-off are kept for 60 days",
	}
	// Without an import block only what is as configured is taken over.
	st.refuses(
		append(
			longer,
			"Instance pgm-elsewhere has cross-region backup with other settings",
			"Instance pgm-gone is released",
		)...)
	st.configure(use() + readmeImport(t))
	st.refuses(longer...)

	st.refuses("Policy of pgm-elsewhere is protected from another destination")
	exceptions := `exceptions = {
    pgm-elsewhere = { deletion_policy = "DISABLE" }
    pgm-longer    = { retention_days = 365 }
    pgm-off       = { retention_days = 60 }
  }`
	st.configure(use(`exclude_instance_ids = ["pgm-old-off"]`, exceptions) + readmeImport(t))
	st.ResetCalls()
	st.planned(
		changes{"create": {"pgm-never", "pgm-off"}, "import+update": {"pgm-elsewhere", "pgm-gone", "pgm-longer", "pgm-same"}},
	)
	st.must(0, "apply", "-input=false", "saved")
	st.wrote(
		changes{"create": {"pgm-never", "pgm-off"}, "update": {"pgm-elsewhere"}},
	) // of the others only deletion_policy changes
	st.empty()
}

// newcomers cannot be protected as they are. The plan or the apply names them, and goes on without them.
func newcomers(t *testing.T) {
	st := newStage(t, use(), small())
	st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
	shared := fleet.Instance{
		ID:            "rds-shared",
		Region:        "cn-hangzhou",
		Engine:        "SQLServer",
		EngineVersion: "2016_std_ha",
		Category:      "HighAvailability",
		StorageType:   "local_ssd",
		Class:         "rds.mssql.s2.large",
		ClassType:     "s",
	}
	st.add(shared)
	st.add(hangzhou("pgm-expired", expired))
	st.add(hangzhou("pgm-new"))
	st.refuses("Instance pgm-expired is locked", "Instance rds-shared does not support cross-region backup")
	st.Says(
		st.must(0, "plan", `-target=module.fleet.apsaradb_rds_cross_region_backup_policy.this["pgm-new"]`),
		"Plan: 1 to add, 0 to change, 0 to destroy.",
	)
	st.configure(use(`exclude_instance_ids = ["rds-shared", "pgm-expired"]`))
	st.round(changes{"create": {"pgm-new"}})

	st.each([]string{"pgm-expired"}, func(in *fleet.Instance) { in.LockMode = "Unlock" })
	st.add(hangzhou("pgm-economy", economyClass))
	st.configure(use(`exclude_instance_ids = ["rds-shared"]`))
	st.Says(
		st.must(1, "apply", "-auto-approve"),
		"Instance may not support cross-region backup",
		"for instance pgm-economy in cn-hangzhou: ModifyInstanceCrossBackupPolicy failed",
	)
	st.configure(use(`exclude_instance_ids = ["rds-shared", "pgm-economy"]`))
	st.empty()
	if policy, _ := st.Fleet().Policy("pgm-expired"); !policy.Enabled {
		t.Error("the failure of one kept another from its policy")
	}
}

// changesByHand repairs what protects less, and refuses to delete what was to be kept for longer.
func changesByHand(t *testing.T) {
	st := newStage(t, use(), small())
	st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
	st.each([]string{"pgm-a"}, kept(7))
	st.each([]string{"pgm-b"}, switchedOff)
	st.round(changes{"update": {"pgm-a", "pgm-b"}})
	st.each([]string{"pgm-c"}, kept(90))
	st.refuses("The copies of pgm-c are kept for 90 days, and retention_days = 30 would delete the older ones.")
	st.configure(use(`exceptions = { pgm-c = { retention_days = 90 } }`))
	st.Says(st.must(0, "apply", "-auto-approve"), "Longer retention of pgm-c is taken over", "1 changed, 0 destroyed")
	st.empty()
	st.configure(use(`exceptions = { pgm-c = { retention_days = 90 }, pgm-d = { retention_days = 90 } }`))
	st.Says(
		st.must(0, "plan"),
		"These exceptions have no effect, because the fleet has no such instance: pgm-d.",
		"No changes.",
	)
}

// misfits are exceptions and exclusions that do not fit the fleet. Each is answered with a sentence.
func misfits(t *testing.T) {
	st := newStage(t, use(), small())
	st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
	one := `destinations = { cn-hangzhou = "cn-shanghai" }`
	for exception, id := range map[string]string{
		`exceptions = { pgm-c = { region = "cn-shanghai" } }`:                              "pgm-c", // in the state
		`exceptions = { pgm-d = { region = "cn-shanghai", deletion_policy = "DISABLE" } }`: "pgm-d", // in no list
	} {
		st.configure(use(one, exception))
		st.refuses(
			id + ": cn-shanghai has no destination; set destination_region in its exception or add the region to destinations.",
		)
	}
	st.configure(use(one, `exceptions = { pgm-c = { region = "cn-shanghai", destination_region = "cn-beijing" } }`))
	st.planned(changes{})

	st.add(hangzhou("pgm-left"))
	for excluded, want := range map[string]string{
		`["pgm-left"]`: "",
		`["pgm-lost", "pgm-left", "pgm-typ0"]`: "These excluded ids have no effect, because no such instance is in these " +
			"regions with these engines: pgm-lost, pgm-typ0.",
	} {
		st.configure(use(`exclude_instance_ids = ` + excluded))
		output := st.must(0, "plan")
		st.Says(output, want)
		if warned := strings.Contains(output, "Warning: "); warned != (want != "") {
			t.Errorf("%s: the plan warns: %t\n%s", excluded, warned, output)
		}
	}

	// The outputs tell of an instance that came, once.
	st.configure(
		use(`exclude_instance_ids = ["pgm-left"]`) + "output \"unprotected\" {\n  value = module.fleet.unprotected\n}\n",
	)
	st.round(changes{})
	st.add(hangzhou("pgm-new", serverless))
	if plan := st.round(changes{}); !plan.OutputChanges["unprotected"].Actions.Update() {
		t.Errorf("the output does not tell of a new instance: %v", plan.OutputChanges["unprotected"].Actions)
	}
	st.empty()
}

// variables are refused before anything is read.
func variables(t *testing.T) {
	var root strings.Builder
	var words []string
	for arguments, want := range map[string]string{
		`destinations = {}`: "Name at least one region",
		`destinations = { cn-hangzhou = "cn-hangzhou" }`: "Choose another",
		`destinations = { cn-hangzhou = "" }`:            "Each region needs a destination",
		`destinations = { cn-hangzhou = null }`:          "Each region needs a destination",
		`exceptions = { pgm-a = { retention_days = 6 } }`: "retention_days of an exception is a whole number " +
			"from 7 to 1825.",
		`exceptions = { pgm-a = { deletion_policy = "NEVER" } }`: "deletion_policy of an exception is PREVENT,",
		`exceptions = { pgm-a = { retenton_days = 365 }, pgm-b = { retention_days = 90 } }`: "Nothing is set " +
			"in these exceptions: pgm-a. A name in them may be mistyped",
		`exceptions = { pgm-c = {}, pgm-d = { region = null } }`: "Nothing is set in these exceptions: pgm-c, pgm-d.",
		`exceptions = { pgm-e = null }`:                          "Nothing is set in these exceptions: pgm-e.",
		`deletion_policy = "prevent"`: "deletion_policy is PREVENT, DISABLE, " +
			"DISABLE_AND_EXPIRE or ABANDON.",
		`exceptions = { pgm-a = { destination_region = "cn-beijing" }}`: "",
	} {
		name := strings.NewReplacer(`module "fleet"`, `module "`+string(rune('a'+len(words)))+`"`)
		root.WriteString(name.Replace(use(arguments)))
		words = append(words, want)
	}
	for i, days := range []string{"6", "1826", "30.5"} {
		name := strings.NewReplacer(
			`module "fleet"`,
			`module "`+string(rune('A'+i))+`"`,
			"retention_days = 30",
			"retention_days = "+days,
		)
		root.WriteString(name.Replace(use()))
	}
	st := newStage(t, root.String(), nil)
	output := st.must(1, "plan")
	st.Says(output, words...)
	if n := strings.Count(output, "Invalid value for variable"); n != 13 {
		t.Errorf("%d of 13 mistakes are found:\n%s", n, output)
	}
	if calls := st.Calls(); len(calls) > 0 {
		t.Errorf("%d calls", len(calls))
	}
}
