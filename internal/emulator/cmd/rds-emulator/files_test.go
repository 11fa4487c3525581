// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

const oneInstance = `{"instances":[
{"id":"pgm-mine","region":"cn-hangzhou","engine":"PostgreSQL","engine_version":"16.0"}]}`

// What was changed is there again after the next start, and the keys still work. A reset goes back to the seed.
func TestRun_keepsTheFleet(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	args := []string{"-speed", "0", "-state", file}
	url, out, stop := started(t, oneInstance, args...)
	wantPrinted(t, out, "kept in "+file)
	send(t, http.MethodPatch, url+"/_emulator/state/instances/pgm-mine", `{"description":"orders of today"}`)
	send(t, http.MethodPost, url+"/_emulator/clock", `{"advance":"24h"}`)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v and %v, want a file for its owner: it has secrets", info, err)
	}
	url, _, stop = started(t, oneInstance, args...)
	got := fetch(t, url+"/_emulator/state?secrets=true")
	for _, want := range []string{`orders of today`, `"start": "2026-01-16T08:00:00Z"`, `"emulator-secret"`} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s without %s", got, want)
		}
	}
	send(t, http.MethodPost, url+"/_emulator/reset", "")
	if got := fetch(t, url+"/_emulator/state"); strings.Contains(got, "orders of today") {
		t.Errorf("got %s, want the seed", got)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func send(t *testing.T, method, url, body string) {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if _ = response.Body.Close(); response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", method, url, response.Status)
	}
}

// A client that trusts what was written, and nothing else, reaches the server by its name and by its address.
func TestRun_answersByHTTPS(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ca.pem")
	url, out, stop := started(t, oneInstance, "-tls", file)
	wantPrinted(t, out, `rds = "https://127.0.0.1:`, "SSL_CERT_FILE="+file)
	trusted, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted)
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
	}}
	for _, url := range []string{url, strings.Replace(url, "127.0.0.1", "localhost", 1)} {
		response, err := client.Get(url + "/_emulator/health")
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// -v writes a line for each call, and nothing more than mistakes is written without it.
func TestRun_logsCalls(t *testing.T) {
	t.Parallel()
	for _, verbose := range []bool{true, false} {
		ready, problems := filepath.Join(t.TempDir(), "ready"), &sandbox.Output{}
		args := []string{"-ready-file", ready}
		if verbose {
			args = append(args, "-v")
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- run(ctx, args, &sandbox.Output{}, problems) }()
		fetch(t, waitFor(t, ready)+"/?Action=DescribeNothing&Version=2014-08-15&Format=JSON")
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		const line = "action=DescribeNothing code=InvalidAction.NotFound status=404"
		if got := strings.Contains(problems.String(), line); got != verbose {
			t.Errorf("verbose is %t, and it wrote %s", verbose, problems.String())
		}
	}
}
