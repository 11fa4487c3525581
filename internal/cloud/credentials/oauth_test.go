// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// signIn hands out tokens; a refresh token works once.
type signIn struct {
	mu        sync.Mutex
	refresh   string // the one that works
	refreshes int
	refusals  int
}

func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/v1/exchange" {
		_, _ = fmt.Fprintf(w, `{"accessKeyId": "k", "accessKeySecret": "s", "securityToken": "t", "expiration": %q}`, expires(time.Hour))
		return
	}
	if r.FormValue("refresh_token") != s.refresh {
		s.refusals++
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.refreshes++
	s.refresh = fmt.Sprintf("refresh-%d", s.refreshes)
	_, _ = fmt.Fprintf(w, `{"access_token": "access-%d", "refresh_token": %q, "expires_in": 3600}`, s.refreshes, s.refresh)
}

// open opens the profile of a file as a process does that starts now.
func (s *signIn) open(t *testing.T, url, file string) rds.CredentialsSource {
	t.Helper()
	read, err := readProfileFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := read.find("a")
	if err != nil {
		t.Fatal(err)
	}
	source, err := testOpener().oauthAt(label{}, oauthSite{url, "client"}, file, p)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// Two provider blocks are two processes, which start with the same refresh token. The file begins as editors write it.
func TestProfileSource_oauthTakesTheTokensOfAnotherProcess(t *testing.T) {
	t.Parallel()
	service := &signIn{refresh: "old"}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, "\xef\xbb\xbf"+`{"profiles": [{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "old"}]}`)
	want := rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"}
	first, second := service.open(t, server.URL, file), service.open(t, server.URL, file)
	wantKeys(t, first, want)
	wantKeys(t, second, want)
	wantKeys(t, service.open(t, server.URL, file), want)
	if service.refreshes != 1 || service.refusals != 1 {
		t.Errorf("%d refreshes and %d refusals, want one of each: the tokens of the first are good for the others", service.refreshes, service.refusals)
	}
}

func TestProfileSource_oauthAsksOnceWhereTheTokensAreTheSame(t *testing.T) {
	t.Parallel()
	service := &signIn{refresh: "another"}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"profiles": [{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "old"}]}`)
	_, err := service.open(t, server.URL, file).Credentials(t.Context())
	if err == nil || !strings.Contains(err.Error(), "failed to refresh token, status code") || service.refusals != 1 {
		t.Errorf("error = %v after %d refusals, want the refusal of one", err, service.refusals)
	}
}
