// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// patience is the deadline of every call of the matrix, as the provider sets one too. It is longer than the client's
// own bound for one call.
const patience = 11 * time.Minute

// TestMatrix runs all calls of the client with all faults of the cloud, once and for ever, each in a cloud and a time
// of its own. What is expected follows from expect, which knows nothing of the client's table of codes.
func TestMatrix(t *testing.T) {
	t.Parallel()
	faults := slices.Concat(effectFaults(t, documentedCodes(t)), accountFaults())
	lines := onBothSettings(matrixRows())
	var cells, calls atomic.Int64
	begun := time.Now()
	t.Cleanup(func() {
		t.Logf("%d rows x %d faults, once and for ever: %d cells, %d calls, %s",
			len(lines), len(faults), cells.Load(), calls.Load(), time.Since(begun).Round(time.Millisecond))
	})
	for _, r := range lines {
		t.Run(r.name(), func(t *testing.T) {
			t.Parallel()
			baseline := inCloud(t, r, nil)
			if baseline.err != nil {
				t.Fatalf("without any fault: %v", baseline.err)
			}
			own := 0
			for _, fault := range faults {
				for _, forever := range []bool{false, true} {
					if fault.skips(r, forever) {
						continue
					}
					cell := inCloud(t, r, func(c *cloud) { fault.inject(c, r, forever) })
					for _, problem := range cell.problems(r, fault, forever, baseline.result) {
						t.Errorf("%s, %s: %s", fault.name, often(forever), problem)
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

// inCloud runs the row in a bubble: waits cost nothing, and time is the fake one for signatures, keys and the fleet
// alike.
func inCloud(t *testing.T, r row, inject func(*cloud)) cell {
	t.Helper()
	var got cell
	synctest.Test(t, func(t *testing.T) {
		c := newCloud(t, r)
		if inject != nil {
			inject(c)
		}
		before := c.policies()
		c.server.ResetCalls()
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), inCloudKey{}, c), patience)
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

type inCloudKey struct{}

// fleetOf is the fleet of the cloud that a row runs in, for ids that the row cannot ask for.
func fleetOf(ctx context.Context) *fleet.Fleet {
	c, _ := ctx.Value(inCloudKey{}).(*cloud)
	return c.server.Fleet()
}

// errorTexts are all ways in which an error, or one in its chain, may be printed.
func errorTexts(err error) []string {
	var texts []string
	for wrapped := err; wrapped != nil; wrapped = errors.Unwrap(wrapped) {
		texts = append(texts, wrapped.Error(), fmt.Sprintf("%+v %#v", wrapped, wrapped))
	}
	return texts
}

// problems lists what is not as the rules say.
func (got cell) problems(r row, fault fault, forever bool, baseline any) []string {
	want := expect(r, fault, forever)
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
		baseline = want.result
	}
	if !want.fails && got.err == nil && !want.open && !reflect.DeepEqual(got.result, baseline) {
		complain("it returned %+v, want %+v", got.result, baseline)
	}
	problems = append(problems, got.callProblems(r, fault, want)...)
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

// callProblems looks at what was sent, and at what that made of the policy.
func (got cell) callProblems(r row, fault fault, want expected) []string {
	var problems []string
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	sent, hit, done := 0, 0, 0
	for _, call := range got.calls {
		if call.Action == r.action {
			sent++
		}
		if fault.hit(call) {
			hit++
		}
		writes := call.Action == put || call.Action == create
		if writes && (call.Fault == "" && call.Code == "" || call.Fault != "" && fault.says.done) {
			done++
		}
	}
	if hit == 0 && !r.unsigned {
		complain("no call was hit, so that this proves nothing: %d calls", len(got.calls))
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
	return append(problems, check.BlindWrites(got.calls)...)
}
