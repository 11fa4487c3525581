// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
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
	return got.response(request), nil
}

// A quick call is sent once to a host that does not answer, and again to one that answers badly while there is time. It
// ends in its time. The wait for the rate limit, which is no fault of the call, does not count.
func TestQuick(t *testing.T) {
	t.Parallel()
	const bound = 10 * time.Second
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
		together int // calls that are made at the same time
		perSec   int64
		sent     int
		fails    bool
		longest  time.Duration
	}{
		"the API hangs": {
			answer: firstAre(0, fine, time.Hour), together: 1, sent: 1, fails: true, longest: bound,
		},
		"the API fails once": {
			answer: firstAre(1, refusal(500, "InternalError"), time.Second), together: 1, sent: 2, longest: bound,
		},
		"the API fails each time": {
			answer: firstAre(9, refusal(500, "InternalError"), time.Second), together: 1, sent: 4, fails: true, longest: bound,
		},
		"the API fails slowly": {
			answer: firstAre(9, refusal(500, "InternalError"), 9*time.Second), together: 1, sent: 2, fails: true,
			longest: 2 * bound,
		},
		"the API throttles": {
			answer: firstAre(8, refusal(400, "Throttling.User"), 2*time.Second), together: 1, sent: 9, longest: 3 * time.Minute,
		},
		"the keys have expired": {
			answer: firstAre(1, refusal(400, "InvalidSecurityToken.Expired"), time.Second), together: 1, sent: 2, longest: bound,
		},
		"a rate limit holds it back": {
			answer: firstAre(0, fine, 100*time.Millisecond), together: 60, perSec: 1, sent: 60, longest: time.Minute,
		},
		"an answer just in time": {answer: firstAre(0, fine, 9*time.Second), together: 1, sent: 1, longest: bound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &slowAPI{answer: tt.answer}
				client := limited(t, api, func(c *rds.Config) { c.MaxRequestsPerSecond = tt.perSec }).Quick(bound)
				begun := time.Now()
				var group sync.WaitGroup
				for range tt.together {
					group.Go(func() {
						if _, _, err := client.PolicyPage(t.Context(), "cn-hangzhou", 1); (err != nil) != tt.fails {
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

// Only a host that gives no answer is unreachable. A client that reads one odd answer has reached it.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer reply
		err    error
		want   bool
	}{
		"no connection":           {err: errors.New("connection refused"), want: true},
		"a connection that broke": {answer: reply{drop: true}, want: true},
		"no answer in time":       {err: fmt.Errorf("read: %w", context.DeadlineExceeded), want: true},
		"a page of HTML":          {answer: reply{status: http.StatusOK, body: "<html>"}},
		"an empty answer":         {answer: reply{status: http.StatusOK}},
		"a list without a total":  {answer: success(`"Items":{}`)},
		"an answer about another": {
			answer: success(`"TotalRecords":1,"Items":{"Item":[{"DBInstanceId":"pgm-demo","Retention":"many"}]}`),
		},
		"a gateway that failed": {answer: reply{status: http.StatusBadGateway, body: "<html>"}},
		"a refusal":             {answer: refusal(http.StatusForbidden, "Forbidden.RAM")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wire := transport.Func(func(r *http.Request) (*http.Response, error) {
				if tt.err != nil {
					return nil, tt.err
				}
				return answers(func(string) reply { return tt.answer }).RoundTrip(r)
			})
			client, _ := newClient(t, "", func(c *rds.Config) { c.Transport = wire })
			_, _, err := client.PolicyPage(t.Context(), "cn-hangzhou", 1)
			if err == nil || rds.Unreachable(err) != tt.want {
				t.Errorf("unreachable is %t, want %t: %v", rds.Unreachable(err), tt.want, err)
			}
			if ambiguous := rds.ClassOf(err).Ambiguous(); ambiguous != (name != "a refusal") {
				t.Errorf("a write that ends so may have been executed: %t", ambiguous)
			}
		})
	}
	t.Run("the caller ends it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			api := &slowAPI{answer: func(int) (reply, time.Duration) { return success(""), time.Hour }}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, _, err := limited(t, api).PolicyPage(ctx, "cn-hangzhou", 1); err == nil || rds.Unreachable(err) {
				t.Errorf("got %v, want an error that says nothing about the host", err)
			}
		})
	})
}
