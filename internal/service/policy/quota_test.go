// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
)

// Three hundred new policies are planned and applied where twenty calls a second are allowed.
func TestQuota_threeHundredPoliciesAtTwentyCallsASecond(t *testing.T) {
	t.Parallel()
	const policies, quota = 300, 20
	for name, tt := range map[string]struct {
		provider attributes
		latency  string
		refused  float64 // the largest share after the first two seconds
	}{
		"adaptive":                {nil, "", 0.05},
		"adaptive, 30 ms a call":  {nil, "30ms", 0.05},
		"adaptive, 200 ms a call": {nil, "200ms", 0.05},
		"max_requests_per_second": {attributes{"max_requests_per_second": 18}, "", 0},
		"the same, 200 ms a call": {attributes{"max_requests_per_second": 18}, "200ms", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				config := map[string]attributes{}
				for _, id := range addInstances(t, s, policies, nil) {
					config[id] = settings(id, "cn-shanghai", 365)
				}
				s.SetQuota(emulator.Quota{PerAccount: quota})
				if tt.latency != "" {
					s.AddFault(emulator.Fault{Delay: tt.latency})
				}
				tf, begun := newTerraform(t, s, tt.provider), time.Now()
				tf.settle(config, 1)
				took := time.Since(begun)
				all, refused := throttledShare(s, begun, 2*time.Second)
				t.Logf("%s: %d calls in %.0f s; of %d after two seconds, %d were throttled (%.1f %%)",
					name, len(s.Calls()), took.Seconds(), all, refused, 100*float64(refused)/float64(all))
				if share := float64(refused) / float64(all); share > tt.refused {
					t.Errorf("%.1f %% of the calls were throttled, want at most %.1f %%", 100*share, 100*tt.refused)
				}
				// Writes wait for each other, so that ten are read back in one call: with latency that leaves some of the quota
				// unused, of which a quarter less is needed for it.
				if least := time.Duration(all-refused) * time.Second / quota; took > least*7/4 {
					t.Errorf("it took %s, want at most three quarters more than the %s that the quota asks for", took, least)
				}
				if n := len(writesSent(s)); n != policies {
					t.Errorf("%d writes for %d policies", n, policies)
				}
			})
		})
	}
}

// throttledShare counts the calls from some time after the beginning, and those of them that were refused for being too
// many.
func throttledShare(s *emulator.Server, begun time.Time, after time.Duration) (all, refused int) {
	for _, call := range s.Calls() {
		if call.Received.Sub(begun) < after {
			continue
		}
		all++
		if check.Throttled(call) {
			refused++
		}
	}
	return all, refused
}
