// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// started runs the command with a seed file and more arguments until stop is called, which returns how it ended.
func started(t *testing.T, seed string, args ...string) (url string, out *sandbox.Output, stop func() error) {
	t.Helper()
	dir := t.TempDir()
	file, ready := filepath.Join(dir, "fleet.json"), filepath.Join(dir, "ready")
	if err := os.WriteFile(file, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out = &sandbox.Output{}
	done := make(chan error, 1)
	go func() { done <- run(ctx, append(args, "-seed", file, "-ready-file", ready), out, io.Discard) }()
	return waitFor(t, ready), out, func() error {
		cancel()
		return <-done
	}
}

func wantPrinted(t *testing.T, out *sandbox.Output, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(out.String(), want) {
			t.Errorf("printed %s\nwithout %s", out.String(), want)
		}
	}
}

func TestRun_servesUntilItIsStopped(t *testing.T) {
	t.Parallel()
	const seed = `{"guesses":{"past-last-page":"notfound"},"instances":[
{"id":"pgm-mine","region":"eu-central-1","engine":"PostgreSQL","engine_version":"16.0"}]}`
	url, out, stop := started(t, seed, "-speed", "0", "-guess", "page-sizes=any", "-quota", "account=5",
		"-quota", "DescribeRegions=1", "-random-faults", "0.25", "-random-faults-seed", "7")
	wantPrinted(t, out, `region     = "eu-central-1"`, `access_key = "emulator-key"`, `rds = "`+url+`"`, `sts = "`+url+`"`,
		`ram = "`+url+`"`, url+"/_emulator/")
	for path, want := range map[string]string{
		"state": "pgm-mine", "guesses": `"value": "notfound"`, "quota": `"DescribeRegions": 1`,
		"clock": "2026-01-15T08:00:00Z", "random-faults": `"seed": 7`,
	} {
		if got := fetch(t, url+"/_emulator/"+path); !strings.Contains(got, want) {
			t.Errorf("%s: got %s without %s", path, got, want)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	wantPrinted(t, out, "has stopped")
}

// A value of a seed stands in the provider block as Terraform reads it, and a temporary key with its token.
func TestRun_printsABlockThatWorks(t *testing.T) {
	t.Parallel()
	const seed = `{"instances":[],"accounts":[{"id":"1","access_keys":[
{"id":"a\"b","secret":"c\\d","security_token":"token"}]}]}`
	url, out, stop := started(t, seed, "-addr", "0.0.0.0:0", "-allow-remote", "-public-url", "http://emulator:7071")
	if url != "http://emulator:7071" {
		t.Errorf("the ready file has %s", url)
	}
	wantPrinted(t, out, `access_key = "a\"b"`, `secret_key = "c\\d"`, `security_token = "token"`,
		`rds = "http://emulator:7071"`, "curl -s http://emulator:7071/_emulator/state")
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func waitFor(t *testing.T, path string) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); <-time.After(time.Millisecond) {
		if text, err := os.ReadFile(path); err == nil {
			return strings.TrimSpace(string(text))
		}
	}
	t.Fatal("the server did not get ready")
	return ""
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing", "file")
	badGuess := filepath.Join(t.TempDir(), "fleet.json")
	if err := os.WriteFile(badGuess, []byte(`{"instances":[],"guesses":{"past-last-page":"loop"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		args []string
		says string
	}{
		"every address":         {[]string{"-addr", "0.0.0.0:0"}, "other machines"},
		"no host":               {[]string{"-addr", ":0"}, "other machines"},
		"a name":                {[]string{"-addr", "example.com:80"}, "other machines"},
		"no port":               {[]string{"-addr", "127.0.0.1"}, "-addr"},
		"argument":              {[]string{"serve"}, "unexpected argument"},
		"unknown flag":          {[]string{"-port", "1"}, "-port"},
		"seed path":             {[]string{"-seed", missing}, "-seed"},
		"state path":            {[]string{"-state", missing}, "-state"},
		"state that is no seed": {[]string{"-state", badGuess}, "past-last-page"},
		"certificate path":      {[]string{"-tls", missing}, "-tls"},
		"ready file path":       {[]string{"-ready-file", missing}, "-ready-file"},
		"guess shape":           {[]string{"-guess", "page-sizes"}, "id=value"},
		"guess id":              {[]string{"-guess", "page-size=any"}, "page-size"},
		"quota shape":           {[]string{"-quota", "20"}, "account=20"},
		"negative quota":        {[]string{"-quota", "account=-1"}, "account=20"},
		"quota of nothing":      {[]string{"-quota", "acount=5"}, "DescribeRegions"},
		"seed with a bad guess": {[]string{"-seed", badGuess}, "past-last-page"},
		"endless speed":         {[]string{"-speed", "1e300"}, "-speed is 1e+300: use 0"},
		"high rate":             {[]string{"-random-faults", "2"}, "-random-faults is 2: use a number from 0 to 1"},
		"public URL":            {[]string{"-public-url", "emulator:7071"}, "public URL"},
		"negative speed":        {[]string{"-speed", "-1"}, "-speed is -1: use 0, or a positive number of at most 1000000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := run(t.Context(), row.args, io.Discard, io.Discard)
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want %q", err, row.says)
			}
		})
	}
}

func TestRun_remoteOnlyWhenAllowed(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// The context has ended, so that the server does not get as far as to listen for others.
	if err := run(ctx, []string{"-addr", "0.0.0.0:0", "-allow-remote"}, io.Discard, io.Discard); err != nil &&
		strings.Contains(err.Error(), "other machines") {
		t.Errorf("got %v", err)
	}
}

func TestRun_listsGuesses(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-list-guesses"}, &out, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	for _, id := range []string{"disabled-spelling", "default-format", "busy-after-write"} {
		if !strings.Contains(out.String(), id) {
			t.Errorf("the list lacks %s", id)
		}
	}
}

func TestRun_version(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), []string{"-version"}, &out, io.Discard)
	if !errors.Is(err, flag.ErrHelp) || !strings.HasPrefix(out.String(), "rds-emulator dev (commit ") {
		t.Errorf("got %v and %q", err, out.String())
	}
}
