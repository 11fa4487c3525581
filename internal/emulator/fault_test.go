// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

const (
	modifyAction   = "ModifyInstanceCrossBackupPolicy"
	describeAction = "DescribeInstanceCrossBackupPolicy"
)

// TestFault_everyEffectBeforeAndAfterCommit asserts what the client sees, and whether the change was made.
func TestFault_everyEffectBeforeAndAfterCommit(t *testing.T) {
	t.Parallel()
	empty, page := "", "<html>502 Bad Gateway</html>"
	for name, row := range map[string]struct {
		fault  emulator.Fault
		lost   bool // no readable answer
		status int
		code   string
		body   string
	}{
		"code":             {fault: emulator.Fault{Code: "InternalError"}, status: 500, code: "InternalError"},
		"code with status": {fault: emulator.Fault{Code: "Throttling.User", Status: 429, Message: "slow down"}, status: 429, code: "Throttling.User"},
		"code of no table": {fault: emulator.Fault{Code: "Strange.New"}, status: 400, code: "Strange.New"},
		"drop":             {fault: emulator.Fault{Drop: true}, lost: true},
		"delay":            {fault: emulator.Fault{Delay: "1ms"}, status: 200},
		"delay and code":   {fault: emulator.Fault{Delay: "1ms", Code: "ServiceUnavailable"}, status: 503, code: "ServiceUnavailable"},
		"empty body":       {fault: emulator.Fault{Body: &empty}, status: 200},
		"a proxy's page":   {fault: emulator.Fault{Body: &page, Status: 502}, status: 502, body: page},
		"truncated":        {fault: emulator.Fault{Truncate: true, When: emulator.AfterCommit}, lost: true},
		"null fields":      {fault: emulator.Fault{Null: []string{"BackupEnabled", "Retention"}, When: emulator.AfterCommit}, status: 200},
	} {
		for _, when := range []string{emulator.BeforeCommit, emulator.AfterCommit} {
			fault := row.fault
			if fault.When != "" && fault.When != when {
				continue
			}
			fault.When, fault.Action, fault.Times = when, modifyAction, 1
			t.Run(name+" "+when, func(t *testing.T) {
				t.Parallel()
				s := emulator.Start(t)
				s.AddFault(fault)
				c := newCaller(t, s)
				got, err := c.try("2014-08-15", modifyAction, enable("pgm-demo")...)
				if (err != nil) != row.lost {
					t.Fatalf("error %v, want lost = %v", err, row.lost)
				}
				if !row.lost && (got.status != row.status || got.code() != row.code) {
					t.Errorf("got %d %q, want %d %q", got.status, got.code(), row.status, row.code)
				}
				if row.body != "" && got.raw != row.body {
					t.Errorf("got body %q, want %q", got.raw, row.body)
				}
				policy, _ := s.Fleet().Policy("pgm-demo")
				// A delay alone harms nothing, so the change is made in either case.
				committed := when == emulator.AfterCommit || fault.Delay != "" && fault.Code == ""
				if policy.Enabled != committed {
					t.Errorf("committed is %v, want %v", policy.Enabled, committed)
				}
				if policy, err := c.try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-demo"); err != nil || policy.status != 200 {
					t.Errorf("the next call got %v %v, want a success", policy.raw, err)
				}
			})
		}
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
	if value, present := row["EngineVersion"]; !present || value != nil || row["DBInstanceStatus"] != nil || row["Engine"] != "PostgreSQL" {
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

func TestFault_dropClosesTheConnection(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Drop: true})
	_, err := newCaller(t, s).try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console")
	if err == nil || !(strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "reset")) {
		t.Errorf("got %v, want a lost connection", err)
	}
	if calls := s.Calls(); len(calls) != 1 || calls[0].Status != 0 || calls[0].Action != describeAction {
		t.Errorf("recorded %+v, want one call without a status", calls)
	}
}

func TestFault_delayEndsWhenTheClientHangsUp(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Delay: "10m", Action: modifyAction})
	c := newCaller(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request := c.request("2014-08-15", modifyAction, enable("pgm-demo")...).WithContext(ctx)
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		_ = response.Body.Close()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the client's own deadline", err)
	}
	if policy, _ := s.Fleet().Policy("pgm-demo"); policy.Enabled {
		t.Error("the change was made after the client had gone")
	}
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

// The messages of some codes have a place for an argument, which a fault does not have.
func TestFault_messageIsComplete(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Code: "MissingParameter"})
	if got := newCaller(t, s).policy("pgm-console"); strings.Contains(got.text("Message"), "{arg}") {
		t.Errorf("got %s", got.raw)
	}
}

func TestFault_refusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{
		"nothing":          {},
		"when":             {Code: "X", When: "during"},
		"delay":            {Delay: "soon"},
		"status":           {Code: "X", Status: 99},
		"negative":         {Code: "X", Nth: -1},
		"null before":      {Null: []string{"X"}, When: emulator.BeforeCommit},
		"two effects":      {Code: "X", Drop: true},
		"unknown action":   {Code: "X", Action: "ModifyCrossBackup"},
		"truncated before": {Truncate: true, When: emulator.BeforeCommit},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			defer func() {
				if recover() == nil {
					t.Error("the fault was taken")
				}
			}()
			s.AddFault(fault)
		})
	}
}
