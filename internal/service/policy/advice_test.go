// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// attemptTime is how long a call may take that only serves an advice or a number.
const attemptTime = 5 * time.Second

// sqlServer makes an instance that is asked for the method of its local backup.
func sqlServer(in *fleet.Instance) {
	id := in.ID
	*in = fleet.SQLServer(in.Region, id)
}

// TestAdvice_aHostThatHangsCostsOneAttempt lets each call hang that only serves an advice or a number. A walk over 30
// policies makes one attempt, which takes 5 s, and goes on without the answer.
func TestAdvice_aHostThatHangsCostsOneAttempt(t *testing.T) {
	t.Parallel()
	const policies = 30
	create := func(id string) attributes { return settings(id, "cn-shanghai", 365) }
	keep := func(id string) attributes {
		return settings(id, "cn-shanghai", 365, attributes{"log_backup_enabled": true})
	}
	shorten := func(id string) attributes {
		return settings(id, "cn-shanghai", 30, attributes{"log_backup_enabled": true})
	}
	disable := func(id string) attributes {
		return settings(id, "cn-shanghai", 365, attributes{"log_backup_enabled": true, "enabled": false})
	}
	destroy := func(string) attributes { return nil }
	for name, tt := range map[string]struct {
		hangs            string
		fleet            func(*fleet.Instance)
		config           func(id string) attributes
		planned, applied int // attempts; those of an apply are of its plan, and of what it plans anew
	}{
		"account of new policies":      {"GetCallerIdentity", nil, create, 0, 1},
		"account of policies":          {"GetCallerIdentity", protected, keep, 1, 2}, // imported while STS hangs
		"service-linked role":          {"GetRole", nil, create, 1, 2},
		"encrypted disk":               {"DescribeDBInstanceEncryptionKey", nil, create, 1, 2},
		"instance":                     {instanceRead, nil, create, 1, 2},
		"instance of a changed policy": {instanceRead, protected, shorten, 1, 2},
		"lock":                         {instanceRead, protected, disable, 1, 2},
		"lock of a destroyed policy":   {instanceRead, protected, destroy, 1, 1},
		"method of local backup":       {"DescribeBackupPolicy", sqlServer, create, 1, 2},
		"backups of new policies":      {"DescribeBackups", nil, create, 1, 2},
		"copies that fall out":         {"DescribeCrossRegionBackups", protected, shorten, 1, 2},
		"copies of a destroyed policy": {"DescribeCrossRegionBackups", protected, destroy, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				hang := func() {
					s.AddFault(emulator.Fault{Action: tt.hangs, Effect: "hang-before-commit"})
					if tt.hangs == instanceRead { // without the list, plan checks ask about each instance
						s.AddFault(emulator.Fault{Action: "DescribeDBInstances", Code: "Forbidden.RAM"})
					}
				}
				if tt.hangs == "GetCallerIdentity" {
					hang()
				}
				tf := newTerraform(t, s, nil)
				ids := addInstances(t, s, policies, func(_ int, in *fleet.Instance) {
					if tt.fleet != nil {
						tt.fleet(in)
					}
				})
				config := map[string]attributes{}
				if tt.fleet != nil && ids != nil && isProtected(s, ids[0]) {
					config = standingPolicies(tf, ids)
				}
				for _, id := range ids {
					if config[id] = tt.config(id); config[id] == nil {
						delete(config, id)
					}
				}
				s.ClearFaults()
				hang()
				s.ResetCalls()
				begun := time.Now()
				_, changes, failed := tf.plan(config)
				if took := time.Since(begun); len(failed) > 0 || took > attemptTime+time.Second {
					t.Errorf("the plan took %s, and said %q", took, failed)
				}
				if attempts := len(s.Calls(tt.hangs)); attempts != tt.planned {
					t.Errorf("the plan made %d attempts, want %d", attempts, tt.planned)
				}
				if tt.hangs == instanceRead {
					return // an apply waits for the instance after a write
				}
				if len(changes) == 0 {
					return
				}
				s.ResetCalls()
				if failed := tf.apply(config); len(failed) > 0 {
					t.Errorf("the apply said %q", failed)
				}
				if attempts := len(s.Calls(tt.hangs)); attempts != tt.applied {
					t.Errorf("the apply made %d attempts, want %d", attempts, tt.applied)
				}
			})
		})
	}
}

func isProtected(s *emulator.Server, id string) bool {
	policy, exists := s.Fleet().Policy(id)
	return exists && policy.Enabled
}

// Where STS does not name the account, the policies are still read, and one warning says so.
func TestAdvice_anAccountThatCannotBeLearnedIsOneWarning(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		ids := addInstances(t, s, 3, func(_ int, in *fleet.Instance) { protected(in) })
		s.AddFault(emulator.Fault{Action: "GetCallerIdentity", Code: "InternalError"})
		w := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...)
		warnings := 0
		for _, id := range ids {
			imported := w.Import(id)
			if imported.Get(t, "enabled") != true {
				t.Errorf("%s is %s", id, imported.Object)
			}
			for _, said := range imported.Said.Texts() {
				if !strings.Contains(said, "Account of policies is not recorded") {
					t.Errorf("%s said %q", id, said)
				}
				warnings++
			}
		}
		if asked := len(s.Calls("GetCallerIdentity")); warnings != 1 || asked != 4 {
			t.Errorf("%d warnings and %d attempts, want one warning and the attempts of one call", warnings, asked)
		}
	})
}
