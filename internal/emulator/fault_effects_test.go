// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// TestEffects_doWhatTheySay injects every effect into a change and a read. It compares what comes back, and whether the
// change was made, with the effect's sentence.
func TestEffects_doWhatTheySay(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, effect := range emulator.Effects() {
		if effect.Name == "" || effect.Sentence == "" || seen[effect.Name] {
			t.Errorf("effect %+v is incomplete or there twice", effect)
		}
		seen[effect.Name] = true
		t.Run(effect.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := emulator.StartInMemory(t, emulator.WithGuess("busy-after-write", "0s"))
				s.AddFault(emulator.Fault{Effect: effect.Name, Times: 2})
				c := newMemoryCaller(t, s)
				c.client.Timeout = time.Minute
				write, err := c.try("2014-08-15", modifyAction, enable("pgm-demo")...)
				checkEffect(t, effect, write, err)
				policy, _ := s.Fleet().Policy("pgm-demo")
				harmless := effect.Name == "slow"
				if want := strings.Contains(effect.Sentence, "was carried out") || harmless; policy.Enabled != want {
					t.Errorf("committed is %v: %s", policy.Enabled, effect.Sentence)
				}
				read, err := c.try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console")
				checkEffect(t, effect, read, err)
				for _, call := range s.Calls() {
					if call.Fault != effect.Name {
						t.Errorf("recorded %q", call.Fault)
					}
					if want := effect.Fault.Code != "" || effect.Name == "slow"; call.Delivered != want {
						t.Errorf("%s is recorded as delivered: %t, want %t", call.Action, call.Delivered, want)
					}
				}
				wantOK(t, c.policy("pgm-console"))
			})
		})
	}
}

func checkEffect(t *testing.T, effect emulator.Effect, got answer, err error) {
	t.Helper()
	switch name := effect.Name; {
	case effect.Hangs:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the client's timeout", err)
		}
	case strings.HasPrefix(name, "drop"):
		if !errors.Is(err, io.EOF) {
			t.Errorf("got %v, want a lost connection", err)
		}
	case name == "cut":
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v, want half an answer", err)
		}
	case name == "half-json":
		if err == nil || errors.Is(err, io.ErrUnexpectedEOF) || got.status != 200 {
			t.Errorf("got %v %q, want JSON that cannot be read", err, got.raw)
		}
	case name == "empty-answer":
		if got.status != 200 || got.raw != "" {
			t.Errorf("got %d %q, want nothing", got.status, got.raw)
		}
	case err != nil:
		t.Errorf("got %v", err)
	case name == "slow":
		wantOK(t, got)
	case name == "null-fields":
		if got.status != 200 || got.body["RequestId"] != nil || len(got.body) < 2 && !strings.Contains(got.raw, "null") {
			t.Errorf("got %d %s, want nulls", got.status, got.raw)
		}
	case strings.HasPrefix(name, "bad-gateway"):
		if got.status != 502 || !strings.Contains(got.raw, "<html>") {
			t.Errorf("got %d %q, want a page", got.status, got.raw)
		}
	case strings.HasPrefix(name, "too-many"):
		bare := strings.HasSuffix(name, "bare")
		if got.status != 429 || (got.raw == "") != bare || (got.header.Get("Retry-After") == "") != bare {
			t.Errorf("got %d %v %q", got.status, got.header, got.raw)
		}
	case strings.HasPrefix(name, "code-"):
		if _, text := got.body["Code"].(string); got.status != 400 || text || !strings.Contains(got.raw, `"Code":`) {
			t.Errorf("got %d %s, want a code that is no text", got.status, got.raw)
		}
	case strings.HasPrefix(name, "other-"):
		if got.status != 200 {
			t.Errorf("got %d %s", got.status, got.raw)
		}
		for field, text := range effect.Fault.Set {
			if said := got.body[field]; said != nil && said != text {
				t.Errorf("%s is %v, want %s", field, said, text)
			}
		}
	case name == "internal-error-after-commit":
		wantCode(t, got, 500, "InternalError")
	default:
		// The messages of some codes have a place for an argument, which a fault does not have.
		if got.code() != name || got.status < 400 || strings.Contains(got.text("Message"), "{arg}") {
			t.Errorf("got %d %s", got.status, got.raw)
		}
	}
}

