// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
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

// address is where the calls of one region go.
type address struct{ scheme, host string }

// endpoint is a configured endpoint; its host may hold "{region}".
type endpoint struct {
	raw       string
	plaintext bool
}

// check reports what is wrong with the endpoint before the first call.
func (e endpoint) check(name string) error {
	if e.raw == "" {
		return nil
	}
	if _, ok := e.resolve("cn-hangzhou"); !ok {
		return &Error{Action: "Configure", Code: codeInvalidRequest, Message: "the " + name + " endpoint is not a host, host:port or URL without path"}
	}
	return nil
}

// resolve returns the address of a region; false when the endpoint is malformed.
func (e endpoint) resolve(region string) (address, bool) {
	raw := strings.ReplaceAll(e.raw, "{region}", region)
	scheme := "https"
	if e.plaintext {
		scheme = "http"
	}
	if !strings.Contains(raw, "://") {
		raw = scheme + "://" + raw
	}
	parsed, err := url.Parse(raw)
	if err != nil {
		return address{}, false
	}
	parsed.Scheme = strings.ToLower(parsed.Scheme)
	known := parsed.Scheme == "http" || parsed.Scheme == "https"
	bare := strings.Trim(parsed.Path, "/") == "" && parsed.RawQuery == "" && parsed.Fragment == "" && parsed.User == nil
	if !known || !bare || parsed.Hostname() == "" || strings.ContainsAny(parsed.Host, "{} ") {
		return address{}, false
	}
	return address{scheme: parsed.Scheme, host: parsed.Host}, true
}
