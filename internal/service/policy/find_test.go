// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"errors"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The getter has failed; the list and the instance decide, and only three times "absent" is gone.
func TestJudgeWitnesses(t *testing.T) {
	t.Parallel()
	absent, internal := &rds.Error{Code: "InvalidDBInstanceId.NotFound"}, &rds.Error{Code: "InternalError", Status: 500}
	there := instanceWitness{Instance: rds.Instance{ID: "pgm-demo", Engine: "PostgreSQL"}}
	released := instanceWitness{Instance: rds.Instance{ID: "pgm-demo", Released: true}}
	missing := instanceWitness{Instance: rds.Instance{ID: "pgm-demo"}, absent: true}
	row := rds.Policy{InstanceID: "pgm-demo", Exists: true, Enabled: true}
	cases := map[string]struct {
		getter   error
		listed   bool
		instance instanceWitness
		want     presence
		released bool
		fails    bool
	}{
		"all absent":                            {getter: absent, instance: missing, want: gone},
		"instance there":                        {getter: absent, instance: there, want: neverEnabled},
		"instance released":                     {getter: absent, instance: released, want: policySet, released: true},
		"listed, instance absent":               {getter: absent, listed: true, instance: missing, want: policySet, released: true},
		"listed, instance released":             {getter: absent, listed: true, instance: released, want: policySet, released: true},
		"listed, instance there":                {getter: absent, listed: true, instance: there, want: policySet},
		"getter fails, instance there":          {getter: internal, instance: there, want: neverEnabled},
		"getter fails, listed":                  {getter: internal, listed: true, instance: there, fails: true},
		"getter fails, instance absent":         {getter: internal, instance: missing, fails: true},
		"getter fails, instance released":       {getter: internal, instance: released, fails: true},
		"getter fails, listed, instance absent": {getter: internal, listed: true, instance: missing, fails: true},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := judgeWitnesses(row, tt.listed, tt.instance, tt.getter)
			if tt.fails {
				if !errors.Is(err, tt.getter) {
					t.Fatalf("judgeWitnesses = %+v, %v; want the getter's error", got, err)
				}
				return
			}
			if err != nil || got.presence != tt.want || got.policy.Released != tt.released {
				t.Errorf("judgeWitnesses = %+v, %v; want presence %d, released %t", got, err, tt.want, tt.released)
			}
		})
	}
}
