// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"crypto/tls"
	"net"
	"net/http"
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
