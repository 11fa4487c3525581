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

func requireIdentity(t *testing.T, a result, region, instanceID string) {
	t.Helper()
	if got := a.ID(); got != region+":"+instanceID {
		t.Errorf("the identity is %s, want %s:%s", got, region, instanceID)
	}
}

// Every life sign of a policy carries its whole identity.
func TestIdentity_isSetByCreateReadUpdateAndImport(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	fresh := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	config := settings("pgm-demo", "cn-shanghai", 30)
	state := created(t, fresh, config)
	w := fresh()
	requireIdentity(t, state, "cn-hangzhou", "pgm-demo")

	old := state
	old.Identity = nil // a state of a Terraform older than 1.12
	state = w.Read(old)
	requireIdentity(t, state, "cn-hangzhou", "pgm-demo")

	config["deletion_policy"] = "ABANDON"
	state = w.Apply(state, config, w.Plan(state, config))
	requireIdentity(t, state, "cn-hangzhou", "pgm-demo")

	requireIdentity(t, fresh().Import("pgm-demo"), "cn-hangzhou", "pgm-demo")
}

func TestIdentity_imports(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		provider attributes
		identity attributes
		region   string // of what is imported; "" is an error
		says     string
	}{
		"region and instance": {
			nil, attributes{"region": "cn-hangzhou", "instance_id": "pgm-console"}, "cn-hangzhou", "",
		},
		"instance alone": {nil, attributes{"instance_id": "pgm-console"}, "cn-hangzhou", ""},
		"another region": {
			nil, attributes{"region": "cn-shanghai", "instance_id": "pgm-shanghai"}, "cn-shanghai", "",
		},
		"instance alone, no region": {
			attributes{"region": nil}, attributes{"instance_id": "pgm-console"}, "", "Region is missing",
		},
		"malformed region": {
			nil, attributes{"region": "cn-hangzhou-h", "instance_id": "pgm-console"}, "", `Did you mean "cn-hangzhou"?`,
		},
		"an id in place of the instance": {
			nil,
			attributes{"instance_id": "cn-hangzhou:pgm-console"},
			"",
			`"cn-hangzhou:pgm-console" does not name an instance.`,
		},
		"empty instance": {nil, attributes{"instance_id": ""}, "", `"" does not name an instance.`},
		"wrong region": {
			nil,
			attributes{"region": "cn-shanghai", "instance_id": "pgm-console"},
			"",
			"There is no instance pgm-console in region cn-shanghai under account 1234567890123456.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			w := testkit.NewSession(t, s, row.provider)
			imported := w.ImportIdentity(row.identity)
			said := strings.Join(imported.Said.Texts(), "\n")
			if row.region == "" {
				if !isError(said) || !strings.Contains(said, row.says) {
					t.Errorf("said %q, want an error with %q", said, row.says)
				}
				return
			}
			if isError(said) {
				t.Fatal(said)
			}
			instanceID, _ := row.identity["instance_id"].(string)
			requireIdentity(t, imported, row.region, instanceID)
			if got := imported.Get(t, "id"); got != row.region+":"+instanceID {
				t.Errorf("id is %v", got)
			}
			if sent := len(s.Calls(modify)); sent > 0 {
				t.Errorf("%d writes were sent", sent)
			}
		})
	}
}

// A policy that is managed is listed under the identity that the state holds, whatever became of it: changed, off,
// released, or not read because the provider block is not known.
func TestIdentity_isThatOfTheList(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	fresh := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	state := created(t, fresh, settings("pgm-demo", "cn-shanghai", 30))
	requireListed := func(state result) {
		t.Helper()
		requireIdentity(t, state, "cn-hangzhou", "pgm-demo")
		found := mustList(t, fresh(), testkit.Query{Limit: 100})
		if !slices.ContainsFunc(found, func(one testkit.Listed) bool { return one.ID() == state.ID() }) {
			t.Errorf("the identity %s is not among %s", state.ID(), idsOf(found))
		}
	}
	requireListed(state)

	longer := settings("pgm-demo", "cn-beijing", 90)
	w := fresh()
	state = w.Apply(state, longer, w.Plan(state, longer))
	requireListed(state)

	unread := testkit.NewSession(t, s, attributes{"access_key": unknown{}}).Read(state)
	requireListed(unread)

	changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.Enabled = false })
	state = fresh().Read(state)
	requireListed(state)

	must(t, s.Fleet().Release("pgm-demo"))
	requireListed(fresh().Read(state))
}
