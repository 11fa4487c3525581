// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// hangzhou is what the default fleet of the provider's region reads as.
var hangzhou = map[string]string{
	"pgm-demo":        "UNPROTECTED",
	"pgm-console":     "PROTECTED",
	"pgm-released":    "RELEASED INSTANCE_RELEASED",
	"pgm-disabled":    "UNPROTECTED",
	"pgm-basic":       "UNPROTECTED",
	"pgm-serverless":  "UNPROTECTED ineligible SERVERLESS",
	"pgm-readonly":    "UNPROTECTED ineligible NOT_PRIMARY",
	"pgm-old":         "UNPROTECTED ineligible POSTGRESQL_CLOUD_DISK_VERSION",
	"pgm-local10":     "UNPROTECTED",
	"pgm-local12":     "UNPROTECTED ineligible POSTGRESQL_LOCAL_SSD_VERSION",
	"pgm-local-basic": "UNPROTECTED ineligible POSTGRESQL_LOCAL_SSD_EDITION",
	"pgm-economy":     "UNPROTECTED POSTGRESQL_NEW_GENERAL_PURPOSE",
	"pgm-encrypted":   "UNPROTECTED",
	"pgm-locked":      "UNPROTECTED INSTANCE_LOCKED",
	"pgm-busy":        "UNPROTECTED",
	"rm-mysql":        "UNPROTECTED",
	"rm-mysql-cloud":  "UNPROTECTED",
	"rm-mariadb":      "UNPROTECTED ineligible ENGINE_NOT_SUPPORTED",
	// The list of instances tells neither the instance family nor the backup method, and to ask for each would cost two
	// calls an instance.
	"rds-mssql":          "UNPROTECTED CLASS_TYPE_UNKNOWN BACKUP_METHOD_UNKNOWN",
	"rds-mssql-snapshot": "UNPROTECTED CLASS_TYPE_UNKNOWN BACKUP_METHOD_UNKNOWN",
	"rds-mssql-shared":   "UNPROTECTED CLASS_TYPE_UNKNOWN BACKUP_METHOD_UNKNOWN",
}

// same compares what each instance reads as.
func same(t *testing.T, got answer, want map[string]string) {
	t.Helper()
	for id, text := range want {
		if row, listed := got.instances[id]; !listed {
			t.Errorf("%s is missing", id)
		} else if row.brief() != text {
			t.Errorf("%s is %q, want %q", id, row.brief(), text)
		}
	}
	for id, row := range got.instances {
		if _, wanted := want[id]; !wanted {
			t.Errorf("%s is listed as %q, and should not be", id, row.brief())
		}
	}
}

// changed is a map with some of its values replaced; "" takes a key away.
func changed(base, changes map[string]string) map[string]string {
	all := map[string]string{}
	for id, text := range base {
		all[id] = text
	}
	for id, text := range changes {
		all[id] = text
		if text == "" {
			delete(all, id)
		}
	}
	return all
}

// Whether copies outlive an instance depends on its engine and storage.
func TestDataSource_copiesSurviveRelease(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	all, _ := w.Data("apsaradb_rds_cross_region_backup_coverage", nil).Map()["instances"].([]any)
	found := map[any]any{}
	for _, one := range all {
		instance, _ := one.(map[string]any)
		found[instance["instance_id"]] = instance["copies_survive_release"]
	}
	for id, want := range map[string]any{
		"rm-mysql-cloud": false, "rm-mysql": true, "pgm-console": true, "pgm-released": true, "pgm-local10": true,
		"rds-mssql": true, "rm-mariadb": nil,
	} {
		if found[id] != want {
			t.Errorf("%s: %v, want %v", id, found[id], want)
		}
	}
}

// TestDataSource_whateverTypesTheAPIUses: the fleet reads the same with each value of the guesses about fields.
func TestDataSource_whateverTypesTheAPIUses(t *testing.T) {
	t.Parallel()
	for _, guess := range [][2]string{{"number-types", "numbers"}, {"number-types", "texts"}, {"list-edition", "always"}} {
		same(t, mustAsk(t, emulator.StartInMemory(t, emulator.WithGuess(guess[0], guess[1])), nil), hangzhou)
	}
}

