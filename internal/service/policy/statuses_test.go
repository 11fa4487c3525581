// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// The status that the policy getter shows says nothing about the instance: a busy one is waited for, and one that runs
// is not, although its policy says 1.
func TestStatus_ofThePolicyIsNotThatOfTheInstance(t *testing.T) {
	t.Parallel()
	number := []emulator.Option{emulator.WithGuess("policy-status", "number")}
	for name, busy := range map[string]time.Duration{"at once": 0, "after three minutes": 3 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachWrite(t, number, func(t *testing.T, s *emulator.Server, tf *fakeTerraform, e fixture) {
				e.makeBusy(t, s, "Running", busy)
				s.AddFault(emulator.Fault{Action: modify, Effect: "IncorrectDBInstanceState", Times: 1})
				begun := time.Now()
				tf.settle(e.after, 1)
				if took := time.Since(begun); took > busy+time.Minute {
					t.Errorf("it took %s, want little more than %s", took, busy)
				}
			})
		})
	}
}

// setStatus gives every instance of a fixture a status that stays.
func (e fixture) setStatus(t *testing.T, s *emulator.Server, status string) {
	t.Helper()
	for id := range e.wanted {
		must(t, s.Fleet().UpdateInstance(id, func(in *fleet.Instance) { in.Status = status }))
	}
}

// A status that does not become Running by itself ends each apply in seconds, in words that name it. A destroy has
// nothing left to switch off where the instance is being deleted.
func TestStatus_thatDoesNotPassEndsAnApplyAtOnce(t *testing.T) {
	t.Parallel()
	for status, says := range map[string]string{
		"Deleting": "The instance is being deleted", " DELETING": "The instance is being deleted",
		"Stopped": "does not start by itself", "Stopping": "does not start by itself", "Locked": "does not start by itself",
		"Deleted": "The instance has been released",
	} {
		for name, change := range writing {
			t.Run(status+", "+name, func(t *testing.T) {
				t.Parallel()
				inFakeTime(t, func(t *testing.T, s *emulator.Server) {
					e := newFixture(t, s, change)
					tf := e.applied(t, s, time.Hour)
					tf.provider = attributes{"plan_checks": "OFF"} // they would refuse it sooner
					tf.applying = func() func() {
						e.setStatus(t, s, status)
						return func() {}
					}
					begun := time.Now()
					failed := tf.apply(e.after)
					if took := time.Since(begun); took > 15*time.Second {
						t.Errorf("it took %s", took)
					}
					if change == toDestroy && says == "The instance is being deleted" {
						failed.RequireNone(t)
						tf.saidInApply.Require(t, "warning", "was not switched off", "status Deleting")
						tf.requireGone()
						return
					}
					if change == toDestroy && status == "Deleted" { // and so released: nothing is left to switch off
						failed.RequireNone(t)
						tf.requireGone()
						return
					}
					failed.Require(t, says, "its status is ", "IncorrectDBInstanceState", "Request id")
					e.requireOnlyItsWrites(t, s)
				})
			})
		}
	}
}

// The plan refuses what the API will not take.
func TestStatus_deletingIsRefusedInThePlan(t *testing.T) {
	t.Parallel()
	for name, change := range writing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := newFixture(t, s, change)
				tf := e.applied(t, s, time.Hour)
				e.setStatus(t, s, "Deleting")
				s.ResetCalls()
				_, _, failed := tf.plan(e.after)
				if ends := change == toDestroy || change == toSwitchOff; ends {
					failed.RequireNone(t)
					tf.saidInPlan.Require(t, "warning", "is being deleted", "INSTANCE_DELETING")
				} else {
					failed.Require(t, "is being deleted", "(status Deleting)", "INSTANCE_DELETING", "ignore_checks")
				}
				requireNoWriteTried(t, s)
			})
		})
	}
}

