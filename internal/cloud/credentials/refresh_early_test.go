// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A refresh begun while the old keys worked is bounded. When they end on the way, whoever waits gets one that is not.
func TestRefreshing_outlivesTheEndOfTheOldKeys(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]time.Duration{
		"began shortly before the end": 10 * time.Second,
		"was repeated up to the end":   5 * time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				keys := &issuer{life: time.Hour}
				source := keys.source()
				wantKeys(t, source, numbered(1))
				end := time.Now().Add(keys.life)
				answersAgain := end.Add(time.Minute)
				keys.wait = func(ctx context.Context) error { return takes(time.Until(answersAgain))(ctx) } // STS is silent up to then
				time.Sleep(keys.life - before)                                                              //nolint:forbidigo // time of the bubble

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
		})
	}
}

func TestRefreshing_isBoundedByItsSource(t *testing.T) {
	t.Parallel()
	for patience, refreshed := range map[time.Duration]bool{0: false, time.Minute: true} {
		synctest.Test(t, func(t *testing.T) {
			keys := &issuer{life: time.Hour}
			source := keys.source()
			source.patience = patience
			wantKeys(t, source, numbered(1))
			keys.wait = takes(40 * time.Second)
			time.Sleep(keys.life - refreshMargin) //nolint:forbidigo // time of the bubble
			want := numbered(1)
			if refreshed {
				want = numbered(2)
			}
			wantKeys(t, source, want)
		})
	}
}
