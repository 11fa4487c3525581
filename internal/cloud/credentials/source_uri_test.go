// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestURI_keys(t *testing.T) {
	t.Parallel()
	answer := fmt.Sprintf(
		`{"Code": "Success", "AccessKeyId": "k", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": %q}`,
		expires(time.Hour),
	)
	server := newTokenServer(t, http.StatusOK, answer)
	uri := strings.Replace(server.URL, "//", "//user:password@", 1) + "/keys?for=terraform"
	for name, source := range map[string]rds.CredentialsSource{
		"argument": mustOpen(t, Choice{URI: uri}, Options{}),
		"profile": openFile(
			t, `{"profiles": [{"name": "default", "mode": "CredentialsURI", "credentials_uri": `+quote(uri)+`}]}`, "", Options{},
		),
	} {
		before := len(server.recorded())
		for range 2 {
			wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"})
		}
		calls := server.recorded()[before:]
		if len(calls) != 1 {
			t.Fatalf("%s: %d calls, want one for two uses", name, len(calls))
		}
		if c := calls[0]; c.path != "/keys" || c.form.Get("for") != "terraform" || c.auth != "Basic dXNlcjpwYXNzd29yZA==" {
			t.Errorf("%s: sent %+v, want path, query and user of the URI", name, c)
		}
	}
}

// The CLI takes the URI from a variable where the profile names none, and lets a variable forbid it.
func TestURI_ofTheEnvironment(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, `{"AccessKeyId": "k", "AccessKeySecret": "s"}`)
	const profile = `{"profiles": [{"name": "default", "mode": "CredentialsURI"}]}`
	source := openFile(t, profile, "", Options{Switches: Switches{CredentialsURI: server.URL}})
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"})

	file := filepath.Join(t.TempDir(), "config.json")
	for want, tt := range map[string]struct {
		mode     string
		switches Switches
	}{
		"use its mode CredentialsURI: its field credentials_uri is empty": {`"CredentialsURI"`, Switches{}},
		"use its mode CredentialsURI: DISABLE switches it off": {
			`"CredentialsURI"`, Switches{CredentialsURI: server.URL, ExternalDisabled: "DISABLE"},
		},
		"use its mode External: DISABLE switches it off": {
			`"External", "process_command": "true"`, Switches{ExternalDisabled: "DISABLE"},
		},
	} {
		writeFile(t, file, `{"profiles": [{"name": "default", "mode": `+tt.mode+`}]}`)
		_, err := Open(Choice{Profile: &Profile{File: file}}, Options{Switches: tt.switches})
		if err == nil || !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("error = %v, want %s", err, want)
		}
	}
}

func TestURI_triesAgainWhatTheServerCouldNot(t *testing.T) {
	t.Parallel()
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprint(w, `{"AccessKeyId": "k", "AccessKeySecret": "s"}`)
	}))
	defer server.Close()
	wantKeys(t, mustOpen(t, Choice{URI: server.URL}, Options{}), rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"})
}

func TestURI_followsNoRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := newTokenServer(t, http.StatusOK, `{"AccessKeyId": "k", "AccessKeySecret": "s"}`)
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer server.Close()
	_, err := mustOpen(t, Choice{URI: server.URL}, Options{}).Credentials(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the answer is HTTP 302, a redirect, which is not followed") {
		t.Errorf("error = %v", err)
	}
	if calls := elsewhere.recorded(); len(calls) != 0 {
		t.Errorf("the redirect was followed: %+v", calls)
	}
}

func TestURI_malformed(t *testing.T) {
	t.Parallel()
	for _, uri := range []string{
		"file:///etc/passwd", "127.0.0.1:80/x", "http://", "http:// /" + canarySecret,
		"ftp://user:" + canarySecret + "@host/",
	} {
		_, err := Open(Choice{Origin: "argument credentials_uri", URI: uri}, Options{})
		var failed *Error
		if !errors.As(err, &failed) || failed.Origin != "argument credentials_uri" {
			t.Fatalf("%s: error = %v", uri, err)
		}
		want := "get credentials of the credentials URI that was given (argument credentials_uri): read the URI: it is " +
			"not a URI such as http://127.0.0.1:7002/credentials"
		if err.Error() != want {
			t.Errorf("error = %q, want %q", err, want)
		}
	}
}
