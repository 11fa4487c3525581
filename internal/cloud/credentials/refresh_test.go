// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// issuer hands out numbered keys. Its fields are set between calls of the source.
type issuer struct {
	life time.Duration // of the keys; 0 = not said
	err  error
	wait func(ctx context.Context) error // before the answer

	mu    sync.Mutex
	calls int
	fresh int // calls that said that the kept keys are of no use
}

func (i *issuer) fetch(ctx context.Context, fresh bool) (rds.TemporaryCredentials, error) {
	i.mu.Lock()
	i.calls++
	if fresh {
		i.fresh++
	}
	keys := rds.TemporaryCredentials{Credentials: numbered(i.calls)}
	i.mu.Unlock()
	if i.life > 0 {
		keys.Expires = time.Now().Add(i.life)
	}
	if i.wait != nil {
		if err := i.wait(ctx); err != nil {
			return rds.TemporaryCredentials{}, err
		}
	}
	return keys, i.err
}

func numbered(n int) rds.Credentials {
	return rds.Credentials{AccessKeyID: fmt.Sprintf("key-%d", n), AccessKeySecret: "s", SecurityToken: "t"}
}

func (i *issuer) source() *refreshing {
	return &refreshing{label: label{source: `profile "a"`}, fetch: i.fetch, now: time.Now}
}

// takes lets a fetch take some time of the bubble, or until its context ends.
func takes(d time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
}

func TestRefreshing_fetchesBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		life time.Duration
		kept time.Duration // from when on keys are fetched again
	}{
		"an hour":       {time.Hour, 55 * time.Minute},
		"six minutes":   {6 * time.Minute, 3 * time.Minute},
		"not said":      {0, 5 * time.Minute},
		"in the past":   {-time.Minute, 5 * time.Minute},
		"twelve hours":  {12 * time.Hour, 12*time.Hour - 5*time.Minute},
		"eleven at all": {11 * time.Minute, 6 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: tt.life}
				if tt.life < 0 {
					keys.life = 1 // over as soon as a nanosecond has passed
					keys.wait = takes(time.Second)
				}
				source := keys.source()
				wantKeys(t, source, numbered(1))
				time.Sleep(tt.kept - time.Second) //nolint:forbidigo // time of the bubble
				wantKeys(t, source, numbered(1))
				time.Sleep(time.Second) //nolint:forbidigo // time of the bubble
				wantKeys(t, source, numbered(2))
			})
		})
	}
}

func TestRefreshing_manyCallersShareOneRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := &issuer{life: time.Hour, wait: takes(time.Second)}
		source := keys.source()
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() { wantKeys(t, source, numbered(1)) })
		}
		group.Wait()
		time.Sleep(55 * time.Minute) //nolint:forbidigo // time of the bubble
		began := time.Now()
		waited := make(chan time.Duration, 100)
		for range 100 {
			group.Go(func() {
				_, err := source.Credentials(t.Context())
				if err != nil {
					t.Errorf("Credentials: %v", err)
				}
				waited <- time.Since(began)
			})
		}
		group.Wait()
		close(waited)
		late := 0
		for d := range waited {
			if d > 0 {
				late++
			}
		}
		if keys.calls != 2 || late != 1 {
			t.Errorf("%d refreshes, and %d of 100 callers waited for the second; want 2 and 1: the old keys still work", keys.calls, late)
		}
	})
}

func TestRefreshing_aFailureIsSharedAndNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := &issuer{life: time.Hour, wait: takes(time.Second), err: failedStep("ask", errors.New("no"))}
		source := keys.source()
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				_, err := source.Credentials(t.Context())
				var failed *Error
				if !errors.As(err, &failed) || failed.Source != `profile "a"` || failed.Step != "ask" || failed.Err.Error() != "no" {
					t.Errorf("error = %v", err)
				}
			})
		}
		group.Wait()
		keys.err = nil
		wantKeys(t, source, numbered(2))
	})
}

