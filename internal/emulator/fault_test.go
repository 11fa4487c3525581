// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

const (
	modifyAction   = "ModifyInstanceCrossBackupPolicy"
	describeAction = "DescribeInstanceCrossBackupPolicy"
)

// A fault that is put together by hand: what the client sees, and whether the change was made. The ready-made ones have
// a test of their own.
func TestFault_ofOnesOwn(t *testing.T) {
	t.Parallel()
	body := `{"Note":"x"}`
	for name, row := range map[string]struct {
		fault  emulator.Fault
		status int
		code   string
		made   bool
	}{
		"status and message of one's own": {
			emulator.Fault{Code: "Throttling.User", Status: 429, Message: "slow down"}, 429, "Throttling.User", false,
		},
		"a code of no table":    {emulator.Fault{Code: "Strange.New"}, 400, "Strange.New", false},
		"a code after the fact": {emulator.Fault{Code: "Strange.New", When: emulator.AfterCommit}, 400, "Strange.New", true},
		"a delay and a code":    {emulator.Fault{Delay: "1ms", Code: "ServiceUnavailable"}, 503, "ServiceUnavailable", false},
		"a delay alone":         {emulator.Fault{Delay: "1ms"}, 200, "", true},
		"a delay after":         {emulator.Fault{Delay: "1ms", When: emulator.AfterCommit}, 200, "", true},
		"a body before":         {emulator.Fault{Body: &body}, 200, "", false},
		"a body after":          {emulator.Fault{Body: &body, When: emulator.AfterCommit}, 200, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			row.fault.Action, row.fault.Times = modifyAction, 1
			s.AddFault(row.fault)
			c := newMemoryCaller(t, s)
			wantCode(t, c.call(modifyAction, enable("pgm-demo")...), row.status, row.code)
			if policy, _ := s.Fleet().Policy("pgm-demo"); policy.Enabled != row.made {
				t.Errorf("the change was made: %t, want %t", policy.Enabled, row.made)
			}
			wantOK(t, c.policy("pgm-demo"))
		})
	}
}

func enable(id string) []string {
	return []string{
		"RegionId", "cn-hangzhou", "DBInstanceId", id, "BackupEnabled", "1", "LogBackupEnabled", "0",
		"CrossBackupRegion", "cn-shanghai", "CrossBackupType", "1", "RetentType", "1", "Retention", "30",
	}
}

func TestFault_nullsFieldsAtAnyDepth(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Null: []string{"EngineVersion", "DBInstanceStatus"}})
	got := newCaller(t, s).call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-demo")
	row, _ := got.at("Items", "DBInstanceAttribute", 0).(map[string]any)
	if value, present := row["EngineVersion"]; !present || value != nil || row["DBInstanceStatus"] != nil ||
		row["Engine"] != "PostgreSQL" {
		t.Errorf("got %s, want the two fields null and the others as they are", got.raw)
	}
}

func TestFault_matchesActionInstanceAndCount(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Action: describeAction, InstanceID: "pgm-console", Nth: 2, Times: 2, Code: "InternalError"})
	c := newCaller(t, s)
	var statuses []int
	for range 5 {
		wantOK(t, c.policy("pgm-disabled"))
		wantOK(t, c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-console"))
		statuses = append(statuses, c.policy("pgm-console").status)
	}
	for i, want := range []int{200, 500, 500, 200, 200} {
		if statuses[i] != want {
			t.Errorf("call %d got %d, want %d", i+1, statuses[i], want)
		}
	}
	s.AddFault(emulator.Fault{Code: "InternalError"})
	s.ClearFaults()
	wantOK(t, c.policy("pgm-console"))
}

func TestFault_affectsOnlyCallsThatWouldBeCarriedOut(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Times: 1, Code: "InternalError"})
	c := newCaller(t, s)
	wantCode(t, c.with(func(c *caller) { c.secret = "wrong" }).policy("pgm-console"), 400, "SignatureDoesNotMatch")
	wantCode(t, c.modify("pgm-console", "Retention", "6"), 400, "InvalidParameters.Format")
	wantCode(t, c.policy("pgm-console"), 500, "InternalError")
}

func TestFault_delayEndsWithTheServer(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Delay: "10m"})
	done := make(chan error, 1)
	go func() {
		_, err := newCaller(t, s).try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console")
		done <- err
	}()
	for len(s.Calls()) == 0 {
		<-time.After(time.Millisecond)
	}
	s.Close()
	if err := <-done; err == nil {
		t.Error("got an answer, want a lost connection")
	}
}

// What makes no sense is a mistake of the test. The control API answers with a message instead.
func TestAddFault_panicsForWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for name, add := range map[string]func(){
		"a fault": func() { s.AddFault(emulator.Fault{}) }, "a quota": func() { s.SetQuota(emulator.Quota{PerAction: -1}) },
		"random faults": func() { s.SetRandomFaults(emulator.RandomFaults{}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was accepted", name)
				}
			}()
			add()
		}()
	}
}
