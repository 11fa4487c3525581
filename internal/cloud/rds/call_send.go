// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/utils"
)

const (
	idleTimeout      = 90 * time.Second
	handshakeTimeout = 10 * time.Second
	idlePerHost      = 64
	// maxBody bounds an answer; a page of 100 backup sets has some 100 kB.
	maxBody = 32 << 20
	// hintMax bounds the Retry-After of an answer.
	hintMax = time.Minute
)

// errTooLarge says that the body of an answer is longer than maxBody.
var errTooLarge = errors.New("the answer is larger than 32 MB")

// errNotBuilt says that the endpoint and the parameters make no HTTP request, which no later attempt would change.
var errNotBuilt = errors.New("the request cannot be built from the endpoint")

// outcome is what came of one exchange: an answer, or err.
type outcome struct {
	status     int
	body       []byte
	retryAfter time.Duration
	// at is when the API answered, by its own clock. ahead is by how much that clock is ahead of the local one.
	at    time.Time
	ahead time.Duration
	err   error
	// unsent says that the call surely did not leave.
	unsent bool
	// service and host are what was called.
	service, host string
	endpointFrom  string // see Error.EndpointFrom
	hurried       bool
}

// proxyRefusal is the status with which a proxy refused to connect to the API.
type proxyRefusal int

func (r proxyRefusal) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy answered HTTP %d %s", int(r), http.StatusText(int(r))))
}

// RefusedByProxy is the OnProxyConnectResponse of a transport. It keeps the status, of which the transport would leave
// only the words.
func RefusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return proxyRefusal(answer.StatusCode)
	}
	return nil
}

// newTransport returns the transport all calls of a client share. Redirects are never followed: calls go to it
// directly.
func newTransport(connectTimeout time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: RefusedByProxy,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    handshakeTimeout,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           2 * idlePerHost,
		MaxIdleConnsPerHost:    idlePerHost,
		IdleConnTimeout:        idleTimeout,
	}
}

// send exchanges a signed request for an answer. It passes by the SDK's own client, which prints signed URLs when
// DEBUG=sdk is set, compiles NO_PROXY as regular expressions, panics on unusual error bodies, and cannot be canceled.
func (c *Client) send(ctx context.Context, request requests.AcsRequest) outcome {
	ctx, cancel := context.WithTimeout(ctx, c.config.ReadTimeout)
	defer cancel()
	ctx, connected := c.traced(ctx)
	stopDialing := c.boundConnecting(connected, cancel)
	form := strings.NewReader(utils.GetUrlFormedMap(request.GetFormParams()))
	message, err := http.NewRequestWithContext(ctx, request.GetMethod(), request.BuildUrl(), form)
	if err != nil {
		return outcome{unsent: true, err: errNotBuilt}
	}
	for name, value := range request.GetHeaders() {
		message.Header.Set(name, value)
	}
	if c.config.UserAgent != "" {
		message.Header.Set("User-Agent", c.config.UserAgent)
	}
	got := c.exchange(message)
	if stopped := stopDialing(); stopped && got.err != nil {
		got.err = &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
	}
	got.unsent = got.err != nil && !connected()
	got.service, got.host = services()[request.GetProduct()].name, message.URL.Host
	got.endpointFrom = c.config.EndpointsFrom[got.service]
	got.hurried = c.quick > 0 && c.quick < DefaultReadTimeout
	return got
}

// exchange sends the message through the shared transport, and reads the whole answer.
func (c *Client) exchange(message *http.Request) outcome {
	response, err := c.config.Transport.RoundTrip(message)
	if err != nil {
		return outcome{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	got := outcome{status: response.StatusCode}
	got.ahead = c.apiClock.observe(response.Header.Get("Date"), c.config.Clock.Now())
	got.at = c.Now()
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		got.retryAfter = time.Duration(min(seconds, int(hintMax/time.Second))) * time.Second
	}
	got.body, got.err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if got.err == nil && len(got.body) > maxBody {
		got.body, got.err = nil, errTooLarge
	}
	return got
}

// boundConnecting ends an exchange that has no connection in time. The dialer bounds the first step alone: a proxy, and
// the handshake behind it, may keep a call waiting as well. The returned function says whether it did.
func (c *Client) boundConnecting(connected func() bool, end context.CancelFunc) (stop func() (stopped bool)) {
	var stopped atomic.Bool
	timer := time.AfterFunc(c.config.ConnectTimeout+handshakeTimeout, func() {
		if !connected() {
			stopped.Store(true)
			end()
		}
	})
	return func() bool {
		timer.Stop()
		return stopped.Load()
	}
}

// traced returns a context for one exchange, and what reports whether the exchange may have got a connection. Without
// one, nothing was sent. Transports of other kinds do not tell, so it has to be assumed of them.
func (c *Client) traced(ctx context.Context) (_ context.Context, connected func() bool) {
	if _, tells := c.config.Transport.(*http.Transport); !tells {
		return ctx, func() bool { return true }
	}
	var got atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { got.Store(true) }}
	return httptrace.WithClientTrace(ctx, trace), got.Load
}
