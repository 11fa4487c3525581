// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What two aliases of the provider do in one run, each a process of its own. internal/e2e has the processes themselves.

// alias starts a provider of another region in a run. Its end is that of its process.
func alias(t *testing.T, s *emulator.Server, place, region string, more ...provider.Option) (*testkit.Session, func()) {
	t.Helper()
	run := processes.Of(place, os.Getppid())
	t.Cleanup(run.Leave)
	return testkit.NewSession(t, s, attributes{"region": region}, append(more, provider.WithRun(run))...), run.Leave
}

func oneAlias(t *testing.T, s *emulator.Server) (first, second func() *testkit.Session) {
	t.Helper()
	w := testkit.NewSession(t, s, nil)
	same := func() *testkit.Session { return w }
	return same, same
}

func twoAliases(t *testing.T, s *emulator.Server) (first, second func() *testkit.Session) {
	t.Helper()
	place := t.TempDir()
	a, _ := alias(t, s, place, "cn-hangzhou")
	b, _ := alias(t, s, place, "cn-beijing")
	return func() *testkit.Session { return a }, func() *testkit.Session { return b }
}

func oneAliasAfterAnother(t *testing.T, s *emulator.Server) (first, second func() *testkit.Session) {
	t.Helper()
	place := t.TempDir()
	alias(t, s, place, "cn-shenzhen") // a third one lives: otherwise the first would take itself for the last
	a, ended := alias(t, s, place, "cn-hangzhou")
	return func() *testkit.Session { return a }, func() *testkit.Session {
		ended()
		b, _ := alias(t, s, place, "cn-beijing")
		return b
	}
}

// ordersInHangzhou is a policy that is on in the emulator, as the other alias declares it.
func ordersInHangzhou() attributes {
	return settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true, "region": "cn-hangzhou"})
}

// An apply knows ids that its plan did not. Whatever comes first, the policy that is declared is on in the end.
func TestAliases_anApplyEndsWithThePolicyOn(t *testing.T) {
	t.Parallel()
	for name, apply := range map[string]func(t *testing.T, destroy, create func() testkit.Diagnostics){
		"create, then destroy": func(t *testing.T, destroy, create func() testkit.Diagnostics) {
			if said := create(); said.Failed() {
				t.Error(said)
			}
			if said := destroy(); len(said) != 1 || said.Failed() ||
				!strings.Contains(said.Texts()[0], "Policy of pgm-console was not switched off") {
				t.Errorf("the destroy said %s", said)
			}
		},
		"destroy, then create": func(t *testing.T, destroy, create func() testkit.Diagnostics) {
			if said := append(destroy(), create()...); said.Failed() {
				t.Error(said)
			}
		},
		"both at once": func(t *testing.T, destroy, create func() testkit.Diagnostics) {
			ended := make(chan testkit.Diagnostics)
			go func() { ended <- destroy() }()
			pass(time.Second) // the destroy has sent its write, and waits until the instance runs
			if said := append(create(), <-ended...); said.Failed() {
				t.Error(said)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place := t.TempDir()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				state := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...).Import("pgm-console")
				hz, _ := alias(t, s, place, "cn-hangzhou", testkit.FakeTime(s)...)
				bj, _ := alias(t, s, place, "cn-beijing", testkit.FakeTime(s)...)
				apply(t,
					func() testkit.Diagnostics { return hz.Apply(state, nil, result{}).Said },
					func() testkit.Diagnostics { return bj.Create(ordersInHangzhou()).Said })
				requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
			})
		})
	}
}

// The apply of a rename within an alias, and a destroy, know the plan of their own alias from that of another one.
func TestAliases_aWalkAfterAnotherIsNoConflict(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("busy-after-write", "0s"))
	place := t.TempDir()
	alias(t, s, place, "cn-shenzhen") // keeps the file
	walk := func(run func(hz *testkit.Session) result) result {
		hz, ended := alias(t, s, place, "cn-hangzhou")
		defer ended()
		got := run(hz)
		if got.Said.Failed() {
			t.Fatal(got.Said)
		}
		return got
	}
	config := settings("pgm-demo", "cn-shanghai", 30)
	walk(func(hz *testkit.Session) result { return hz.Plan(result{}, config) })
	state := walk(func(hz *testkit.Session) result { return hz.Create(config) })
	walk(func(hz *testkit.Session) result { return hz.Plan(hz.Read(state), config) })
	walk(func(hz *testkit.Session) result { return hz.Plan(hz.Read(state), nil) })
	walk(func(hz *testkit.Session) result { return hz.Apply(state, nil, result{}) })
	requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
}

// A destroy under ABANDON sends nothing in any case, and does not warn of it.
func TestAliases_whatIsForgottenIsNotWarnedOf(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-console").With(t, attributes{"deletion_policy": "ABANDON"})
	first, second := twoAliases(t, s)
	if said := second().Plan(second().Read(state), ordersInHangzhou()).Said; said.Failed() {
		t.Fatal(said)
	}
	if said := first().Apply(state, nil, result{}).Said; len(said) > 0 {
		t.Errorf("said %s", said)
	}
	requireNoWriteTried(t, s)
}
