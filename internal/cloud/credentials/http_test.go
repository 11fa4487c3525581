// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// refusedByProxy is the error of a connection that a proxy refuses.
func refusedByProxy(t *testing.T, status int) error {
	t.Helper()
	return rds.RefusedByProxy(t.Context(), nil, nil, &http.Response{StatusCode: status})
}

func TestCall_waitsForAServerThatStarts(t *testing.T) {
	t.Parallel()
	uri, role := Choice{URI: "http://127.0.0.1:7002"}, Choice{ECSRole: "ops"}
	untrusted := &tls.CertificateVerificationError{
		Err:                    errors.New("x"),
		UnverifiedCertificates: []*x509.Certificate{{Issuer: pkix.Name{CommonName: "Corporate Proxy CA"}}},
	}
	for name, tt := range map[string]struct {
		choice        Choice
		after, within time.Duration
		fails         error
		want          string // the error
		calls         int
	}{
		"a sidecar":               {uri, 2 * time.Second, 3 * time.Second, syscall.ECONNREFUSED, "", 4},
		"a slow sidecar":          {uri, 15 * time.Second, uriTimeout, syscall.ECONNREFUSED, "", 7},
		"a sidecar that never is": {uri, time.Hour, uriTimeout, syscall.ECONNREFUSED, "connection refused", 7},
		"an agent":                {role, 2 * time.Second, metadataTimeout, syscall.ECONNREFUSED, "", 5},
		"an agent that never is": {
			role, time.Hour, 2 * metadataTimeout, syscall.ECONNREFUSED,
			"connection refused; it can be reached from an ECS instance alone", 8,
		},
		"one that waiting cannot cure": {
			uri, time.Hour, 0, untrusted, "the certificate of the server is not trusted: dial tcp: tls: failed to verify " +
				"certificate: x; the certificate was issued by Corporate Proxy CA. A CA of a proxy belongs to the certificates " +
				"of the system, or into a file that SSL_CERT_FILE names", 1,
		},
		"behind a proxy that refuses": {
			uri, time.Hour, 0, refusedByProxy(t, http.StatusProxyAuthRequired),
			"the proxy answered HTTP 407 Proxy Authentication Required", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				calls := 0
				starts := transport.Func(func(r *http.Request) (*http.Response, error) {
					if calls++; time.Since(began) < tt.after {
						return nil, &net.OpError{Op: "dial", Net: "tcp", Err: tt.fails}
					}
					return transport.Response(r, http.StatusOK, `{"AccessKeyId": "k", "AccessKeySecret": "s"}`), nil
				})
				got, err := mustOpen(t, tt.choice, Options{Transport: starts}).Credentials(t.Context())
				if tt.want == "" && (err != nil || got != rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"}) {
					t.Errorf("Credentials = %v, %v", got, err)
				}
				if tt.want != "" && (err == nil || !strings.HasSuffix(err.Error(), ": "+tt.want)) {
					t.Errorf("error = %v, want %s", err, tt.want)
				}
				if took := time.Since(began); took > tt.within || calls != tt.calls {
					t.Errorf("%d calls in %s, want %d within %s", calls, took, tt.calls, tt.within)
				}
			})
		})
	}
}

// A server of keys is met with TLS 1.2 at least, and one that accepts a connection and then says nothing does not
// take the time of all tries.
func TestTransport_bounds(t *testing.T) {
	t.Parallel()
	own := newTransport()
	if own.DialContext == nil || own.TLSHandshakeTimeout != connectTimeout || own.TLSClientConfig == nil ||
		own.TLSClientConfig.MinVersion != tls.VersionTLS12 {
		t.Errorf(
			"the transport lacks a bound: dial %t, handshake %s, TLS %+v", own.DialContext != nil, own.TLSHandshakeTimeout,
			own.TLSClientConfig,
		)
	}
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	t.Cleanup(old.Close)
	own.TLSClientConfig.RootCAs = x509.NewCertPool()
	own.TLSClientConfig.RootCAs.AddCert(old.Certificate())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, old.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := own.RoundTrip(request)
	if err == nil {
		_ = response.Body.Close()
		t.Error("TLS 1.1 was accepted")
	}
}
