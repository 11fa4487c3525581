// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// What the client says of a host that does not answer, and of one that answers something odd.
var (
	errSilent = &rds.Error{Code: "Client.ReadTimeout"}
	errOdd    = &rds.Error{Code: "Client.UnexpectedAnswer", Status: 200}
)

func TestLock_isPerInstanceAndEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := walk.New(nil)
		unlock, err := w.Lock(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		other, err := w.Lock(t.Context(), "b")
		if err != nil {
			t.Fatal(err)
		}
		other()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if _, err := w.Lock(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want the end of the context", err)
		}
		unlock()
		if again, err := w.Lock(t.Context(), "a"); err != nil {
			t.Errorf("error = %v after unlock", err)
		} else {
			again()
		}
	})
}

func TestDeclare_countsByInstance(t *testing.T) {
	t.Parallel()
	w := walk.New(nil)
	create := processes.Creates
	for i, want := range []walk.Plans{{}, {Creates: 1}, {Creates: 2}} {
		if got, _ := w.Declare("a", create); got != want {
			t.Errorf("before plan %d of a: %+v, want %+v", i, got, want)
		}
	}
	if got, _ := w.Declare("b", create); got != (walk.Plans{}) {
		t.Errorf("before the first plan of b: %+v", got)
	}
}

func TestTake_isBounded(t *testing.T) {
	t.Parallel()
	w := walk.New(nil)
	for i, want := range []bool{true, true, false, false} {
		if got := w.Take("budget", 2); got != want {
			t.Errorf("use %d is %t, want %t", i, got, want)
		}
	}
	if !w.First("budget") || w.First("budget") || !w.First("other") {
		t.Error("a topic comes up for the first time once")
	}
}

// Only a host that does not answer, while its caller has time, makes a region fail.
func TestHeard_whatMakesARegionFail(t *testing.T) {
	t.Parallel()
	ended, end := context.WithCancel(t.Context())
	end()
	for name, tt := range map[string]struct {
		ctx  context.Context
		err  error
		want bool
	}{
		"no answer":                {t.Context(), errSilent, true},
		"no connection":            {t.Context(), &rds.Error{Code: "Client.ConnectionFailed"}, true},
		"no connection in time":    {t.Context(), &rds.Error{Code: "Client.ConnectTimeout"}, true},
		"an answer":                {t.Context(), nil, false},
		"an odd answer":            {t.Context(), errOdd, false},
		"a refusal":                {t.Context(), &rds.Error{Code: "Forbidden.RAM", Status: 403}, false},
		"a failure of the API":     {t.Context(), &rds.Error{Code: "InternalError", Status: 500}, false},
		"a list that broke off":    {t.Context(), &rds.Error{Code: "Client.IncompleteList"}, false},
		"a panic":                  {t.Context(), &rds.Error{Code: "Client.Panic"}, false},
		"the caller's own time":    {t.Context(), &rds.Error{Code: "Client.Interrupted"}, false},
		"no answer, but also that": {ended, errSilent, false},
	} {
		w := walk.New(nil)
		w.Heard(tt.ctx, "cn-hangzhou", tt.err)
		if got := w.Failed("cn-hangzhou"); got != tt.want || w.MayCall("cn-hangzhou", "a") == tt.want {
			t.Errorf("%s: failed is %t, want %t", name, got, tt.want)
		}
		if w.Failed("cn-beijing") || !w.MayCall("cn-beijing", "a") {
			t.Errorf("%s: another region has failed", name)
		}
	}
}

// After a minute one instance may try again, and the others wait for what it hears, or for another minute.
func TestMayCall_oneTriesAgainAfterAMinute(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	w := walk.New(func() time.Time { return now })
	const region = "cn-hangzhou"
	check := func(when, instance string, want bool) {
		t.Helper()
		if got := w.MayCall(region, instance); got != want {
			t.Errorf("%s: %s may call is %t, want %t", when, instance, got, want)
		}
	}
	w.Heard(t.Context(), region, errSilent)
	now = now.Add(time.Minute - 1)
	check("within a minute", "a", false)
	now = now.Add(1)
	check("after a minute", "a", true)
	check("after a minute", "b", false)
	check("once more", "a", true)
	if !w.Failed(region) {
		t.Error("the region passes for one that answers while one instance tries")
	}
	w.Heard(t.Context(), region, errSilent)
	check("after the trial failed", "a", false)
	check("after the trial failed", "b", false)
	now = now.Add(time.Minute)
	check("after another minute", "b", true)
	now = now.Add(time.Minute)
	check("where the one that may try did not", "a", true)
	w.Heard(t.Context(), region, nil)
	check("after an answer", "a", true)
	check("after an answer", "b", true)
	if w.Failed(region) {
		t.Error("the region passes for one that does not answer")
	}
}

// Instances without an id yet cannot be told apart: all of them wait, and none is the one that may try again.
func TestMayCall_unknownInstances(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	w := walk.New(func() time.Time { return now })
	const region = "cn-hangzhou"
	w.Heard(t.Context(), region, errSilent)
	if w.MayCall(region, "") {
		t.Error("an instance without an id may call a region that does not answer")
	}
	now = now.Add(time.Minute)
	if !w.MayCall(region, "") || w.MayCall(region, "") {
		t.Error("after a minute, one call may try again, and only one")
	}
}

func TestUnchecked_isPerInstance(t *testing.T) {
	t.Parallel()
	w := walk.New(nil)
	w.MarkUnchecked("a")
	if !w.Unchecked("a") || w.Unchecked("b") {
		t.Error("a is unchecked, and b is not")
	}
	w.MarkUnchecked("")
	if w.Unchecked("") {
		t.Error("an instance without an id yet is remembered")
	}
}
