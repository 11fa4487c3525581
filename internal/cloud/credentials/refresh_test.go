// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// issuer hands out numbered keys. Its fields are set between calls of the source.
type issuer struct {
	life time.Duration // of the keys; 0 = not stated
	err  error
	wait func(ctx context.Context) error // before the answer

	mu      sync.Mutex
	calls   int
	refused []rds.Credentials // that the calls were told of
}

func (i *issuer) fetch(ctx context.Context, refused rds.Credentials) (rds.TemporaryCredentials, error) {
	i.mu.Lock()
	i.calls++
	if refused != (rds.Credentials{}) {
		i.refused = append(i.refused, refused)
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

func pass(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // time of the bubble
	synctest.Wait()
}

func TestRefreshing_refreshesBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		life time.Duration
		due  time.Duration // after which keys are refreshed
	}{
		"an hour":                          {time.Hour, 55 * time.Minute},
		"six minutes: at half of the life": {6 * time.Minute, 3 * time.Minute},
		"twelve hours":                     {12 * time.Hour, 12*time.Hour - 5*time.Minute},
		"not stated":                       {0, 2 * time.Minute},
		"ended when they came":             {time.Nanosecond, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: tt.life}
				if tt.life == time.Nanosecond {
					keys.wait = takes(time.Second)
				}
				source := keys.source()
				wantKeys(t, source, numbered(1))
				pass(tt.due - time.Second)
				wantKeys(t, source, numbered(1))
				pass(2 * time.Second)
				wantKeys(t, source, numbered(1)) // starts the refresh, and does not wait for it
				pass(time.Second)
				wantKeys(t, source, numbered(2))
			})
		})
	}
}

// Callers wait for keys only where there are none, or none that live for another minute. They share one refresh.
func TestRefreshing_manyCallersShareOneRefresh(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		after time.Duration // of the first keys, which live an hour
		late  int           // callers of 100 that wait
	}{
		"no keys":             {0, 100},
		"old keys work":       {55 * time.Minute, 0},
		"old keys end soon":   {59*time.Minute + 30*time.Second, 100},
		"old keys have ended": {time.Hour, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: time.Hour}
				source := keys.source()
				if tt.after > 0 {
					wantKeys(t, source, numbered(1))
					pass(tt.after)
				}
				before := keys.calls
				keys.wait = takes(time.Second)
				var group sync.WaitGroup
				var mu sync.Mutex
				late := 0
				for range 100 {
					group.Go(func() {
						began := time.Now()
						if _, err := source.Credentials(t.Context()); err != nil {
							t.Errorf("Credentials: %v", err)
						}
						mu.Lock()
						defer mu.Unlock()
						if time.Since(began) > 0 {
							late++
						}
					})
				}
				group.Wait()
				pass(time.Second)
				if keys.calls-before != 1 || late != tt.late {
					t.Errorf("%d refreshes, and %d of 100 callers waited; want 1 and %d", keys.calls-before, late, tt.late)
				}
			})
		})
	}
}

// A refresh that fails or hangs costs no caller anything while the old keys work, and is repeated every half minute.
func TestRefreshing_survivesAFailureWhileTheOldKeysWork(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]func(context.Context) error{
		"refused":   nil,
		"no answer": takes(20 * time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: 10 * time.Minute}
				source := keys.source()
				wantKeys(t, source, numbered(1))
				pass(6 * time.Minute)
				keys.err, keys.wait = errors.New("no"), wait
				began := time.Now()
				for range 20 {
					wantKeys(t, source, numbered(1))
				}
				synctest.Wait()
				if took := time.Since(began); took > 0 || keys.calls != 2 {
					t.Errorf("20 calls took %s and %d refreshes, want no time and one refresh", took, keys.calls-1)
				}
				pass(20*time.Second + retryPause)
				keys.err, keys.wait = nil, nil
				wantKeys(t, source, numbered(1))
				synctest.Wait()
				wantKeys(t, source, numbered(3))

				pass(10 * time.Minute)
				keys.err = errors.New("no")
				if _, err := source.Credentials(t.Context()); err == nil {
					t.Error("no error, although the old keys have ended")
				}
			})
		})
	}
}

