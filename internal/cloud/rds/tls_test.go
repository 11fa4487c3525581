// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// newTLSAPI is an API behind TLS of at most the given version, with a certificate for example.com and loopback
// addresses that no one trusts.
func newTLSAPI(t *testing.T, newest uint16) *httptest.Server {
	t.Helper()
	api := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"RequestId":"r","DBInstanceId":"pgm-demo"}`)
	}))
	api.Config.ErrorLog = log.New(io.Discard, "", 0)
	api.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: newest}
	api.StartTLS()
	t.Cleanup(api.Close)
	return api
}

func pemOf(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}

// trustChild marks the process that TestTLS_needsAKnownAuthorityAndAtLeastVersion12 starts.
const trustChild = "RDS_TEST_TRUST_CHILD"

// The client's own transport takes its authorities from the system, and Go reads those once in a process. So a process
// of its own trusts the test server.
func TestTLS_needsAKnownAuthorityAndAtLeastVersion12(t *testing.T) {
	t.Parallel()
	if os.Getenv(trustChild) != "" {
		client, _ := newClient(t, os.Getenv(trustChild))
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		t.Logf("outcome: %v", err)
		return
	}
	for name, tc := range map[string]struct {
		newest  uint16
		trusted bool
		want    string
	}{
		"TLS 1.3":           {tls.VersionTLS13, true, "outcome: <nil>"},
		"TLS 1.2":           {tls.VersionTLS12, true, "outcome: <nil>"},
		"TLS 1.1":           {tls.VersionTLS11, true, "protocol version"},
		"unknown authority": {tls.VersionTLS13, false, "certificate signed by unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newTLSAPI(t, tc.newest)
			bundle := t.TempDir() + "/authorities.pem"
			var trusted []byte
			if tc.trusted {
				trusted = pemOf(api.Certificate())
			}
			if err := os.WriteFile(bundle, trusted, 0o600); err != nil {
				t.Fatal(err)
			}
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTLS_needsAKnownAuthorityAndAtLeastVersion12$",
				"-test.v")
			child.Env = append(os.Environ(), trustChild+"="+api.URL, "SSL_CERT_FILE="+bundle, "SSL_CERT_DIR="+t.TempDir())
			output, err := child.CombinedOutput()
			if err != nil || !strings.Contains(string(output), tc.want) {
				t.Errorf("child: %v, want %q in\n%s", err, tc.want, output)
			}
			assertClean(t, "output", string(output))
		})
	}
}

func TestTLS_verifiesTheNameOfTheHost(t *testing.T) {
	t.Parallel()
	api := newTLSAPI(t, tls.VersionTLS13)
	authorities := x509.NewCertPool()
	authorities.AddCert(api.Certificate())
	for _, server := range []string{"rds.aliyuncs.com", "example.com"} {
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: authorities, ServerName: server, MinVersion: tls.VersionTLS12},
		}
		client, _ := newClient(t, api.URL, func(c *rds.Config) { c.Transport = transport })
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		if known := server == "example.com"; known != (err == nil) ||
			!known && !strings.Contains(err.Error(), "certificate is valid for") {
			t.Errorf("%s: %v", server, err)
		}
	}
}

// Plain HTTP is used when it is asked for, by the endpoint or by Plaintext, and never as a way out.
func TestTLS_isLeftOutOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	plain := newFakeAPI(t, func(call) reply { return success(`"DBInstanceId":"pgm-demo"`) })
	host := strings.TrimPrefix(plain.URL, "http://")
	for name, tc := range map[string]struct {
		endpoint  string
		plaintext bool
		calls     int
	}{
		"host":                         {host, false, 0},
		"https URL":                    {"https://" + host, false, 0},
		"https URL though plain asked": {"https://" + host, true, 0},
		"host, plain asked":            {host, true, 1},
		"http URL":                     {"http://" + host, false, 1},
	} {
		before := len(plain.actions())
		client, _ := newClient(t, tc.endpoint, func(c *rds.Config) { c.Plaintext = tc.plaintext })
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		if got := len(plain.actions()) - before; got != tc.calls || (err == nil) != (tc.calls == 1) {
			t.Errorf("%s: %d calls in plain text, want %d: %v", name, got, tc.calls, err)
		}
	}
}
