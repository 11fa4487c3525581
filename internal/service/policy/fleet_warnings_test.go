// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// After 20 policies of a run, the warnings of a kind share one summary, which the CLI prints once. Each detail still
// names its instance.
func TestFleetWarnings_shareOneSummaryAfterTwentyPolicies(t *testing.T) {
	t.Parallel()
	const n = 23
	s, ids := fleetOf(t, n, func(in *fleet.Instance) {
		in.History = 40
		in.Policy = &fleet.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60}
	})
	states := make([]result, n)
	for i, id := range ids {
		states[i] = testkit.NewSession(t, s, nil).Import(id)
	}
	logs := attributes{"log_backup_enabled": true}
	for name, row := range map[string]struct {
		state  attributes
		config func(id string) attributes
		shared string
	}{
		"shorter retention": {
			nil, func(id string) attributes { return settings(id, "cn-beijing", 30, logs) },
			"Copies of one more instance may be lost by shorter retention",
		},
		"switched off": {
			nil, func(id string) attributes { return settings(id, "cn-beijing", 60, attributes{"enabled": false}) },
			"Copying of backups of one more instance will end",
		},
		"log copy off": {
			nil, func(id string) attributes { return settings(id, "cn-beijing", 60) },
			"Copying of logs of one more instance will end",
		},
		"another destination": {
			nil, func(id string) attributes { return settings(id, "cn-shanghai", 60, logs) },
			"one more instance",
		},
		"drift": {
			attributes{"retention_days": 90},
			func(id string) attributes { return settings(id, "cn-beijing", 90, logs) },
			"Retention of copies of one more instance was shortened outside Terraform",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := testkit.NewSession(t, s, nil)
			summaries := map[string]bool{}
			for i, id := range ids {
				config := row.config(id)
				state := states[i]
				if row.state != nil {
					state = state.With(t, row.state)
				}
				said := w.Plan(w.Read(state), config).Said.Texts()
				if len(said) != 1 || isError(said[0]) {
					t.Fatalf("%s: said %q, want one warning", id, said)
				}
				summary, detail, _ := strings.Cut(said[0], "\n")
				switch {
				case i < 20 && !strings.Contains(summary, id):
					t.Errorf("policy %d is not in the summary: %q", i, said[0])
				case i >= 20 && (!strings.Contains(summary, row.shared) || !strings.Contains(detail, id)):
					t.Errorf("policy %d: said %q, want the summary %q", i, said[0], row.shared)
				}
				if i >= 20 {
					summaries[summary] = true
				}
			}
			if len(summaries) != 1 {
				t.Errorf("the others have %d summaries: %v", len(summaries), summaries)
			}
		})
	}
}

// Terraform folds no warnings of policies whose blocks are gone. After 20 policies with one deletion_policy, one
// warning stands for all others.
func TestFleetWarnings_ofDestroyedPolicies(t *testing.T) {
	t.Parallel()
	const n = 23
	s, ids := fleetOf(t, n, func(in *fleet.Instance) {
		in.History, in.Policy = 40, &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60}
	})
	states := make([]result, n)
	for i, id := range ids {
		states[i] = testkit.NewSession(t, s, nil).Import(id)
	}
	w := testkit.NewSession(t, s, nil) // one run for all three, so that the counts are seen to be separate
	for deletionPolicy, says := range map[string]string{
		"DISABLE":            "Their copying ends. Their copies stay until their retention ends",
		"DISABLE_AND_EXPIRE": "their copies that are older than 7 days are deleted",
		"ABANDON":            "They are forgotten, not ended",
	} {
		for i, id := range ids {
			said := w.Plan(states[i].With(t, attributes{"deletion_policy": deletionPolicy}), nil).Said.Texts()
			switch {
			case i < 20 && (len(said) != 1 || !strings.Contains(said[0], id)):
				t.Errorf("%s: policy %d said %q, want one warning that names it", deletionPolicy, i, said)
			case i == 20 && (len(said) != 1 || !strings.Contains(said[0], says) ||
				!strings.Contains(said[0], "More policies with deletion_policy "+deletionPolicy+" are destroyed")):
				t.Errorf("%s: policy %d said %q, want %q", deletionPolicy, i, said, says)
			case i > 20 && len(said) > 0:
				t.Errorf("%s: policy %d said %q, want nothing", deletionPolicy, i, said)
			}
		}
	}
}

// The summary that begins with an instance, and one that names none.
func TestFleetWarnings_ofReleasedInstances(t *testing.T) {
	t.Parallel()
	s, ids := fleetOf(t, 21, func(in *fleet.Instance) {
		in.History, in.Policy = 40, &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60}
	})
	states := map[string]result{}
	for _, id := range ids {
		states[id] = testkit.NewSession(t, s, nil).Import(id)
		must(t, s.Fleet().Release(id))
	}
	w := testkit.NewSession(t, s, nil)
	var last string
	for _, id := range ids {
		last = strings.Join(w.Plan(w.Read(states[id]), settings(id, "cn-beijing", 60)).Said.Texts(), "\n")
	}
	if !strings.Contains(last, "One more instance is released\nInstance "+ids[20]+": ") {
		t.Errorf("said %q", last)
	}
}
