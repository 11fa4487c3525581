// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"
)

// TestMain lets credentials-go trust the test servers: it clones the default transport for each call, and offers no other way in.
func TestMain(m *testing.M) {
	server := httptest.NewTLSServer(nil)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	server.Close()
	if transport, ok := http.DefaultTransport.(*http.Transport); ok {
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	os.Exit(m.Run())
}

// tokenServer answers every call with temporary keys and keeps what it was sent.
type tokenServer struct {
	*httptest.Server
	status int
	body   string

	mu    sync.Mutex
	calls []tokenCall
}

type tokenCall struct {
	path string
	form url.Values
	auth string
	body string
}

func newTokenServer(t *testing.T, encrypted bool, status int, body string) *tokenServer {
	t.Helper()
	s := &tokenServer{status: status, body: body}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		form := r.URL.Query()
		if posted, err := url.ParseQuery(string(raw)); err == nil {
			for name, values := range posted {
				form[name] = values
			}
		}
		s.mu.Lock()
		s.calls = append(s.calls, tokenCall{path: r.URL.Path, form: form, auth: r.Header.Get("Authorization"), body: string(raw)})
		s.mu.Unlock()
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, s.body)
	})
	if encrypted {
		s.Server = httptest.NewTLSServer(handler)
	} else {
		s.Server = httptest.NewServer(handler)
	}
	t.Cleanup(s.Close)
	return s
}

func (s *tokenServer) recorded() []tokenCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]tokenCall(nil), s.calls...)
}

func expires(in time.Duration) string { return time.Now().UTC().Add(in).Format("2006-01-02T15:04:05Z") }

func stsAnswer(in time.Duration) string {
	return fmt.Sprintf(`{"RequestId": "R", "Credentials": {"AccessKeyId": "STS.key", "AccessKeySecret": "sts-secret", "SecurityToken": "sts-token", "Expiration": %q}}`, expires(in))
}