func TestRefreshing_survivesAFailureWhileTheOldKeysWork(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]func(context.Context) error{
		"refused":   nil,
		"no answer": takes(time.Hour),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: 10 * time.Minute}
				source := keys.source()
				wantKeys(t, source, numbered(1))
				time.Sleep(6 * time.Minute) //nolint:forbidigo // time of the bubble
				keys.err, keys.wait = errors.New("no"), wait

				began := time.Now()
				for range 20 {
					wantKeys(t, source, numbered(1))
				}
				if took := time.Since(began); took > earlyPatience || keys.calls != 2 {
					t.Errorf("20 calls took %s and %d refreshes, want one attempt of at most %s", took, keys.calls-1, earlyPatience)
				}
				time.Sleep(retryPause) //nolint:forbidigo // time of the bubble
				keys.err, keys.wait = nil, nil
				wantKeys(t, source, numbered(3))

				time.Sleep(10 * time.Minute) //nolint:forbidigo // time of the bubble
				keys.err = errors.New("no")
				if _, err := source.Credentials(t.Context()); err == nil {
					t.Error("no error, although the old keys have ended")
				}
			})
		})
	}
}

func TestRefreshing_aCallerThatLeavesLeavesAtOnce(t *testing.T) {
	t.Parallel()
	for _, leaver := range []int{1, 2} { // who began the refresh, or who joined it
		synctest.Test(t, func(t *testing.T) {
			keys := &issuer{life: time.Hour, wait: takes(time.Minute)}
			source := keys.source()
			left, stayed := make(chan time.Duration, 1), make(chan error, 1)
			for caller := 1; caller <= 2; caller++ {
				began := time.Now()
				if caller != leaver {
					go func() {
						_, err := source.Credentials(t.Context())
						stayed <- err
					}()
				} else {
					go func() {
						ctx, cancel := context.WithTimeout(t.Context(), time.Second)
						defer cancel()
						if _, err := source.Credentials(ctx); !errors.Is(err, context.DeadlineExceeded) {
							t.Errorf("error = %v, want the end of the context", err)
						}
						left <- time.Since(began)
					}()
				}
				synctest.Wait()
			}
			if took := <-left; took != time.Second {
				t.Errorf("the caller left after %s, want at the end of its context", took)
			}
			if err := <-stayed; err != nil || keys.calls != 1 {
				t.Errorf("the caller who stayed got %v after %d refreshes, want keys of the first", err, keys.calls)
			}
		})
	}
}

func TestRefreshing_asksNothingForAContextThatHasEnded(t *testing.T) {
	t.Parallel()
	keys := &issuer{life: time.Hour}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := keys.source().Credentials(ended); !errors.Is(err, context.Canceled) || keys.calls != 0 {
		t.Errorf("error = %v after %d refreshes, want the context's without any", err, keys.calls)
	}
}

// A refresh that nobody waits for is canceled. One that cannot be canceled is the next caller's.
func TestRefreshing_abandoned(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wait  func(context.Context) error
		calls int
	}{
		"canceled":             {takes(time.Minute), 2},
		"cannot be canceled":   {func(context.Context) error { return takes(time.Minute)(context.Background()) }, 1},
		"ends late and failed": {func(ctx context.Context) error { _ = takes(time.Minute)(context.Background()); return ctx.Err() }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: time.Hour, wait: tt.wait}
				source := keys.source()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if _, err := source.Credentials(ctx); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error = %v, want the end of the context", err)
				}
				wantKeys(t, source, numbered(tt.calls))
			})
		})
	}
}

func TestRefreshing_expireForgetsTheCurrentKeysOnly(t *testing.T) {
	t.Parallel()
	keys := &issuer{life: time.Hour}
	source := keys.source()
	source.Expire(numbered(1)) // nothing to forget
	wantKeys(t, source, numbered(1))
	source.Expire(numbered(1))
	wantKeys(t, source, numbered(2))
	source.Expire(numbered(1)) // a late report on keys that have been replaced
	wantKeys(t, source, numbered(2))
	source.refreshAt = time.Time{}
	wantKeys(t, source, numbered(3))
	if keys.fresh != 1 {
		t.Errorf("%d refreshes were told that the kept keys are refused, want 1", keys.fresh)
	}
}

func TestRefreshing_aPanicIsAnErrorWithoutItsValue(t *testing.T) {
	t.Parallel()
	keys := &issuer{wait: func(context.Context) error { panic(canarySecret) }}
	source := keys.source()
	for range 2 { // the second call is not held up by the first
		if _, err := source.Credentials(t.Context()); err == nil || err.Error() != `get credentials of the profile "a": the answer cannot be handled` {
			t.Errorf("error = %v", err)
		}
	}
}
