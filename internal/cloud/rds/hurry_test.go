// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// slowAPI is a transport without a network, which takes its time for each answer.
type slowAPI struct {
	answer func(number int) (reply, time.Duration)

	mu    sync.Mutex
	calls int
}

func (a *slowAPI) RoundTrip(request *http.Request) (*http.Response, error) {
	a.mu.Lock()
	a.calls++
	got, after := a.answer(a.calls)
	a.mu.Unlock()
	if err := rds.Sleep(request.Context(), after); err != nil {
		return nil, err
	}
	status := max(got.status, http.StatusOK)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(got.body)), Request: request}, nil
}

// A hurried call ends in time where the API hangs, and in no other way than any call where it is refused, fails in passing, or waits for its turn.
func TestHurry(t *testing.T) {
	t.Parallel()
	const most = 10 * time.Second
	fine := success(`"TotalRecords":0`)
	firstAre := func(count int, failed reply, after time.Duration) func(int) (reply, time.Duration) {
		return func(number int) (reply, time.Duration) {
			if number <= count {
				return failed, after
			}
			return fine, after
		}
	}
	for name, tt := range map[string]struct {
		answer   func(int) (reply, time.Duration)
		together int // calls that are made
		perSec   int64
		sent     int
		fails    bool
		longest  time.Duration
	}{
		"hangs":                  {answer: firstAre(0, fine, time.Hour), together: 1, sent: 1, fails: true, longest: most},
		"fails, and late":        {answer: firstAre(9, refusal(500, "InternalError"), 6*time.Second), together: 1, sent: 2, fails: true, longest: most + 2*time.Second},
		"fails in passing":       {answer: firstAre(3, refusal(500, "InternalError"), time.Millisecond), together: 1, sent: 4, longest: most},
		"is refused for a while": {answer: firstAre(8, refusal(400, "Throttling.User"), 2*time.Second), together: 1, sent: 9, longest: 3 * time.Minute},
		"waits for its turn":     {answer: firstAre(0, fine, 100*time.Millisecond), together: 60, perSec: 1, sent: 60, longest: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &slowAPI{answer: tt.answer}
				client, err := rds.New(rds.Config{
					Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}),
					Transport:   api, ReadTimeout: time.Minute, MaxRequestsPerSecond: tt.perSec,
				})
				if err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				ctx := rds.Hurry(context.WithoutCancel(t.Context()), most)
				var group sync.WaitGroup
				for range tt.together {
					group.Go(func() {
						if _, _, err := client.PolicyPage(ctx, "cn-hangzhou", 1); (err != nil) != tt.fails {
							t.Errorf("error = %v", err)
						}
					})
				}
				group.Wait()
				if took := time.Since(begun); api.calls != tt.sent || took > tt.longest {
					t.Errorf("%d calls within %s, want %d within %s", api.calls, took, tt.sent, tt.longest)
				}
			})
		})
	}
}
