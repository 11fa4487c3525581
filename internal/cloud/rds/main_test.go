// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// Keys that must never show up in any text.
const (
	canaryID     = "CANARYKEYID0123"
	canarySecret = "canary-secret-0123/+="
	canaryToken  = "canary/token+0123=="
)

// call is one request as the fake API received it.
type call struct {
	action string
	params url.Values
	raw    *http.Request
}

// reply is one answer of the fake API.
type reply struct {
	status int
	body   string
	header map[string]string
	drop   bool
}

// fakeAPI answers from a function and records what it was asked. It verifies no signatures: the emulator does.
type fakeAPI struct {
	*httptest.Server
	mu    sync.Mutex
	calls []call
}

func newFakeAPI(t *testing.T, answer func(c call) reply) *fakeAPI {
	t.Helper()
	api := &fakeAPI{}
	api.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		c := call{action: r.Form.Get("Action"), params: r.Form, raw: r}
		api.mu.Lock()
		api.calls = append(api.calls, c)
		api.mu.Unlock()
		got := answer(c)
		if got.drop {
			hijackAndClose(w)
			return
		}
		for name, value := range got.header {
			w.Header().Set(name, value)
		}
		if got.status == 0 {
			got.status = http.StatusOK
		}
		w.WriteHeader(got.status)
		_, _ = w.Write([]byte(got.body))
	}))
	t.Cleanup(api.Close)
	return api
}

func hijackAndClose(w http.ResponseWriter) {
	if hijacker, ok := w.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			_ = conn.Close()
		}
	}
}

// actions returns the names of the calls, in order.
func (api *fakeAPI) actions() []string {
	api.mu.Lock()
	defer api.mu.Unlock()
	var names []string
	for _, c := range api.calls {
		names = append(names, c.action)
	}
	return names
}

// received returns the calls, in order.
func (api *fakeAPI) received() []call {
	api.mu.Lock()
	defer api.mu.Unlock()
	return slices.Clone(api.calls)
}

func (api *fakeAPI) last() call {
	api.mu.Lock()
	defer api.mu.Unlock()
	return api.calls[len(api.calls)-1]
}

// naps records the waits of a client instead of waiting.
type naps struct {
	mu     sync.Mutex
	waits  []time.Duration
	onWait func()
}

func (n *naps) sleep(ctx context.Context, d time.Duration) error {
	n.mu.Lock()
	n.waits = append(n.waits, d)
	n.mu.Unlock()
	if n.onWait != nil {
		n.onWait()
	}
	return ctx.Err()
}

// now is the real time, moved on by the waits.
func (n *naps) now() time.Time { return time.Now().Add(n.total()) }

func (n *naps) total() time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	var sum time.Duration
	for _, d := range n.waits {
		sum += d
	}
	return sum
}

// newClient returns a client of the fake API that does not wait; edit may change the configuration.
func newClient(t *testing.T, baseURL string, edit ...func(*rds.Config)) (*rds.Client, *naps) {
	t.Helper()
	slept := &naps{}
	config := rds.Config{
		Credentials: rds.StaticCredentials(
			rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret, SecurityToken: canaryToken},
		),
		RDSEndpoint: baseURL,
		STSEndpoint: baseURL,
		RAMEndpoint: baseURL,
		Clock:       rds.Clock{Now: slept.now, Sleep: slept.sleep},
		Jitter:      func() float64 { return 0.5 },
	}
	for _, change := range edit {
		change(&config)
	}
	client, err := rds.New(config)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client, slept
}

const requestID = "7463B73D-35CC-4D19-A010-6B8D65D242EF"

func refusal(status int, code string) reply {
	return reply{
		status: status,
		body: fmt.Sprintf(`{"RequestId":%q,"HostId":"rds.aliyuncs.com","Code":%q,"Message":"the message of %s"}`, requestID,
			code, code),
	}
}

func success(fields string) reply {
	if fields != "" {
		fields = "," + fields
	}
	return reply{body: fmt.Sprintf(`{"RequestId":%q%s}`, requestID, fields)}
}

// observed is an Observer of the attempts alone.
type observed func(entry rds.CallLog)

func (f observed) Called(_ context.Context, entry rds.CallLog) { f(entry) }

func (observed) Waits(context.Context, rds.WaitLog) {}

func (observed) Limits(context.Context, rds.LimitLog) {}
