// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Lists that hang leave time for the single read, also where timeouts are short, and are given up early in a walk: they
// cost each walk some time, but not each policy.
func TestListed_listsThatHangFitIntoShortTimeouts(t *testing.T) {
	t.Parallel()
	for name, timeouts := range map[string]attributes{
		"default": {},
		"short":   {"read": "1m", "create": "2m", "update": "2m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				all := addInstances(t, s, 80, func(number int, in *fleet.Instance) {
					if number < 40 {
						protected(in)
					}
				})
				ids, fresh := all[:40], all[40:]
				config := standingPolicies(tf, ids)
				for _, id := range ids {
					config[id]["timeouts"] = timeouts
				}
				tf.settle(config, 1) // for the states to have the timeouts
				for _, action := range []string{policyList, "DescribeDBInstances"} {
					s.AddFault(emulator.Fault{Action: action, Effect: "hang-before-commit"})
				}
				begun := time.Now()
				tf.requireNothingToDo(config)
				t.Logf("the plan took %s", time.Since(begun))
				if took := time.Since(begun); took > 2*time.Minute {
					t.Errorf("the plan took %s", took)
				}
				for _, id := range fresh {
					config[id] = settings(id, "cn-shanghai", 365, attributes{"timeouts": timeouts})
				}
				begun = time.Now()
				if failed := tf.apply(config); len(failed) > 0 {
					t.Errorf("the apply said %d errors, among them %s", len(failed), failed[0])
				}
				t.Logf("the apply took %s", time.Since(begun))
				if took := time.Since(begun); took > 5*time.Minute {
					t.Errorf("the apply took %s", took)
				}
				for _, id := range fresh {
					requirePolicy(t, s, id, true, false, "cn-shanghai", 365)
				}
				if missing := len(config) - len(tf.state); missing != 0 {
					t.Errorf("%d policies are not in the state", missing)
				}
			})
		})
	}
}