// No caller gets an error or ended keys while STS is silent around the end of the old keys.
func TestRefreshing_outlivesTheEndOfTheOldKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := &issuer{life: time.Hour}
		source := keys.source()
		wantKeys(t, source, numbered(1))
		end := time.Now().Add(keys.life)
		answersAgain := end.Add(time.Minute)
		keys.wait = func(ctx context.Context) error { return takes(time.Until(answersAgain))(ctx) }
		pass(keys.life - 5*time.Minute)
		var callers sync.WaitGroup
		for range 5 {
			callers.Go(func() {
				for time.Now().Before(answersAgain.Add(time.Minute)) {
					got, err := source.Credentials(t.Context())
					if err != nil {
						t.Errorf("%s after the end of the old keys: %v", time.Since(end), err)
					}
					if !time.Now().Before(end) && got == numbered(1) {
						t.Errorf("the old keys were handed out %s after their end", time.Since(end))
					}
					time.Sleep(time.Second) //nolint:forbidigo // time of the bubble
				}
			})
		}
		callers.Wait()
	})
}

// A refresh is canceled with its last waiting caller. One that cannot be canceled is the next caller's.
func TestRefreshing_abandoned(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wait  func(context.Context) error
		calls int
	}{
		"canceled":           {takes(time.Minute), 2},
		"cannot be canceled": {func(context.Context) error { return takes(time.Minute)(context.Background()) }, 1},
		"ends late and failed": {
			func(ctx context.Context) error { _ = takes(time.Minute)(context.Background()); return ctx.Err() }, 2,
		},
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

// Expire drops the keys that it names alone, and the next fetch is told of them.
func TestRefreshing_expire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := &issuer{life: time.Hour}
		source := keys.source()
		source.Expire(numbered(1)) // nothing to drop
		wantKeys(t, source, numbered(1))
		source.Expire(numbered(1))
		wantKeys(t, source, numbered(2))
		source.Expire(numbered(1)) // a late report on keys that have been replaced
		wantKeys(t, source, numbered(2))
		pass(time.Hour)
		wantKeys(t, source, numbered(3))
		if len(keys.refused) != 1 || keys.refused[0] != numbered(1) {
			t.Errorf("fetches were told of the refused keys %v, want the first once", keys.refused)
		}
	})
}

// Keys that had ended when they came are still handed out, since only the API knows whether they work. Whoever
// asks is told of the end, as long as these keys are handed out.
func TestRefreshing_keysThatHadEndedWhenTheyCame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var output bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &output)
		issued := &issuer{life: time.Nanosecond, wait: takes(time.Hour)}
		source := issued.source()
		ends := time.Now().Add(time.Nanosecond)
		for range 3 {
			got, err := source.Credentials(ctx)
			if err != nil || got != numbered(1) {
				t.Fatalf("Credentials = %v, %v; want the first keys", got, err)
			}
		}
		if got := source.Origin(numbered(1)); got.Place != `the profile "a"` || !got.Ends.Equal(ends) {
			t.Errorf("origin = %+v, want the end that was stated", got)
		}
		if n := strings.Count(output.String(), `"@level":"warn"`); n != 1 ||
			!strings.Contains(output.String(), ends.UTC().Format(time.RFC3339)) {
			t.Errorf("%d warnings, want one with the end:\n%s", n, output.String())
		}
		source.Expire(numbered(1))
		issued.life, issued.wait = time.Hour, nil
		wantKeys(t, source, numbered(2))
		if got := source.Origin(numbered(1)); !got.Ends.IsZero() {
			t.Errorf("origin = %+v of keys that are not handed out any more", got)
		}
	})
}

func TestRefreshing_aPanicIsAnErrorWithoutItsValue(t *testing.T) {
	t.Parallel()
	keys := &issuer{wait: func(context.Context) error { panic(canarySecret) }}
	source := keys.source()
	for range 2 { // the second call is not held up by the first
		_, err := source.Credentials(t.Context())
		if err == nil || err.Error() != `get credentials of the profile "a": the answer cannot be handled` {
			t.Errorf("error = %v", err)
		}
	}
}
