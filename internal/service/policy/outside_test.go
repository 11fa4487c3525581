// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// outside returns what a plan says about changes that were made elsewhere.
func outside(said []string) []string {
	var found []string
	for _, text := range said {
		if head, _, _ := strings.Cut(text, "\n"); strings.Contains(head, "outside Terraform") {
			found = append(found, text)
		}
	}
	return found
}

// requireOutside fails unless the plan says these things about changes made elsewhere, in this order, and names the
// instance.
func requireOutside(t *testing.T, when string, said []string, want ...string) {
	t.Helper()
	found := outside(said)
	if len(found) != len(want) {
		t.Fatalf("%s: said %q, want %d warnings", when, found, len(want))
	}
	for i, text := range found {
		head, _, _ := strings.Cut(text, "\n")
		if isError(text) || !strings.Contains(head, "pgm-demo") || !strings.Contains(text, want[i]) {
			t.Errorf("%s: said %q, want a warning that names pgm-demo and says %q", when, text, want[i])
		}
	}
}

func TestOutside_reducedProtectionIsWarnedOf(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*fleet.Policy)
		want   []string
	}{
		"nothing": {func(*fleet.Policy) {}, nil},
		"switched off": {
			func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false },
			[]string{"The configuration enables it with 60 days, but it is off now."},
		},
		"off and shortened": {
			func(p *fleet.Policy) { p.Enabled, p.LogEnabled, p.RetentionDays = false, false, 7 },
			[]string{
				"but it is off now.",
				"Terraform last set 60 days; the API now reports 7. Copies older than 7 days may be gone already",
			},
		},
		"shortened": {
			func(p *fleet.Policy) { p.RetentionDays = 30 }, []string{"Copies older than 30 days may be gone already"},
		},
		"off and redirected": {
			func(p *fleet.Policy) {
				p.Enabled, p.LogEnabled, p.DestinationRegion = false, false, "cn-beijing"
			},
			[]string{"but it is off now.", "Terraform last set cn-shanghai; the API now reports cn-beijing."},
		},
		"all at once": {
			func(p *fleet.Policy) {
				p.Enabled, p.LogEnabled, p.DestinationRegion, p.RetentionDays = false, false, "cn-beijing", 7
			},
			[]string{
				"but it is off now.", "Copies older than 7 days may be gone already",
				"Terraform last set cn-shanghai; the API now reports cn-beijing.",
			},
		},
		"no log copy": {
			func(p *fleet.Policy) { p.LogEnabled = false },
			[]string{"Copying of logs of pgm-demo was switched off outside Terraform"},
		},
		"redirected": {
			func(p *fleet.Policy) { p.DestinationRegion = "cn-beijing" },
			[]string{"Terraform last set cn-shanghai; the API now reports cn-beijing."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			walk := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
			config := settings("pgm-demo", "cn-shanghai", 60, attributes{"log_backup_enabled": true})
			state := walk().Read(created(t, walk, config))
			changed(t, s, "pgm-demo", tt.change)

			for _, when := range []string{"first plan", "plan after a refresh that was kept"} {
				w := walk()
				state = w.Read(state)
				if len(state.Said.Texts()) > 0 {
					t.Errorf("%s: the read said %q", when, state.Said.Texts())
				}
				requireOutside(t, when, w.Plan(state, config).Said.Texts(), tt.want...)
			}
			w := walk()
			state = w.Apply(state, config, w.Plan(state, config))
			for _, text := range state.Said.Texts() {
				t.Errorf("the apply said %q", text)
			}
			w = walk()
			longer := settings("pgm-demo", "cn-shanghai", 90, attributes{"log_backup_enabled": true})
			requireOutside(t, "after the apply", w.Plan(w.Read(state), longer).Said.Texts())
		})
	}
}

// A configuration that takes over what was found loses nothing by its plan, and what comes back by itself is no news.
func TestOutside_acceptedOrRepairedIsNoNews(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	walk := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	config := settings("pgm-demo", "cn-shanghai", 60)
	state := created(t, walk, config)

	changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.Enabled, p.RetentionDays = false, 30 })
	w := walk()
	state = w.Read(state)
	requireOutside(
		t,
		"accepted",
		w.Plan(state, settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false})).Said.Texts(),
	)
	requireOutside(t, "not accepted", w.Plan(state, config).Said.Texts(), "was switched off", "was shortened")

	changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.Enabled, p.RetentionDays = true, 60 })
	w = walk()
	state = w.Read(state)
	requireOutside(t, "repaired", w.Plan(state, settings("pgm-demo", "cn-shanghai", 90)).Said.Texts())
}

// An apply of other values than those of the last one settles the matter as well.
func TestOutside_anApplyOfOtherValuesEndsIt(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	walk := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	state := created(t, walk, settings("pgm-demo", "cn-shanghai", 60))
	changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = 30 })
	w, config := walk(), settings("pgm-demo", "cn-shanghai", 45)
	state = w.Read(state)
	planned := w.Plan(state, config)
	requireOutside(t, "before", planned.Said.Texts(), "Terraform last set 60 days; the API now reports 30.")
	state = walk().Apply(state, config, planned)
	w = walk()
	requireOutside(t, "after", w.Plan(w.Read(state), settings("pgm-demo", "cn-shanghai", 90)).Said.Texts())
}

// What the user changes in the configuration is not said to come from elsewhere.
func TestOutside_importAndOwnChangesAreNot(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	walk := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	must(
		t,
		s.Fleet().SetPolicy("pgm-demo", fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}),
	)
	w := walk()
	state := w.Read(w.Import("pgm-demo"))
	requireOutside(
		t,
		"import",
		w.Plan(state, settings("pgm-demo", "cn-shanghai", 60, attributes{"log_backup_enabled": true})).Said.Texts(),
	)
}

// A number that cannot be had is not dropped in silence, whatever the reason.
func TestWarnings_sayWhyCopiesWereNotCounted(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-console")
	s.AddFault(emulator.Fault{Action: "DescribeCrossRegionBackups", Status: 403, Code: "SomethingNew"})
	for name, config := range map[string]attributes{
		"shorter": settings("pgm-console", "cn-beijing", 30, attributes{"log_backup_enabled": true}), "destroy": nil,
	} {
		said := testkit.NewSession(t, s, nil).Plan(state, config).Said.Texts()
		if len(said) != 1 || !strings.Contains(said[0], " The copies could not be counted: ") ||
			!strings.Contains(said[0], "SomethingNew, HTTP 403") {
			t.Errorf("%s: said %q", name, said)
		}
	}
}
