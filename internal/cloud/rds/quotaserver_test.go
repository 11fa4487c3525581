// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// quotaServer takes so many calls in any second and refuses the others, in fake time and without a network. Refused
// calls do not count.
type quotaServer struct {
	// quota is how many calls a second are taken, by the time since the start.
	quota func(since time.Duration) int
	// latency is how long an answer takes, give or take a third.
	latency time.Duration
	start   time.Time
	luck    func() float64
	// hint is sent as Retry-After with every refusal, if it is not empty.
	hint string

	mu    sync.Mutex
	taken []time.Time
	seen  []seenCall
}

// luck draws numbers in [0,1) that are the same in every run of a test, but for the order in which goroutines ask. The
// log names the seed.
func luck(t *testing.T) func() float64 {
	t.Helper()
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(t.Name()))
	seed := hash.Sum64()
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	source := rand.New(rand.NewPCG(seed, 0))
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return source.Float64()
	}
}

// seenCall is a call as the server saw it.
type seenCall struct {
	at      time.Duration
	write   bool
	refused bool
}

func newQuotaServer(t *testing.T, latency time.Duration, quota func(time.Duration) int) *quotaServer {
	t.Helper()
	return &quotaServer{quota: quota, latency: latency, start: time.Now(), luck: luck(t)}
}

// always is a quota that never changes.
func always(quota int) func(time.Duration) int {
	return func(time.Duration) int { return quota }
}

func (s *quotaServer) RoundTrip(r *http.Request) (*http.Response, error) {
	way := time.Duration((0.33 + 0.33*s.luck()) * float64(s.latency))
	if err := wait(r.Context(), way); err != nil {
		return nil, err
	}
	refused := !s.take(r.URL.Query().Get("Action") == put)
	if err := wait(r.Context(), way); err != nil {
		return nil, err
	}
	answer := success(`"DBInstanceId":"pgm-demo"`)
	if refused {
		answer = refusal(http.StatusBadRequest, "Throttling.User")
		if s.hint != "" {
			answer.header = map[string]string{"Retry-After": s.hint}
		}
	}
	return answer.response(r), nil
}

// response is the reply without a network.
func (r reply) response(request *http.Request) *http.Response {
	header := http.Header{}
	for name, value := range r.header {
		header.Set(name, value)
	}
	response := transport.Response(request, max(r.status, http.StatusOK), r.body)
	response.Header = header
	return response
}

// answers is a transport that answers each action, and drops where the reply says so.
type answers func(action string) reply

func (answer answers) RoundTrip(r *http.Request) (*http.Response, error) {
	got := answer(r.URL.Query().Get("Action"))
	if got.drop {
		return nil, io.ErrUnexpectedEOF
	}
	return got.response(r), nil
}

func (s *quotaServer) take(write bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for len(s.taken) > 0 && now.Sub(s.taken[0]) >= time.Second {
		s.taken = s.taken[1:]
	}
	since := now.Sub(s.start)
	quota := s.quota(since)
	refused := len(s.taken) >= quota
	s.seen = append(s.seen, seenCall{at: since, write: write, refused: refused})
	if !refused {
		s.taken = append(s.taken, now)
	}
	return !refused
}

// between counts what the server saw in a span of time.
func (s *quotaServer) between(from, to time.Duration) (accepted, refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.seen {
		switch {
		case c.at < from || c.at >= to:
		case c.refused:
			refused++
		default:
			accepted++
		}
	}
	return accepted, refused
}

// wait waits in the time of the bubble.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// limited returns a client of the server in fake time.
func limited(t *testing.T, s http.RoundTripper, edit ...func(*rds.Config)) *rds.Client {
	t.Helper()
	config := rds.Config{
		Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}),
		Transport:   s,
		Jitter:      luck(t),
	}
	for _, change := range edit {
		change(&config)
	}
	client, err := rds.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// flood calls without a pause, from so many callers, until the time is up. Every call has to succeed.
func flood(t *testing.T, callers int, span time.Duration, call func(ctx context.Context) error) {
	t.Helper()
	end := time.Now().Add(span)
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for time.Now().Before(end) {
				if err := call(t.Context()); err != nil {
					t.Errorf("a call failed: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
}

// reading returns a call that reads, and writing one that writes.
func reading(client *rds.Client) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := client.Policy(ctx, "cn-hangzhou", "pgm-demo")
		return err
	}
}

func writing(client *rds.Client) func(context.Context) error {
	return func(ctx context.Context) error { return client.PutPolicy(ctx, onSettings()) }
}