func TestDataSource_defaultFleet(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	got := mustAsk(t, s, nil)
	same(t, got, hangzhou)
	if want := "21 1 19 13 1"; got.counts() != want {
		t.Errorf("counts are %s, want %s", got.counts(), want)
	}
	if !slices.IsSorted(got.order) {
		t.Errorf("not sorted: %v", got.order)
	}
	console := got.instances["pgm-console"]
	for name, want := range map[string]any{
		"id":                     "cn-hangzhou:pgm-console",
		"region":                 "cn-hangzhou",
		"instance_id":            "pgm-console",
		"description":            "billing, switched on by hand",
		"engine":                 "PostgreSQL",
		"engine_version":         "16.0",
		"state":                  "PROTECTED",
		"eligible":               true,
		"destination_region":     "cn-beijing",
		"retention_days":         int64(1825),
		"log_backup_enabled":     true,
		"backup_set_count":       nil,
		"latest_set_id":          nil,
		"latest_consistent_time": nil,
	} {
		if console[name] != want {
			t.Errorf("%s of pgm-console is %v, want %v", name, console[name], want)
		}
	}
	for name, want := range map[string]any{"destination_region": nil, "retention_days": nil, "log_backup_enabled": false} {
		if demo := got.instances["pgm-demo"]; demo[name] != want {
			t.Errorf("%s of pgm-demo is %v, want %v", name, demo[name], want)
		}
	}
	for _, id := range []string{"pgm-disabled", "pgm-released"} {
		if row := got.instances[id]; row["destination_region"] != "cn-shanghai" || row["retention_days"] != int64(30) {
			t.Errorf("%s has destination %v and retention %v", id, row["destination_region"], row["retention_days"])
		}
	}
	if got.whole["account_id"] != "1234567890123456" || got.whole["regions"] != nil || got.whole["include_latest"] != nil {
		t.Errorf("account_id %v, regions %v", got.whole["account_id"], got.whole["regions"])
	}
	if calls := len(s.Calls()); calls != 3 {
		t.Errorf("%d calls, want one for each list and one for the account", calls)
	}
}

// Each reason has a sentence, and what to do only where that is certain: the other ways out are those of plans.
func TestDataSource_reasonsAreReadable(t *testing.T) {
	t.Parallel()
	got := mustAsk(t, emulator.StartInMemory(t), nil)
	for id, want := range map[string]string{
		"pgm-serverless": "Instance pgm-serverless is serverless (edition serverless_standard). Cross-region backup does " +
			"not support serverless instances of any engine. " +
			"Use a subscription or pay-as-you-go instance.",
		"pgm-economy": "Instance pgm-economy is of instance type pg.n2e.1c.1m. The product page says that new " +
			"general-purpose instance types are not supported yet, " +
			"and this one may belong to them.",
	} {
		reasons := got.instances[id]["reasons"].([]any)
		if text := reasons[0].(map[string]any)["message"]; text != want {
			t.Errorf("%s: %q, want %q", id, text, want)
		}
	}
	for id, row := range got.instances {
		for _, reason := range row["reasons"].([]any) {
			text := reason.(map[string]any)["message"].(string)
			if !strings.HasSuffix(text, ".") || strings.Contains(text, "ignore_checks") {
				t.Errorf("%s: %q", id, text)
			}
		}
	}
}

// A for_each over the instances that are eligible, or not UNPROTECTED, must keep its keys, whatever passes by.
func TestDataSource_whatPassesDoesNotTouchEligibility(t *testing.T) {
	t.Parallel()
	ids := []string{"pgm-console", "pgm-demo"}
	for name, row := range map[string]struct {
		change  func(*fleet.Instance)
		console string
		demo    string // "" = gone, as a released instance is that never had copies
	}{
		"busy":            {func(in *fleet.Instance) { in.BusyFor = "10m" }, "PROTECTED", "UNPROTECTED"},
		"a strange state": {func(in *fleet.Instance) { in.Status = "TransingToOthers" }, "PROTECTED", "UNPROTECTED"},
		"locked": {
			func(in *fleet.Instance) { in.LockMode = "LockByExpiration" }, "PROTECTED INSTANCE_LOCKED",
			"UNPROTECTED INSTANCE_LOCKED",
		},
		"cold data": {func(in *fleet.Instance) { in.ColdData = true }, "PROTECTED", "UNPROTECTED COLD_DATA"},
		"disk full": {
			func(in *fleet.Instance) { in.LockMode = "LockByDiskQuota" }, "PROTECTED INSTANCE_LOCKED_BY_DISK_QUOTA",
			"UNPROTECTED INSTANCE_LOCKED_BY_DISK_QUOTA",
		},
		"another class": {
			func(in *fleet.Instance) { in.Class = "pg.n2e.1c.1m" }, "PROTECTED", "UNPROTECTED POSTGRESQL_NEW_GENERAL_PURPOSE",
		},
		"switched off": {func(in *fleet.Instance) {
			if in.Policy != nil {
				in.Policy.Enabled = false
			}
		}, "UNPROTECTED", "UNPROTECTED"},
		"stopped": {
			func(in *fleet.Instance) { in.Status = "Stopped" }, "PROTECTED INSTANCE_NOT_RUNNING",
			"UNPROTECTED INSTANCE_NOT_RUNNING",
		},
		"a status of no table": {func(in *fleet.Instance) { in.Status = "Hibernating" }, "PROTECTED", "UNPROTECTED"},
		// What does not pass. Whoever keeps the keys of what is not UNPROTECTED keeps these, and none is added.
		"being deleted": {
			func(in *fleet.Instance) { in.Status = "Deleting" }, "PROTECTED ineligible INSTANCE_DELETING",
			"UNPROTECTED ineligible INSTANCE_DELETING",
		},
		"deleted": {
			func(in *fleet.Instance) { in.Status = "Deleted" }, "RELEASED INSTANCE_RELEASED", "",
		},
		"released": {
			func(in *fleet.Instance) { in.Released = true }, "RELEASED INSTANCE_RELEASED", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			for _, id := range ids {
				if err := s.Fleet().UpdateInstance(id, row.change); err != nil {
					t.Fatal(err)
				}
			}
			same(t, mustAsk(t, s, nil), changed(hangzhou, map[string]string{"pgm-console": row.console, "pgm-demo": row.demo}))
		})
	}
}

