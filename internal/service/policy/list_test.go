// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What the default fleet holds in the provider's region.
const hangzhouPolicies = "cn-hangzhou:pgm-console cn-hangzhou:pgm-disabled cn-hangzhou:pgm-released"

// Policies that are on, off, or left behind are listed, whatever the list of the API holds beside them, and named for a
// person.
func TestList_namesWhatExists(t *testing.T) {
	t.Parallel()
	for _, never := range []string{"false", "true"} {
		t.Run("never enabled listed "+never, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithGuess("list-never-enabled", never))
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			found := mustList(t, w, testkit.Query{Limit: 100})
			if got := idsOf(found); got != hangzhouPolicies {
				t.Errorf("listed %s, want %s", got, hangzhouPolicies)
			}
			var names []string
			for _, one := range found {
				names = append(names, one.Name)
				if !one.Object.IsNull() {
					t.Errorf("%s has a resource that nobody asked for", one.Name)
				}
			}
			want := []string{
				"billing, switched on by hand (cn-hangzhou)",
				"archive, switched off (cn-hangzhou, off)",
				"reports, released (cn-hangzhou, released)",
			}
			if !slices.Equal(names, want) {
				t.Errorf("names are %q, want %q", names, want)
			}
			if calls := s.Calls(); len(calls) != 1 {
				t.Errorf("%d calls, want one", len(calls))
			}
		})
	}
}

func TestList_filters(t *testing.T) {
	t.Parallel()
	seed := fleet.DefaultSeed()
	bare := seed.Instances[slices.IndexFunc(seed.Instances,
		func(in fleet.Instance) bool { return in.ID == "pgm-console" })]
	bare.ID, bare.Region, bare.Description = "pgm-bare", "cn-shanghai", ""
	seed.Instances = append(seed.Instances, bare)
	for name, row := range map[string]struct {
		config attributes
		want   string
	}{
		"none": {nil, hangzhouPolicies},
		"on":   {attributes{"enabled": true}, "cn-hangzhou:pgm-console cn-hangzhou:pgm-released"},
		"off":  {attributes{"enabled": false}, "cn-hangzhou:pgm-disabled"},
		"destination": {
			attributes{"destination_region": "cn-shanghai"}, "cn-hangzhou:pgm-disabled cn-hangzhou:pgm-released",
		},
		"both": {
			attributes{"enabled": true, "destination_region": "cn-shanghai"}, "cn-hangzhou:pgm-released",
		},
		"nothing left":   {attributes{"destination_region": "us-west-1"}, ""},
		"another region": {attributes{"regions": []string{"cn-shanghai"}}, "cn-shanghai:pgm-bare"},
		"regions sorted, once": {
			attributes{"regions": []string{"cn-shanghai", "cn-hangzhou", "cn-shanghai"}, "enabled": true},
			"cn-hangzhou:pgm-console cn-hangzhou:pgm-released cn-shanghai:pgm-bare",
		},
		"a region with no policy": {attributes{"regions": []string{"eu-central-1"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithSeed(seed))
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			found := mustList(t, w, testkit.Query{Config: row.config, Limit: 100})
			if got := idsOf(found); got != row.want {
				t.Errorf("listed %q, want %q", got, row.want)
			}
			for _, one := range found {
				if one.ID() == "cn-shanghai:pgm-bare" && one.Name != "pgm-bare (cn-shanghai)" {
					t.Errorf("one without a description is called %q", one.Name)
				}
			}
		})
	}
}

// What a list includes is what an import of its identity reads, value by value, and so is the identity of a managed
// policy.
func TestList_includesWhatAnImportReads(t *testing.T) {
	t.Parallel()
	for name, pairs := range map[string]map[string]string{
		"as documented":          nil,
		"released not found":     {"released-getter": "notfound"},
		"released still answers": {"released-instance": "released"},
		"getter spells":          {"engine-spelling": "attribute", "disabled-spelling": "Disable"},
		"never enabled listed":   {"list-never-enabled": "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, guesses(pairs)...)
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			found := mustList(t, w, testkit.Query{Limit: 100, WithResources: true})
			if got := idsOf(found); got != hangzhouPolicies {
				t.Fatalf("listed %s", got)
			}
			for _, one := range found {
				region, instanceID, _ := strings.Cut(one.ID(), ":")
				imported := testkit.NewSession(
					t,
					s,
					nil,
					testkit.InMemory(s),
				).ImportIdentity(
					attributes{"region": region, "instance_id": instanceID},
				)
				if len(imported.Said.Texts()) > 0 {
					t.Fatal(imported.Said.Texts())
				}
				if !one.Object.Equal(imported.Object) {
					diff, _ := imported.Object.Diff(one.Object)
					t.Errorf("%s differs from its import: %v", one.ID(), diff)
				}
				requireIdentity(t, imported, region, instanceID)
			}
		})
	}
}

// A row that lacks a field is read singly, and nothing is concluded from it.
func TestList_readsSinglyWhatARowLacks(t *testing.T) {
	t.Parallel()
	for field, single := range map[string]int{
		"BackupEnabled": 3, "CrossBackupRegion": 3, "Retention": 3, "BackupEnabledTime": 3,
		"DBInstanceStatus": 2, // the lock mode of the released instance says it as well
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			want := mustList(t, w, testkit.Query{Limit: 100, WithResources: true})
			s.ResetCalls()
			s.AddFault(emulator.Fault{Action: policyList, Null: []string{field}})
			found := mustList(t, w, testkit.Query{Limit: 100, WithResources: true})
			if len(found) != len(want) {
				t.Fatalf("listed %s", idsOf(found))
			}
			for i, one := range found {
				if !one.Object.Equal(want[i].Object) || one.Name != want[i].Name || one.ID() != want[i].ID() {
					t.Errorf("%s differs from %s", one.Name, want[i].Name)
				}
			}
			if calls := s.Calls(getter); len(calls) != single {
				t.Errorf("%d single reads, want %d", len(calls), single)
			}
		})
	}
}

