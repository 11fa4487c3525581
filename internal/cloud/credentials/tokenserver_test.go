// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Secrets that must never show up in any text.
const (
	canaryKey    = "LTAICANARYKEYID"
	canarySecret = "CANARYSECRETVALUE"
	canaryToken  = "CANARYTOKENVALUE"
)

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

func newTokenServer(t *testing.T, status int, body string) *tokenServer {
	t.Helper()
	s := &tokenServer{status: status, body: body}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		form := r.URL.Query()
		if posted, err := url.ParseQuery(string(raw)); err == nil {
			for name, values := range posted {
				form[name] = values
			}
		}
		s.mu.Lock()
		s.calls = append(
			s.calls, tokenCall{path: r.URL.Path, form: form, auth: r.Header.Get("Authorization"), body: string(raw)},
		)
		s.mu.Unlock()
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, s.body)
	}))
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
	return fmt.Sprintf(
		`{"RequestId": "R", "Credentials": {"AccessKeyId": "STS.key", "AccessKeySecret": "sts-secret", "SecurityToken": `+
			`"sts-token", "Expiration": %q}}`,
		expires(in),
	)
}

// stsKeys are the keys of stsAnswer.
func stsKeys() rds.Credentials {
	return rds.Credentials{AccessKeyID: "STS.key", AccessKeySecret: "sts-secret", SecurityToken: "sts-token"}
}

// stsAt lets sources call STS at a URL, without waits between tries.
func stsAt(url string) func(rds.CredentialsSource, string) (*rds.Client, error) {
	return func(source rds.CredentialsSource, _ string) (*rds.Client, error) {
		return rds.New(rds.Config{
			Credentials: source, STSEndpoint: url,
			Clock: rds.Clock{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }},
		})
	}
}

// openFile opens a profile of a file that holds content.
func openFile(t *testing.T, content, name string, options Options) rds.CredentialsSource {
	t.Helper()
	file := filepath.Join(t.TempDir(), "credentials")
	writeFile(t, file, content)
	return mustOpen(t, Choice{
		Origin:  "argument shared_credentials_file",
		Profile: &Profile{Name: name, File: file, FileOrigin: "argument shared_credentials_file"},
	}, options)
}

func mustOpen(t *testing.T, choice Choice, options Options) rds.CredentialsSource {
	t.Helper()
	opened, err := Open(choice, options)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return opened.Source
}

func wantKeys(t *testing.T, source rds.CredentialsSource, want rds.Credentials) {
	t.Helper()
	got, err := source.Credentials(t.Context())
	if err != nil {
		t.Fatalf("Credentials: %v", err)
	}
	if got != want {
		t.Errorf("Credentials = %+v, want %+v", got, want)
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mkdir(name string) error { return os.Mkdir(name, 0o700) }

func quote(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}
