// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// A list that lags still shows the policies as they were before they were switched off elsewhere, which is what the creates want
// again. That is no proof that the writes have arrived: each create waits until the getter shows them.
func TestStale_anOlderRowDoesNotPassForTheWrite(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, s *emulator.Server) {
		ws, config := newWorkspace(t, s, nil), map[string]attributes{}
		ids := manyInstances(t, s, 20, protected)
		must(t, s.SetGuess("list-lag", "2h"))
		must(t, s.SetGuess("getter-lag", "10m"))
		pass(3 * time.Hour)
		for _, id := range ids {
			changed(t, s, id, func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false })
			config[id] = settings(id, "cn-shanghai", 365, attributes{"log_backup_enabled": true})
		}
		pass(30 * time.Minute)
		begun := time.Now()
		if failed := ws.apply(config); len(failed) != 0 {
			t.Errorf("the apply said %q", failed)
		}
		// Ten are created at a time.
		if took := time.Since(begun); took < 20*time.Minute {
			t.Errorf("it took %s although the getter lags by 10 minutes", took)
		}
		for _, id := range ids {
			requirePolicy(t, s, id, true, true, "cn-shanghai", 365)
		}
	})
}
