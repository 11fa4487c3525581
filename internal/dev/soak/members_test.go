// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func TestMixed_hasEveryKindAndRepeats(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) []member { return mixed(rand.New(rand.NewPCG(seed, 1)), killed) }
	members := draw(7)
	kinds := map[kind]int{}
	for _, m := range members {
		kinds[m.Kind]++
		equal := m.Before == m.After
		if equal != (m.Kind == unchanged || m.Kind == adopted) {
			t.Errorf("%s is of the kind %q: before %s, after %s", m.ID, m.Kind, m.Before, m.After)
		}
	}
	for _, which := range []kind{fresh, changed, unchanged, adopted, revived, resumed} {
		if kinds[which] < 3 {
			t.Errorf("%d of the kind %q", kinds[which], which)
		}
	}
	if len(members) != killed || !reflect.DeepEqual(members, draw(7)) || reflect.DeepEqual(members, draw(8)) {
		t.Error("a seed does not choose the members")
	}
}

// What the round starts from has to be what the checks compare with.
func TestSeed_isWhatIsThereBefore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	members := append(mixed(random, killed), alike(random, doomed, 0)...)
	server, err := emulator.New(emulator.WithSeed(seed(members)))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		if policy, ok := server.Fleet().Policy(m.ID); !ok || settingsOf(policy) != m.Before {
			t.Errorf("%s (%s) starts as %s instead of %s", m.ID, m.Kind, settingsOf(policy), m.Before)
		}
	}
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	members := []member{
		{ID: "new", Kind: fresh, After: on(7)},
		{ID: "changed", Kind: changed, Before: on(30), After: on(90), Managed: true},
		{ID: "doomed", Kind: doomed, Before: on(30), After: on(30).off(), Managed: true},
	}
	for name, test := range map[string]struct {
		write func([]member) ([]byte, error)
		want  map[string]settings
	}{
		"before": {policiesBefore, map[string]settings{"changed": on(30), "doomed": on(30)}},
		"after":  {policiesAfter, map[string]settings{"new": on(7), "changed": on(90)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := test.write(members)
			got := map[string]settings{}
			if err != nil || json.Unmarshal(text, &got) != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %s and %v", text, err)
			}
		})
	}
}
