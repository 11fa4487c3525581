// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// eachReleased runs a test under every way in which the API may answer about a released instance that still has copies.
// Where all three answers are "absent", the policy is gone; see TestGone.
func eachReleased(t *testing.T, run func(t *testing.T, s *emulator.Server)) {
	t.Helper()
	for _, policy := range []string{"policy", "notfound"} {
		for _, instance := range []string{"notfound", "released"} {
			for _, listed := range []string{"true", "false"} {
				if policy == "notfound" && listed == "false" {
					continue // nothing shows the retention; see TestReleased_thatNothingShows
				}
				t.Run(fmt.Sprintf("getter %s, instance %s, listed %s", policy, instance, listed), func(t *testing.T) {
					t.Parallel()
					inFakeTime(t, run, guesses(map[string]string{
						"released-getter": policy, "released-instance": instance, "list-released": listed,
					})...)
				})
			}
		}
	}
}

// release releases pgm-demo and forgets the calls so far.
func release(t *testing.T, s *emulator.Server) {
	t.Helper()
	must(t, s.Fleet().Release("pgm-demo"))
	s.ResetCalls()
}

func TestReleased_onlyTheRetentionIsReadAndWritten(t *testing.T) {
	t.Parallel()
	eachReleased(t, func(t *testing.T, s *emulator.Server) {
		config := func(days int) attributes {
			return settings("pgm-demo", "cn-shanghai", days, attributes{"log_backup_enabled": true})
		}
		kept := func(days int) values {
			return values{
				"enabled": true, "destination_region": "cn-shanghai", "retention_days": days, "log_backup_enabled": true,
				"engine": "PostgreSQL", "engine_version": "16.0", "instance_released": true,
			}
		}
		tf := newTerraform(t, s, nil)
		tf.mustApply(config(30))
		tf.requireState("pgm-demo", values{"instance_released": false})
		release(t, s)
		tf.requireNothingToDo(only(config(30)))
		tf.mustApply(config(30))
		tf.requireState("pgm-demo", kept(30))

		changed(t, s, "pgm-demo", func(p *fleet.Policy) {
			p.RetentionDays, p.Enabled, p.LogEnabled, p.DestinationRegion = 45, false, false, "cn-beijing"
		})
		refreshed, _, _ := tf.plan(only(config(60)))
		requireValues(t, refreshed["pgm-demo"], kept(45))
		tf.mustApply(config(60))
		tf.requireState("pgm-demo", kept(60))
		requireWrites(t, s, retentionAlone("pgm-demo", 60))
		s.ResetCalls()
		tf.mustApply() // DISABLE
		requireNoWriteTried(t, s)
	})
}

func TestReleased_disableAndExpireSendsTheRetentionAlone(t *testing.T) {
	t.Parallel()
	eachReleased(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"}))
		release(t, s)
		tf.mustApply()
		requireWrites(t, s, retentionAlone("pgm-demo", 7))
		if p, _ := s.Fleet().Policy("pgm-demo"); p.RetentionDays != 7 {
			t.Errorf("retention is %d days, want 7", p.RetentionDays)
		}
	})
}

// Only the instance still answers, with status Released: that is not gone, and there is nothing to read a retention
// from.
func TestReleased_thatNothingShows(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		config := settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"})
		tf := newTerraform(t, s, nil)
		tf.mustApply(config)
		release(t, s)
		tf.requireNothingToDo(only(config))
		tf.mustApply(config)
		tf.requireState("pgm-demo", values{"enabled": true, "retention_days": 30, "instance_released": true})
		tf.mustApply()
		requireWrites(t, s, retentionAlone("pgm-demo", 7))
	}, guesses(map[string]string{
		"released-getter": "notfound", "released-instance": "released", "list-released": "false",
	})...)
}

// The instance is released between the write that switches off and the end of Delete's wait.
func TestReleased_whileADestroyWaitsIsNoFailure(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"notfound", "released"} {
		t.Run("the instance is answered as "+answer, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
				pass(time.Hour)
				tf.applying = func() func() {
					time.AfterFunc(5*time.Second, func() { release(t, s) })
					return func() {}
				}
				tf.mustApply()
				if in, _ := s.Fleet().Instance("pgm-demo"); !in.Released || len(s.Calls()) == 0 {
					t.Error("the instance was not released in the middle of the destroy")
				}
				requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
			}, guesses(map[string]string{"released-instance": answer, "busy-after-write": "1m"})...)
		})
	}
}

// A policy that is off and in no list may be explained away by an odd answer of the getter. Then copies would not
// expire although the plan said so.
func TestDestroy_expiresCopiesOrFails(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		config := settings("pgm-demo", "cn-shanghai", 365, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"})
		tf.mustApply(config)
		config["enabled"] = false
		tf.mustApply(config)
		s.ResetCalls()
		tf.applying = func() func() {
			s.AddFault(emulator.Fault{Action: getter, Code: "InternalError", Status: 500})
			return s.ClearFaults
		}
		tf.apply(nil).Require(t, "Cannot end cross-region backup")
		requireNoWriteTried(t, s)
		tf.requireState("pgm-demo", values{"enabled": false, "retention_days": 365})
		tf.applying = nil
		tf.mustApply()
		tf.requireGone()
		if p, _ := s.Fleet().Policy("pgm-demo"); p.RetentionDays != 7 {
			t.Errorf("retention is %d days, want 7", p.RetentionDays)
		}
	}, guesses(map[string]string{"list-disabled": "false"})...)
}