// However the API treats the policies of released and disabled instances, the result is the same as far as it can be
// known.
func TestDataSource_guesses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		guesses [][2]string
		changes map[string]string
	}{
		"released ones are instances too": {[][2]string{{"released-instance", "released"}}, nil},
		"released ones are instances and no policies": {
			[][2]string{{"released-instance", "released"}, {"list-released", "false"}}, nil,
		},
		"released ones are nowhere": {
			[][2]string{{"list-released", "false"}}, map[string]string{"pgm-released": ""},
		},
		"released ones are unknown to the getter": {[][2]string{{"released-getter", "notfound"}}, nil},
		"policies that never were on are listed":  {[][2]string{{"list-never-enabled", "true"}}, nil},
		"off is spelled otherwise":                {[][2]string{{"disabled-spelling", "Disable"}}, nil},
		"policies that are off are not listed":    {[][2]string{{"list-disabled", "false"}}, nil},
		"policies that are off tell nothing else": {[][2]string{{"disabled-getter", "bare"}}, nil},
		"never enabled is an error of the getter": {
			[][2]string{{"never-enabled-policy", "internalerror"}, {"released-instance", "released"}}, nil,
		},
		"never enabled is listed, and so are the former": {
			[][2]string{{"list-never-enabled", "true"}, {"released-instance", "released"}}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := []emulator.Option{}
			for _, guess := range row.guesses {
				options = append(options, emulator.WithGuess(guess[0], guess[1]))
			}
			s := emulator.StartInMemory(t, options...)
			if err := s.Fleet().Release("pgm-local10"); err != nil { // it never had a policy, so that nothing is left of it
				t.Fatal(err)
			}
			same(t, mustAsk(t, s, nil), changed(changed(hangzhou, map[string]string{"pgm-local10": ""}), row.changes))
		})
	}
}

func TestDataSource_filters(t *testing.T) {
	t.Parallel()
	seed := fleet.DefaultSeed()
	for i := range seed.Instances {
		switch in := &seed.Instances[i]; in.ID {
		case "pgm-demo", "rm-mysql", "pgm-console":
			in.Tags = map[string]string{"env": "prod", "team": "core"}
			in.ResourceGroupID = "rg-core"
		case "pgm-released":
			in.Tags = map[string]string{"env": "prod"}
		}
	}
	for name, row := range map[string]struct {
		config testkit.Attributes
		want   string
	}{
		"tag": {testkit.Attributes{"tags": tags("env", "prod")}, "pgm-console pgm-demo rm-mysql"},
		"two tags": {
			testkit.Attributes{"tags": tags("env", "prod", "team", "core")}, "pgm-console pgm-demo rm-mysql",
		},
		"a tag that nobody has":    {testkit.Attributes{"tags": tags("env", "test")}, ""},
		"no tag is every instance": {testkit.Attributes{"tags": tags(), "engines": []string{"MariaDB"}}, "rm-mariadb"},
		"resource group":           {testkit.Attributes{"resource_group_id": "rg-core"}, "pgm-console pgm-demo rm-mysql"},
		"engine":                   {testkit.Attributes{"engines": []string{"MySQL"}}, "rm-mysql rm-mysql-cloud"},
		"engine, released ones too": {
			testkit.Attributes{"engines": []string{"PostgreSQL"}, "exclude_instance_ids": exceptReleased()}, "pgm-released",
		},
		"engines and tags": {
			testkit.Attributes{"engines": []string{"MySQL", "SQLServer"}, "tags": tags("env", "prod")}, "rm-mysql",
		},
		"excluded": {
			testkit.Attributes{
				"tags": tags("env", "prod"), "exclude_instance_ids": []string{"pgm-console", "pgm-console", "pgm-nobody"},
			},
			"pgm-demo rm-mysql",
		},
		"another region": {testkit.Attributes{"regions": []string{"cn-shanghai"}}, "pgm-shanghai"},
		"several regions": {
			testkit.Attributes{"regions": []string{"eu-central-1", "cn-shanghai"}}, "pgm-frankfurt pgm-shanghai",
		},
		"a region with nothing": {testkit.Attributes{"regions": []string{"us-west-1"}}, ""},
		"tags in another region": {
			testkit.Attributes{"regions": []string{"eu-central-1", "cn-shanghai"}, "tags": tags("team", "data")},
			"pgm-frankfurt pgm-shanghai",
		},
		"a group without members": {testkit.Attributes{"resource_group_id": "rg-none"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mustAsk(t, emulator.StartInMemory(t, emulator.WithSeed(seed)), row.config)
			var ids []string
			for _, id := range got.order {
				_, bare, _ := strings.Cut(id, ":")
				ids = append(ids, bare)
			}
			slices.Sort(ids)
			if strings.Join(ids, " ") != row.want {
				t.Errorf("got %v, want %s", ids, row.want)
			}
		})
	}
}

