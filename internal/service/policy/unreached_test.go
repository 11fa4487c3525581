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

const encryption = "DescribeDBInstanceEncryptionKey"

// A host that does not answer leaves a check out, which one warning of the walk says.
// It names the host, and the argument that chooses another one.
func TestUnreached_adviceIsOneWarningThatNamesHostAndArgument(t *testing.T) {
	t.Parallel()
	page := "<html>Log in</html>"
	hangs := emulator.Fault{Effect: "hang-before-commit"}
	for name, tt := range map[string]struct {
		action, argument string
		fault            emulator.Fault
	}{
		"role":              {"GetRole", `endpoints { ram = "ram.vpc-proxy.aliyuncs.com" }`, hangs},
		"role, login page":  {"GetRole", "endpoints.ram", emulator.Fault{Body: &page}},
		"role, unknown":     {"GetRole", "troubleshoot", emulator.Fault{Code: "Forbidden.SomethingNew", Status: 403}},
		"encryption":        {encryption, `endpoints { rds = "rds-vpc.cn-hangzhou.aliyuncs.com" }`, hangs},
		"encryption, reset": {encryption, `endpoints { rds = "rds-vpc.cn-hangzhou`, emulator.Fault{Drop: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				ids := addInstances(t, s, 5, nil)
				tt.fault.Action = tt.action
				s.AddFault(tt.fault)
				w := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...)
				host, _ := strings.CutPrefix(s.URL(), "http://")
				warned := 0
				for _, id := range ids {
					for _, said := range w.Plan(testkit.Result{}, settings(id, "cn-shanghai", 30)).Said {
						if said.Summary != "A plan check is left out" {
							continue
						}
						warned++
						named := strings.Contains(said.Detail, host) || tt.fault.Code != ""
						if strings.Contains(said.Detail, "client_read_timeout") { // which gives such a call no more time
							t.Errorf("said %s", said)
						}
						if !said.Warning || !named || !strings.Contains(said.Detail, tt.argument) {
							t.Errorf("said %s", said)
						}
					}
				}
				if attempts := len(s.Calls(tt.action)); warned != 1 || attempts != 1 {
					t.Errorf("%d warnings after %d attempts, want one after one", warned, attempts)
				}
			})
		})
	}
}

// Whether a policy is gone needs the account. A slow STS is waited for.
// A silent one is an error that says what to open. It costs a walk over many policies 5 s and the time of one call.
func TestUnreached_whetherAPolicyIsGoneIsWorthTheTimeOfACall(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault    emulator.Fault
		gone     bool
		attempts int
		atMost   time.Duration
	}{
		"slow":   {emulator.Fault{Delay: "8s", Effect: "slow"}, true, 2, 15 * time.Second},
		"silent": {emulator.Fault{Effect: "hang-before-commit"}, false, 2, 70 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				ids := addInstances(t, s, 3, func(_ int, in *fleet.Instance) { protected(in) })
				var states []result
				for _, id := range ids {
					states = append(states, testkit.NewSession(t, s, nil, testkit.FakeTime(s)...).Import(id))
					must(t, s.Fleet().Delete(id))
				}
				tt.fault.Action = "GetCallerIdentity"
				s.AddFault(tt.fault)
				s.ResetCalls()
				w := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...)
				begun := time.Now()
				for _, state := range states {
					read := w.Read(state)
					said := read.Said.Errors()
					if tt.gone && (read.Exists() || len(said) > 0) {
						t.Errorf("the policy stays, and was said: %s", said)
					}
					if !tt.gone && (!read.Exists() || !said.Has("Cannot tell whether", `endpoints { sts = "sts-vpc.cn-hangzhou`)) {
						t.Errorf("said %s", said)
					}
				}
				attempts, took := len(s.Calls("GetCallerIdentity")), time.Since(begun)
				if attempts != tt.attempts || took > tt.atMost {
					t.Errorf("%d attempts within %s, want %d within %s", attempts, took, tt.attempts, tt.atMost)
				}
			})
		})
	}
}
