// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// patience is the deadline of every call of the matrix, since the provider sets one too. It is longer than the client's own bound for one call.
const patience = 11 * time.Minute

// TestMatrix runs everything that the client can do against everything that the cloud can do to it, once and for ever, each in a cloud and a time of
// its own. What has to come out follows from rules.expect, which knows nothing of the client's table of codes.
func TestMatrix(t *testing.T) {
	t.Parallel()
	injuries := slices.Concat(effectInjuries(t, documentedCodes(t)), accountInjuries())
	lines := matrixRows()
	var cells, calls atomic.Int64
	begun := time.Now()
	t.Cleanup(func() {
		t.Logf("%d rows x %d injuries, once and for ever: %d cells, %d calls, %s", len(lines), len(injuries), cells.Load(), calls.Load(), time.Since(begun).Round(time.Millisecond))
	})
	for _, r := range lines {
		t.Run(r.name(), func(t *testing.T) {
			t.Parallel()
			unhurt := inCloud(t, r, nil)
			if unhurt.err != nil {
				t.Fatalf("without any fault: %v", unhurt.err)
			}
			own := 0
			for _, injury := range injuries {
				for _, forever := range []bool{false, true} {
					if injury.skips(r, forever) {
						continue
					}
					cell := inCloud(t, r, func(c *cloud) { injury.inflict(c, r, forever) })
					for _, problem := range cell.judge(r, injury, forever, unhurt.result) {
						t.Errorf("%s, %s: %s", injury.name, often(forever), problem)
					}
					own++
					calls.Add(int64(len(cell.calls)))
				}
			}
			cells.Add(int64(own))
			t.Logf("%4d cells", own)
		})
	}
}

func often(forever bool) string {
	if forever {
		return "for ever"
	}
	return "once"
}

// cell is what became of one call in its cloud.
type cell struct {
	result any
	err    error
	took   time.Duration
	calls  []emulator.Call
	// texts are all that the client said: its error, the remedy, and what the observer was told.
	texts  []string
	stored stored
	// others says which policies differ that nobody asked to change.
	others []string
}

// inCloud runs the row in a bubble: waits cost nothing, and time is the fake one for signatures, keys and the fleet alike.
func inCloud(t *testing.T, r row, injure func(*cloud)) cell {
	t.Helper()
	var got cell
	synctest.Test(t, func(t *testing.T) {
		c := newCloud(t, r)
		if injure != nil {
			injure(c)
		}
		before := c.policies()
		c.server.ResetCalls()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		begun := time.Now()
		got.result, got.err = r.run(ctx, c.client)
		got.took = time.Since(begun)
		got.calls = c.server.Calls()
		after := c.policies()
		for id, policy := range after {
			if id != r.instance && policy != before[id] {
				got.others = append(got.others, fmt.Sprintf("%s was %+v and is %+v", id, before[id], policy))
			}
		}
		got.stored = after[r.instance]
		got.texts = append(c.log.all(), errorTexts(got.err)...)
	})
	return got
}

// errorTexts are all ways in which an error, or one in its chain, may be printed.
func errorTexts(err error) []string {
	var texts []string
	for wrapped := err; wrapped != nil; wrapped = errors.Unwrap(wrapped) {
		texts = append(texts, wrapped.Error(), fmt.Sprintf("%+v %#v", wrapped, wrapped))
	}
	return texts
}

// judge lists what is not as the rules say.
func (got cell) judge(r row, injury injury, forever bool, unhurt any) []string {
	want := expect(r, injury, forever)
	var problems []string
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	switch {
	case want.fails && got.err == nil:
		complain("it succeeded with %+v, want a failure of class %v", got.result, want.class)
	case want.fails && rds.ClassOf(got.err) != want.class:
		complain("the class is %v, want %v: %v", rds.ClassOf(got.err), want.class, got.err)
	case !want.fails && got.err != nil:
		complain("it failed: %v", got.err)
	}
	if want.result != nil {
		unhurt = want.result
	}
	if !want.fails && got.err == nil && !want.open && !reflect.DeepEqual(got.result, unhurt) {
		complain("it returned %+v, want %+v", got.result, unhurt)
	}
	problems = append(problems, got.judgeCalls(r, injury, want)...)
	if got.took > patience+time.Second {
		complain("it took %s", got.took)
	}
	for _, other := range got.others {
		complain("the policy of %s", other)
	}
	for _, text := range got.texts {
		if leak := leaked(text); leak != "" {
			complain("%q shows in: %s", leak, text)
		}
		if strings.Contains(text, "Client.Failure") {
			complain("a panic was recovered: %s", text)
		}
	}
	return problems
}

