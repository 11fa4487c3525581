// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// A guard rail denies one value of a parameter: switching off. It is no missing permission, and the policy stays on.
func TestDenied_switchingOffByAGuardRail(t *testing.T) {
	t.Parallel()
	body := `{"RequestId":"R-1","Code":"Forbidden.RAM","Message":"User not authorized to operate on the resource.",` +
		`"AccessDeniedDetail":{"AuthAction":"rds:ModifyInstanceCrossBackupPolicy","NoPermissionType":"ExplicitDeny",` +
		`"PolicyType":"ControlPolicy","AuthPrincipalType":"SubUser","AuthPrincipalDisplayName":"ci"}}`
	on := func(more attributes) attributes {
		config := settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true})
		for name, value := range more {
			config[name] = value
		}
		return config
	}
	for name, row := range map[string]struct {
		state  attributes
		config attributes
		denied bool
		writes int
	}{
		"destroy":        {nil, nil, true, 1},
		"switched off":   {nil, on(attributes{"enabled": false, "log_backup_enabled": false}), true, 1},
		"log copy off":   {nil, on(attributes{"log_backup_enabled": false}), true, 1},
		"only forgotten": {attributes{"deletion_policy": "ABANDON"}, nil, false, 0},
		"destination":    {nil, on(attributes{"destination_region": "cn-shanghai"}), false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			state := testkit.NewSession(t, s, nil).Import("pgm-console").With(t, row.state)
			planned := testkit.NewSession(t, s, nil).Plan(state, row.config)
			if row.denied || row.writes == 0 {
				s.AddFault(emulator.Fault{Action: modify, Status: 403, Body: &body, ContentType: "application/json"})
			}
			s.ResetCalls()
			applied := testkit.NewSession(t, s, nil).Apply(state, row.config, planned)
			said := strings.Join(applied.Said.Errors().Texts(), "\n---\n")
			const want = "A control policy of the resource directory denies rds:ModifyInstanceCrossBackupPolicy"
			if row.denied != strings.Contains(said, want) || len(applied.Said.Errors()) > 1 ||
				strings.Contains(said, "lacks the RAM permission") {
				t.Errorf("said %q", said)
			}
			calls := s.Calls(modify)
			if len(calls) != row.writes {
				t.Errorf("%d writes were sent, want %d", len(calls), row.writes)
			}
			now, _ := s.Fleet().Policy("pgm-console")
			if !now.Enabled || !now.LogEnabled {
				t.Errorf("the policy is %+v, want it on", now)
			}
			if row.denied && row.config != nil && !applied.Object.Equal(state.Object) {
				t.Errorf("the state is %s", applied.Object)
			}
		})
	}
}

// A state of a Terraform that knows no identities is updated without a refresh, whatever becomes of the write.
func TestIdentity_ofAnUpdateWithoutARefresh(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault    *emulator.Fault
		failures int
	}{
		"accepted":          {nil, 0},
		"denied":            {&emulator.Fault{Action: modify, Code: "Forbidden.RAM"}, 1},
		"the answer is cut": {&emulator.Fault{Action: modify, Times: 1, Drop: true, When: emulator.AfterCommit}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			state := testkit.NewSession(t, s, nil).Import("pgm-console")
			state.Identity = nil
			config := settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": false})
			if row.fault != nil {
				s.AddFault(*row.fault)
			}
			planned := testkit.NewSession(t, s, nil).Plan(state, config)
			applied := testkit.NewSession(t, s, nil).Apply(state, config, planned)
			if failures := applied.Said.Errors(); len(failures) != row.failures {
				t.Errorf("failed with %q", failures)
			}
			if id := applied.ID(); row.failures == 0 && id != "cn-hangzhou:pgm-console" || strings.Contains(id, "nil") {
				t.Errorf("the identity is %s", id)
			}
		})
	}
}

// An account that is not active in the destination says so on the attribute, in the apply of a new instance as well.
func TestCreate_inARegionWhereTheAccountIsNotActive(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	config := settings("pgm-encrypted", "cn-chengdu", 30)
	fresh := settings("pgm-encrypted", "cn-chengdu", 30, attributes{"instance_id": unknown{}})
	w := testkit.NewSession(t, s, nil)
	w.Plan(result{}, fresh)
	planned := w.Plan(result{}, config)
	applied := testkit.NewSession(t, s, nil).Apply(result{}, config, planned)
	failed := applied.Said.Errors()
	if len(failed) != 1 || failed[0].Attribute != "destination_region" || !strings.Contains(failed[0].Detail, "buy page") {
		t.Errorf("said %q", applied.Said.Texts())
	}
}
