// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

const (
	idleTimeout      = 90 * time.Second
	handshakeTimeout = 10 * time.Second
	idlePerHost      = 64
)

// newTransport returns the transport all calls of a client share. Redirects are never followed, because calls go to it directly.
func newTransport(connectTimeout time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: handshakeTimeout,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        2 * idlePerHost,
		MaxIdleConnsPerHost: idlePerHost,
		IdleConnTimeout:     idleTimeout,
	}
}

// traced returns a context for one exchange, and what reports whether the exchange may have got a connection. Without one, nothing was sent.
// Transports of other kinds do not tell, so that it has to be assumed of them.
func (c *Client) traced(ctx context.Context) (_ context.Context, connected func() bool) {
	if _, tells := c.transport.(*http.Transport); !tells {
		return ctx, func() bool { return true }
	}
	var got atomic.Bool
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { got.Store(true) }}), got.Load
}