// Copies of an instance that is being deleted cannot expire yet, and are not forgotten.
func TestStatus_deletingKeepsWhatIsToExpire(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"}))
		pass(time.Hour)
		must(t, s.Fleet().UpdateInstance("pgm-demo", func(in *fleet.Instance) { in.Status = "Deleting" }))
		tf.apply(nil).Require(t, "cannot expire before it is released", "Destroy again")
		tf.requireState("pgm-demo", values{"retention_days": 30})
		release(t, s)
		tf.mustApply()
		requireWrites(t, s, retentionAlone("pgm-demo", 7))
		tf.requireGone()
	})
}

// The instance is released between the plan and the apply: its retention is written alone, and nothing else is sent.
func TestReleased_betweenPlanAndApply(t *testing.T) {
	t.Parallel()
	before := settings("pgm-demo", "cn-shanghai", 30)
	eachReleased(t, func(t *testing.T, s *emulator.Server) {
		for _, row := range []struct {
			after  attributes
			checks string
			fails  string
			writes []string
		}{
			{settings("pgm-demo", "cn-beijing", 60), "OFF", "after the state was last read", nil},
			{settings("pgm-demo", "cn-shanghai", 60, attributes{"enabled": false}), "OFF", "after the state was last read", nil},
			{settings("pgm-demo", "cn-shanghai", 60), "ENFORCE", "", []string{retentionAlone("pgm-demo", 60)}},
			{settings("pgm-demo", "cn-shanghai", 60), "OFF", "", []string{retentionAlone("pgm-demo", 60)}},
		} {
			tf := newTerraform(t, s, attributes{"plan_checks": row.checks})
			must(t, s.Fleet().UpdateInstance("pgm-demo", func(in *fleet.Instance) { in.Released = false }))
			must(t, s.Fleet().SetPolicy("pgm-demo",
				fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}))
			tf.mustApply(before)
			pass(time.Hour)
			s.ResetCalls()
			tf.applying = func() func() {
				release(t, s)
				return func() {}
			}
			failed := tf.apply(only(row.after))
			if row.fails == "" {
				failed.RequireNone(t)
				tf.saidInApply.Require(t, "warning", "is released", "the retention alone was written")
				tf.requireState("pgm-demo", values{"retention_days": 60, "instance_released": false})
			} else {
				failed.Require(t, "is released", row.fails)
				tf.requireState("pgm-demo", values{"retention_days": 30})
			}
			requireWrites(t, s, row.writes...)
			tf.applying = nil
		}
	})
}

// An instance that was locked after it expired, released, and renewed, runs again under its id, and its policy is off.
func TestReleased_outOfTheRecycleBin(t *testing.T) {
	t.Parallel()
	config := settings("pgm-demo", "cn-shanghai", 30)
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(config)
		pass(time.Hour)
		must(t, s.Fleet().UpdateInstance("pgm-demo", func(in *fleet.Instance) { in.LockMode = "LockByExpiration" }))
		tf.requireNothingToDo(only(config))
		tf.saidInPlan.Require(t, "warning", "Instance pgm-demo is locked", "pgm-demo", "INSTANCE_LOCKED")

		release(t, s)
		tf.mustApply(config)
		tf.saidInPlan.Require(t, "warning", "is released")
		tf.requireState("pgm-demo", values{"instance_released": true, "enabled": true})
		requireNoWriteTried(t, s)

		must(t, s.Fleet().UpdateInstance("pgm-demo", func(in *fleet.Instance) {
			in.Released, in.LockMode, in.Policy.Enabled = false, "Unlock", false
		}))
		// Without a refresh the state still says released. Nothing is written that no plan has shown.
		stale := tf.state["pgm-demo"]
		w := tf.session()
		longer := settings("pgm-demo", "cn-shanghai", 60)
		w.Apply(stale, longer, w.Plan(stale, longer)).Said.Require(t, "was changed after the plan")
		requireNoWriteTried(t, s)

		tf.mustApply(config)
		tf.saidInPlan.Require(t, "warning", "switched off outside Terraform")
		tf.requireState("pgm-demo", values{"instance_released": false, "enabled": true})
		requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
		pass(time.Hour)
		tf.requireNothingToDo(only(config))
	})
}
