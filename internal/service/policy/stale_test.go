// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// A list that lags still shows the policies as they were before they were switched off elsewhere, which is what is
// wanted again. That is no proof that the writes have arrived: each of them waits until the getter shows it, and has
// the time of that.
func TestStale_anOlderRowDoesNotPassForTheWrite(t *testing.T) {
	t.Parallel()
	for name, standing := range map[string]bool{"create": false, "update": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				ids := manyInstances(t, s, 20, protected)
				must(t, s.SetGuess("getter-lag", "10m"))
				pass(3 * time.Hour)
				for _, id := range ids {
					changed(t, s, id, func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false })
				}
				pass(30 * time.Minute)
				config := standingPolicies(tf, ids) // which sees that they are off
				if !standing {
					tf.state = map[string]result{}
				}
				must(t, s.SetGuess("list-lag", "2h"))
				begun := time.Now()
				if failed := tf.apply(config); len(failed) != 0 {
					t.Errorf("the apply said %q", failed)
				}
				if took := time.Since(begun); took < 20*time.Minute { // ten at a time
					t.Errorf("it took %s although the getter lags by 10 minutes", took)
				}
				for _, id := range ids {
					requirePolicy(t, s, id, true, true, "cn-shanghai", 365)
					text, _ := tf.state[id].Get(t, "enabled_time").(string)
					if at, err := time.Parse(time.RFC3339, text); err != nil || at.Before(begun.Truncate(time.Second)) {
						t.Errorf("%s is on since %q, want since the apply at %s", id, text, begun)
					}
				}
			})
		})
	}
}
