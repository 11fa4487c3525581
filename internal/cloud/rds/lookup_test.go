// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"errors"
	"testing"
)

// The getter has failed; the list and the instance decide, and only three times "absent" is gone.
func TestWeigh(t *testing.T) {
	t.Parallel()
	absent, internal := &Error{Code: "InvalidDBInstanceId.NotFound"}, &Error{Code: "InternalError", Status: 500}
	there := witness{Instance: Instance{ID: "pgm-demo", Engine: "PostgreSQL"}}
	released := witness{Instance: Instance{ID: "pgm-demo", Released: true}}
	missing := witness{Instance: Instance{ID: "pgm-demo"}, absent: true}
	row := Policy{InstanceID: "pgm-demo", Exists: true, Enabled: true}
	cases := map[string]struct {
		getter   error
		listed   bool
		instance witness
		want     Presence
		released bool
		fails    bool
	}{
		"all absent":        {getter: absent, instance: missing, want: Gone},
		"instance there":    {getter: absent, instance: there, want: NeverEnabled},
		"instance released": {getter: absent, instance: released, want: PolicySet, released: true},
		"listed, instance absent": {
			getter: absent, listed: true, instance: missing, want: PolicySet, released: true,
		},
		"listed, instance released": {
			getter: absent, listed: true, instance: released, want: PolicySet, released: true,
		},
		"listed, instance there":                {getter: absent, listed: true, instance: there, want: PolicySet},
		"getter fails, instance there":          {getter: internal, instance: there, want: NeverEnabled},
		"getter fails, listed":                  {getter: internal, listed: true, instance: there, fails: true},
		"getter fails, instance absent":         {getter: internal, instance: missing, fails: true},
		"getter fails, instance released":       {getter: internal, instance: released, fails: true},
		"getter fails, listed, instance absent": {getter: internal, listed: true, instance: missing, fails: true},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := weigh(row, tt.listed, tt.instance, tt.getter)
			if tt.fails {
				if !errors.Is(err, tt.getter) {
					t.Fatalf("weigh = %+v, %v; want the getter's error", got, err)
				}
				return
			}
			if err != nil || got.Presence != tt.want || got.Policy.Released != tt.released {
				t.Errorf("weigh = %+v, %v; want presence %d, released %t", got, err, tt.want, tt.released)
			}
		})
	}
}