// judgeCalls looks at what was sent, and at what that made of the policy.
func (got cell) judgeCalls(r row, injury injury, want outcome) []string {
	var problems []string
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	sent, struck, done := 0, 0, 0
	for _, call := range got.calls {
		if call.Action == r.action {
			sent++
		}
		if injury.struck(call) {
			struck++
		}
		if call.Action == put && (call.Fault == "" && call.Code == "" || call.Fault != "" && injury.says.done) {
			done++
		}
	}
	if struck == 0 && !r.unsigned {
		complain("no call was struck, so that this proves nothing: %d calls", len(got.calls))
	}
	if sent < want.least || sent > want.most {
		complain("%s was sent %d times, want %d to %d", r.action, sent, want.least, want.most)
	}
	if done != want.done {
		complain("%d writes were carried out, want %d", done, want.done)
	}
	final := r.before
	if want.done > 0 {
		final = r.wanted
	}
	if r.instance != "" && got.stored != final {
		complain("the policy is %+v, want %+v", got.stored, final)
	}
	var unsettled *rds.NotSettledError
	if want.fails && r.settles() && errors.As(got.err, &unsettled) && want.done > 0 && !unsettled.Written {
		complain("the error says that nothing was written: %v", got.err)
	}
	return append(problems, blindWrites(got.calls)...)
}

// blindWrites finds writes that follow a write to the same instance which may have been carried out, without a truthful read of the policy in between.
// After a refusal for being one too many, or for keys that have ended, a write may be sent again at once: it was surely not carried out.
func blindWrites(calls []emulator.Call) []string {
	var problems []string
	unsure := map[string]emulator.Call{}
	for _, call := range calls {
		id := call.Params.Get("DBInstanceId")
		switch call.Action {
		case put:
			if before, ok := unsure[id]; ok {
				problems = append(problems, fmt.Sprintf("a write to %s followed one that ended with %d %s %s, without a read", id, before.Status, before.Code, before.Fault))
			}
			if call.Status != 429 && !strings.Contains(call.Code, "Throttling") && call.Code != "InvalidSecurityToken.Expired" {
				unsure[id] = call
			}
		case get, rows:
			if showsPolicy(call) {
				delete(unsure, id)
			}
		}
	}
	return problems
}

// showsPolicy reports whether a read tells what the policy is. That the instance is not known is such an answer too, and no other refusal is.
func showsPolicy(call emulator.Call) bool {
	says, known := harmOf(call.Code)
	absent := known && says.class == rds.ClassAbsent
	return absent || call.Code == "" && (call.Fault == "" || call.Fault == "slow")
}

func TestBlindWrites_onlyAReadOfThePolicyCounts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		between emulator.Call
		blind   int
	}{
		"the getter":              {emulator.Call{Action: get, Status: 200}, 0},
		"the list":                {emulator.Call{Action: rows, Status: 200}, 0},
		"the getter, slowly":      {emulator.Call{Action: get, Status: 200, Fault: "slow"}, 0},
		"not found":               {emulator.Call{Action: get, Status: 404, Code: "InvalidDBInstanceId.NotFound"}, 0},
		"the instance":            {emulator.Call{Action: attr, Status: 200}, 1},
		"a refused getter":        {emulator.Call{Action: get, Status: 403, Code: "Forbidden.RAM"}, 1},
		"a getter that failed":    {emulator.Call{Action: get, Status: 500, Code: "InternalError"}, 1},
		"an answer that was lost": {emulator.Call{Action: get, Fault: "drop-after-commit"}, 1},
	} {
		id := url.Values{"DBInstanceId": {"pgm-demo"}}
		tc.between.Params = id
		lost := emulator.Call{Action: put, Params: id, Fault: "drop-before-commit"}
		if got := blindWrites([]emulator.Call{lost, tc.between, lost}); len(got) != tc.blind {
			t.Errorf("%s: %d blind writes, want %d: %v", name, len(got), tc.blind, got)
		}
	}
}
