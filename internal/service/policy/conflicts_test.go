// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// One instance has one policy: whichever of two addresses a walk comes to second is refused, in either order, whether
// one process plans them or two of different aliases. The first process may have ended when the second starts.
func TestDeclared_onePolicyForOneInstance(t *testing.T) {
	t.Parallel()
	const (
		twice    = "Policy of pgm-console is declared twice"
		inOneRun = "Policy of pgm-console would be created and destroyed in one run"
		keptToo  = "Policy of pgm-console would be ended while another resource keeps it"
	)
	equal := ordersInHangzhou()
	other := settings("pgm-console", "cn-shanghai", 30, attributes{"region": "cn-hangzhou"})
	type act func(w *testkit.Session, state result) result
	s := emulator.Start(t)
	moveIn := func(w *testkit.Session, _ result) result { // another instance's policy is replaced by one of this instance
		another := testkit.NewSession(t, s, nil).Import("pgm-disabled")
		change := w.Plan(w.Read(another), equal)
		if len(refusals(change)) > 0 {
			return change // Terraform plans no create then
		}
		return w.Plan(result{Private: change.Private}, equal)
	}
	create := func(w *testkit.Session, _ result) result { return w.Plan(result{}, equal) }
	createOther := func(w *testkit.Session, _ result) result { return w.Plan(result{}, other) }
	keep := func(w *testkit.Session, state result) result { return w.Plan(w.Read(state), equal) }
	destroy := func(w *testkit.Session, state result) result { return w.Plan(w.Read(state), nil) }
	abandon := func(w *testkit.Session, state result) result {
		return w.Plan(w.Read(state.With(t, attributes{"deletion_policy": "ABANDON"})), nil)
	}
	// what Terraform asks for -replace: the change, then a create with its private data
	replace := func(w *testkit.Session, state result) result {
		return w.Plan(result{Private: w.Plan(w.Read(state), equal).Private}, equal)
	}
	for name, row := range map[string]struct {
		first, second act
		want          string
	}{
		"two creates":                   {create, create, twice},
		"create and kept":               {create, keep, twice},
		"kept and create":               {keep, create, twice},
		"kept and create that differs":  {keep, createOther, twice},
		"kept at two addresses":         {keep, keep, twice},
		"kept and replacing another":    {keep, moveIn, twice},
		"replacing another and kept":    {moveIn, keep, twice},
		"create and destroy":            {create, destroy, inOneRun},
		"destroy and create":            {destroy, create, inOneRun},
		"create and abandon":            {create, abandon, inOneRun},
		"kept and destroy":              {keep, destroy, keptToo},
		"destroy and kept":              {destroy, keep, keptToo},
		"kept, and forgotten elsewhere": {keep, abandon, ""},
		"forgotten, and kept elsewhere": {abandon, keep, ""},
		"replaced":                      {func(*testkit.Session, result) result { return result{} }, replace, ""},
		"replaced, and kept elsewhere":  {replace, keep, twice},
		"destroyed at two addresses":    {destroy, destroy, ""},
	} {
		for aliases, start := range map[string]func(*testing.T, *emulator.Server) (first, second func() *testkit.Session){
			"one alias":                    oneAlias,
			"two aliases":                  twoAliases,
			"two aliases after each other": oneAliasAfterAnother,
		} {
			t.Run(name+", "+aliases, func(t *testing.T) {
				t.Parallel()
				state := testkit.NewSession(t, s, nil).Import("pgm-console")
				first, second := start(t, s)
				if refused := refusals(row.first(first(), state)); len(refused) > 0 {
					t.Fatalf("the first is refused: %s", refused)
				}
				refused := refusals(row.second(second(), state))
				if row.want == "" && len(refused) > 0 ||
					row.want != "" && (len(refused) != 1 || !strings.Contains(refused[0], row.want)) {
					t.Fatalf("refusals %q, want %q", refused, row.want)
				}
				if row.want == "" {
					return
				}
				if row.want != keptToo && !strings.Contains(refused[0], "moved {") {
					t.Errorf("no moved block is shown: %q", refused)
				}
				if strings.Contains(refused[0], "different aliases") != (aliases != "one alias") {
					t.Errorf("with %s: %q", aliases, refused)
				}
				if sent := len(s.Calls(modify)); sent > 0 {
					t.Errorf("%d writes were sent", sent)
				}
			})
		}
	}
}

func refusals(got result) (errors []string) {
	for _, text := range got.Said.Texts() {
		if isError(text) {
			errors = append(errors, text)
		}
	}
	return errors
}