func TestFault_onArrivalComesBeforeAnyCheck(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	c := newMemoryCaller(t, s)
	wrong := c.with(func(c *caller) { c.secret = "wrong" })
	s.AddFault(emulator.Fault{When: emulator.OnArrival, Code: "Throttling", Times: 1})
	wantCode(t, wrong.policy("pgm-console"), 400, "Throttling")
	wantCode(t, wrong.policy("pgm-console"), 400, "SignatureDoesNotMatch")
	for effect, status := range map[string]int{
		"bad-gateway": 502, "too-many-requests": 429, "too-many-requests-bare": 429,
	} {
		s.AddFault(emulator.Fault{Effect: effect, Times: 1})
		if got := wrong.policy("pgm-console"); got.status != status {
			t.Errorf("%s: got %d %s, want %d", effect, got.status, got.raw, status)
		}
	}
	s.AddFault(emulator.Fault{When: emulator.OnArrival, Delay: "1ms", Times: 1})
	s.AddFault(emulator.Fault{Code: "InternalError", Times: 1})
	wantOK(t, c.policy("pgm-console")) // a call gets one fault
	wantCode(t, c.policy("pgm-console"), 500, "InternalError")
}

func TestFault_nullsEveryPlainField(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Null: []string{"*"}, Times: 1})
	c := newMemoryCaller(t, s)
	got := c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-demo")
	row, _ := got.at("Items", "DBInstanceAttribute", 0).(map[string]any)
	if _, there := row["DBInstanceId"]; !there || got.body["RequestId"] != nil {
		t.Fatalf("got %s, want the row with its fields", got.raw)
	}
	for name, value := range row {
		switch value.(type) {
		case nil, map[string]any, []any:
		default:
			t.Errorf("%s is %v, want null", name, value)
		}
	}
}

func TestControl_effectsAreListedAndUsedByName(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var list []emulator.Effect
	control(t, s, http.MethodGet, "effects", "", &list)
	if len(list) != len(emulator.Effects()) {
		t.Errorf("%d effects are listed", len(list))
	}
	var faults []emulator.Fault
	status, raw := control(t, s, http.MethodPost, "faults",
		`{"effect":"hang-after-commit","delay":"1ms","action":"`+modifyAction+`","times":1}`, &faults)
	if status != http.StatusOK || len(faults) != 1 || faults[0].Delay != "1ms" || !faults[0].Drop ||
		faults[0].When != emulator.AfterCommit {
		t.Fatalf("got %d %s", status, raw)
	}
	c := newCaller(t, s)
	if _, err := c.try("2014-08-15", modifyAction, enable("pgm-demo")...); err == nil {
		t.Error("got an answer, want a lost connection")
	}
	if policy, _ := s.Fleet().Policy("pgm-demo"); !policy.Enabled {
		t.Error("the change was not made")
	}
}

func TestControl_skewIsAWrongClock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	for _, row := range []struct{ skew, code string }{
		{"16m", "InvalidTimeStamp.Expired"}, {"-16m", "InvalidTimeStamp.Expired"}, {"14m", ""}, {"0s", ""},
	} {
		var clock map[string]string
		status, raw := control(t, s, http.MethodPost, "clock", `{"skew":"`+row.skew+`"}`, &clock)
		if d, _ := time.ParseDuration(row.skew); status != http.StatusOK || clock["skew"] != d.String() ||
			clock["now"] != "2026-01-15T08:00:00Z" {
			t.Errorf("got %d %s", status, raw)
		}
		got := c.policy("pgm-console")
		if got.code() != row.code {
			t.Errorf("skew %s: got %s, want %q", row.skew, got.raw, row.code)
		}
		d, _ := time.ParseDuration(row.skew)
		if want := s.Fleet().Now().Add(d).Format(http.TimeFormat); got.header.Get("Date") != want {
			t.Errorf("skew %s: Date is %q, want %q: the API tells its own clock", row.skew, got.header.Get("Date"), want)
		}
	}
	if status, _ := control(t, s, http.MethodPost, "clock", `{"skew":"late"}`, nil); status != http.StatusBadRequest {
		t.Errorf("a skew that is no duration got %d", status)
	}
}

// namesOf are the effects that were injected into the calls, in their order.
func namesOf(calls []emulator.Call) []string {
	names := []string{}
	for _, call := range calls {
		names = append(names, call.Fault)
	}
	return names
}

func transientEffects() map[string]emulator.Effect {
	transient := map[string]emulator.Effect{}
	for _, effect := range emulator.Effects() {
		if effect.Transient {
			transient[effect.Name] = effect
		}
	}
	return transient
}
