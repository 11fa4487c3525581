// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func TestOnce_callersShareOneAnswer(t *testing.T) {
	t.Parallel()
	run := walk.New()
	var asked atomic.Int32
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			got, err := walk.Once(t.Context(), run, "key", func(context.Context) (int, error) {
				return int(asked.Add(1)), nil
			})
			if got != 1 || err != nil {
				t.Errorf("got %d, %v; want the first answer", got, err)
			}
		})
	}
	group.Wait()
	if asked.Load() != 1 {
		t.Errorf("asked %d times, want once", asked.Load())
	}
}

func TestOnce_aFailureIsAskedAgain(t *testing.T) {
	t.Parallel()
	run, broken := walk.New(), errors.New("broken")
	if _, err := walk.Once(t.Context(), run, "key", func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("error = %v, want it as it is", err)
	}
	if got, err := walk.Once(t.Context(), run, "key", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("got %d, %v; want 7", got, err)
	}
}

// A denial lasts as long as the walk. Anything else that failed is asked again.
func TestOnceOrDenied_remembersADenialAlone(t *testing.T) {
	t.Parallel()
	for code, asked := range map[string]int{"Forbidden.RAM": 1, "InternalError": 3} {
		run, count := walk.New(), 0
		for range 3 {
			_, err := walk.OnceOrDenied(t.Context(), run, "key", func(context.Context) (int, error) {
				count++
				return 0, &rds.Error{Code: code}
			})
			var failed *rds.Error
			if !errors.As(err, &failed) || failed.Code != code {
				t.Errorf("%s: error = %v", code, err)
			}
		}
		if count != asked {
			t.Errorf("%s: asked %d times, want %d", code, count, asked)
		}
	}
}

func TestMarkFailed_tellsWhoIsFirst(t *testing.T) {
	t.Parallel()
	run := walk.New()
	if !run.MarkFailed("cn-hangzhou") || run.MarkFailed("cn-hangzhou") || !run.MarkFailed("cn-beijing") || run.Failed("cn-shanghai") {
		t.Error("the first failure of a region is news, and no other")
	}
}

// TestOnce_aCallerThatLeavesTakesNobodyAlong starts a look-up, lets a second caller join it, and ends the first caller's context.
func TestOnce_aCallerThatLeavesTakesNobodyAlong(t *testing.T) {
	t.Parallel()
	run := walk.New()
	ctx, leave := context.WithCancel(t.Context())
	begun, first := make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := walk.Once(ctx, run, "key", func(ctx context.Context) (int, error) {
			close(begun)
			<-ctx.Done()
			return 0, ctx.Err()
		})
		first <- err
	}()
	<-begun
	second := make(chan error, 1)
	go func() {
		got, err := walk.Once(t.Context(), run, "key", func(context.Context) (int, error) { return 7, nil })
		if err == nil && got != 7 {
			err = errors.New("a wrong answer")
		}
		second <- err
	}()
	time.AfterFunc(20*time.Millisecond, leave) // by then the second caller has most probably joined
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller that left got %v", err)
	}
	if err := <-second; err != nil {
		t.Errorf("the caller that stayed got %v, want its own answer", err)
	}
}

func TestOnce_aCallerThatLeavesDoesNotWaitForTheOthers(t *testing.T) {
	t.Parallel()
	run := walk.New()
	begun, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		_, err := walk.Once(t.Context(), run, "key", func(context.Context) (int, error) {
			close(begun)
			<-release
			return 7, nil
		})
		first <- err
	}()
	<-begun
	ctx, leave := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer leave()
	if _, err := walk.Once(ctx, run, "key", func(context.Context) (int, error) { return 0, nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want the end of the caller's own time", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Errorf("the caller that stayed got %v", err)
	}
}

func TestLock_isPerInstanceAndEndsWithTheContext(t *testing.T) {
	t.Parallel()
	run := walk.New()
	unlock, err := run.Lock(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := run.Lock(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	other()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := run.Lock(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want the end of the context", err)
	}
	unlock()
	if again, err := run.Lock(t.Context(), "a"); err != nil {
		t.Errorf("error = %v after unlock", err)
	} else {
		again()
	}
}