// Where the API keeps the settings of policies that are off to itself, they can be listed, but no configuration made of
// them.
func TestList_saysWhichPoliciesHaveNoSettings(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithGuess("disabled-getter", "bare"))
	w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	if got := idsOf(mustList(t, w, testkit.Query{Limit: 100})); got != hangzhouPolicies {
		t.Errorf("listed %s, want %s", got, hangzhouPolicies)
	}
	const want = "cn-hangzhou:pgm-console cn-hangzhou:pgm-released"
	for _, limit := range []int64{0, 2, 100} {
		found, said := w.List(testkit.Query{Limit: limit, WithResources: true})
		if got := idsOf(found); got != want {
			t.Errorf("limit %d: listed %s, want %s", limit, got, want)
		}
		if len(said) != 1 || !strings.HasPrefix(said[0].String(), "warning: Policies without settings are left out\n") ||
			!strings.Contains(said[0].String(), "no retention of cn-hangzhou:pgm-disabled. ") {
			t.Errorf("limit %d: said %q", limit, said)
		}
	}
	mustList(t, w, testkit.Query{Limit: 100, WithResources: true, Config: attributes{"enabled": true}})

	seed := protectedFleet(30, "cn-hangzhou")
	for i := range seed.Instances[5:] {
		off := seed.Instances[5+i].Policy
		off.Enabled, off.LogEnabled, off.EverEnabled = false, false, true
	}
	many := emulator.StartInMemory(t, emulator.WithSeed(seed), emulator.WithGuess("disabled-getter", "bare"))
	if found, said := testkit.NewSession(
		t,
		many,
		nil,
		testkit.InMemory(many),
	).List(
		testkit.Query{Limit: 100, WithResources: true},
	); len(found) != 5 || len(said) != 1 ||
		!strings.Contains(said[0].String(), "-0024 and 5 more. ") {
		t.Errorf("%d listed, said %q", len(found), said)
	}
}

// What is wrong in a block is said before any call, on the attribute, with what to write instead.
func TestList_validates(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for name, row := range map[string]struct {
		config attributes
		says   []string
	}{
		"nothing": {nil, nil},
		"all": {
			attributes{"regions": []string{"cn-hangzhou"}, "enabled": true, "destination_region": "cn-beijing"}, nil,
		},
		"unknown":   {attributes{"regions": unknown{}, "enabled": unknown{}, "destination_region": unknown{}}, nil},
		"no region": {attributes{"regions": []string{}}, []string{"regions", "regions is empty"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			said := w.ValidateList(row.config).String()
			if (said == "") != (row.says == nil) {
				t.Errorf("said %q", said)
			}
			for _, part := range row.says {
				if !strings.Contains(said, part) {
					t.Errorf("%q lacks %q", said, part)
				}
			}
		})
	}
	if calls := s.Calls(); len(calls) > 0 {
		t.Errorf("%d calls", len(calls))
	}
}

// Without a client or a region a list fails, and names the argument.
func TestList_needsAKnownProvider(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for name, row := range map[string]struct {
		provider, config attributes
		says             string
	}{
		"keys unknown": {
			attributes{"access_key": unknown{}}, nil, "Values are not known yet in the provider block: access_key.",
		},
		"region unknown":  {attributes{"region": unknown{}}, nil, "Values are not known yet in the provider block: region."},
		"no region":       {attributes{"region": nil}, nil, "Set regions here, or set region in the provider block"},
		"no such region":  {nil, attributes{"regions": []string{"cn-hangzhou", "cn-shangai"}}, `Did you mean "cn-shanghai"?`},
		"region is given": {attributes{"region": nil}, attributes{"regions": []string{"cn-hangzhou"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, said := testkit.NewSession(
				t,
				s,
				row.provider,
				testkit.InMemory(s),
			).List(
				testkit.Query{Limit: 100, Config: row.config},
			)
			if row.says == "" && len(said) > 0 ||
				row.says != "" && (len(said) != 1 || !isError(said[0].String()) || !strings.Contains(said[0].String(), row.says)) {
				t.Errorf("said %q, want one error with %q", said, row.says)
			}
		})
	}
	if _, said := testkit.Unconfigured(
		t,
		s,
	).List(
		testkit.Query{Limit: 100},
	); len(said) != 1 ||
		!strings.Contains(said[0].String(), "Values are not known yet in the provider block") {
		t.Errorf("before it is configured the provider said %q", said)
	}
}

// mustList runs a list to its end and allows no diagnostic.
func mustList(t *testing.T, w *testkit.Session, q testkit.Query) []testkit.Listed {
	t.Helper()
	found, said := w.List(q)
	if len(said) > 0 {
		t.Fatal(said)
	}
	return found
}

// idsOf are the import ids of what a list found, in its order, with a space between.
func idsOf(found []testkit.Listed) string {
	var ids []string
	for _, one := range found {
		ids = append(ids, one.ID())
	}
	return strings.Join(ids, " ")
}