func exceptReleased() []string {
	var ids []string
	for id := range hangzhou {
		if id != "pgm-released" {
			ids = append(ids, id)
		}
	}
	return ids
}

func TestDataSource_sortedByRegionThenInstance(t *testing.T) {
	t.Parallel()
	got := mustAsk(
		t,
		emulator.StartInMemory(t),
		testkit.Attributes{"regions": []string{"eu-central-1", "cn-shanghai", "cn-hangzhou"}},
	)
	if len(got.order) != 23 || !slices.IsSorted(got.order) || got.order[21] != "cn-shanghai:pgm-shanghai" ||
		got.order[22] != "eu-central-1:pgm-frankfurt" {
		t.Errorf("order is %v", got.order)
	}
}

// The codes that plans pass over neither make an instance ineligible nor are they a reason.
func TestDataSource_ignoredCodesDoNotCount(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	got, found := askWith(
		t,
		s,
		testkit.Attributes{"ignore_checks": []string{"SERVERLESS", "CLASS_TYPE_UNKNOWN", "INSTANCE_LOCKED"}},
		nil,
	)
	if len(found) > 0 {
		t.Fatal(found)
	}
	same(t, got, changed(hangzhou, map[string]string{
		"pgm-serverless": "UNPROTECTED", "pgm-locked": "UNPROTECTED", "rds-mssql": "UNPROTECTED BACKUP_METHOD_UNKNOWN",
		"rds-mssql-snapshot": "UNPROTECTED BACKUP_METHOD_UNKNOWN", "rds-mssql-shared": "UNPROTECTED BACKUP_METHOD_UNKNOWN",
	}))
	if want := "21 1 19 14 1"; got.counts() != want {
		t.Errorf("counts are %s, want %s", got.counts(), want)
	}
}

// The region is the provider's where none is named, and there is no other default.
func TestDataSource_regionsComeFromTheProviderOrNowhere(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	got, found := askWith(t, s, testkit.Attributes{"region": "eu-central-1"}, nil)
	if len(found) > 0 || len(got.order) != 1 || got.whole["regions"] != nil {
		t.Errorf("%v of %v:\n%s", got.order, got.whole["regions"], found)
	}
	_, found = askWith(t, s, testkit.Attributes{"region": nil}, nil)
	found.Require(t, "error", "Region is missing", "Set regions here")
}

func TestDataSource_refusesWrongInput(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	null := tftypes.NewValue(tftypes.String, nil)
	for name, row := range map[string]struct {
		config testkit.Attributes
		says   string
	}{
		"no region":          {testkit.Attributes{"regions": []string{}}, "regions is empty"},
		"a zone":             {testkit.Attributes{"regions": []string{"cn-hangzhou-h"}}, "Region id is not well formed"},
		"no engine":          {testkit.Attributes{"engines": []string{}}, "engines is empty"},
		"an engine in small": {testkit.Attributes{"engines": []string{"postgresql"}}, "Did you mean PostgreSQL?"},
		"an empty group":     {testkit.Attributes{"resource_group_id": ""}, "resource_group_id is empty"},
		"an empty id": {
			testkit.Attributes{"exclude_instance_ids": []string{""}}, "An element of exclude_instance_ids is an empty text",
		},
		"six tags": {
			testkit.Attributes{"tags": tags("a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "f", "6")}, "at most 5",
		},
		"a null region": {
			testkit.Attributes{
				"regions": tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{null}),
			}, "Null",
		},
		"a null tag": {
			testkit.Attributes{
				"tags": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"a": null}),
			}, "Null",
		},
	} {
		got, found := ask(t, s, row.config)
		if !found.Has("error", row.says) || len(got.order) > 0 {
			t.Errorf("%s: want %q; said:\n%s", name, row.says, found)
		}
	}
	if calls := len(s.Calls()); calls > 0 {
		t.Errorf("%d calls in spite of wrong input", calls)
	}
}
