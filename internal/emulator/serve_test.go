// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func TestServe_untilItIsStopped(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(stop context.CancelFunc, running *emulator.Running) error{
		"by Stop":    func(_ context.CancelFunc, running *emulator.Running) error { return running.Stop() },
		"by context": func(stop context.CancelFunc, running *emulator.Running) error { stop(); return running.Wait() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			running, err := emulator.Serve(ctx, "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			c := newCaller(t, running.Server)
			wantOK(t, c.policy("pgm-console"))
			if err := end(stop, running); err != nil {
				t.Errorf("it ended with %v", err)
			}
			if _, err := c.try("2014-08-15", describeAction); err == nil {
				t.Error("it still answers")
			}
		})
	}
}

// The URL is one that a client can use, also where the server listens on every address.
func TestServe_url(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:0": "http://127.0.0.1:", "[::]:0": "http://127.0.0.1:", "0.0.0.0:0": "http://127.0.0.1:",
		":0": "http://127.0.0.1:",
	} {
		running, err := emulator.Serve(t.Context(), addr)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(running.URL(), want) {
			t.Errorf("%s: got %s", addr, running.URL())
		}
		wantOK(t, newCaller(t, running.Server).policy("pgm-console"))
		if err := running.Stop(); err != nil {
			t.Error(err)
		}
	}
	running, err := emulator.Serve(t.Context(), "127.0.0.1:0", emulator.WithPublicURL("https://rds.example.com:8443/"))
	if err != nil {
		t.Fatal(err)
	}
	if got := running.URL(); got != "https://rds.example.com:8443" {
		t.Errorf("got %s", got)
	}
	if err := running.Stop(); err != nil {
		t.Error(err)
	}
}

func TestServe_refuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		addr   string
		option emulator.Option
		says   string
	}{
		"an address in use":         {"127.0.0.1:1", nil, "listening"},
		"a wrong option":            {"127.0.0.1:0", emulator.WithSpeed(-1), "speed"},
		"a public URL without http": {"127.0.0.1:0", emulator.WithPublicURL("rds.example.com"), "http"},
		"a public URL with a path":  {"127.0.0.1:0", emulator.WithPublicURL("http://rds.example.com/api"), "path"},
	} {
		addr, options := row.addr, []emulator.Option{}
		if row.option != nil {
			options = append(options, row.option)
		} else {
			first, err := emulator.Serve(t.Context(), "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = first.Stop() }()
			addr = strings.TrimPrefix(first.URL(), "http://")
		}
		if _, err := emulator.Serve(t.Context(), addr, options...); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want %q", name, err, row.says)
		}
	}
}

// A middleware stands in front of API calls, in every way to start, and not in front of the control API.
func TestWithMiddleware(t *testing.T) {
	t.Parallel()
	seen := 0
	refusing := emulator.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seen++; seen == 1 {
				w.WriteHeader(http.StatusTeapot)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	s := emulator.StartInMemory(t, refusing)
	c := newMemoryCaller(t, s)
	if status, _ := askControl(t, s, http.MethodGet, "clock", ""); status != http.StatusOK || seen != 0 {
		t.Errorf("control: got %d, seen %d", status, seen)
	}
	if got := c.policy("pgm-console"); got.status != http.StatusTeapot {
		t.Errorf("got %d", got.status)
	}
	wantOK(t, c.policy("pgm-console"))
	if calls := s.Calls(); seen != 2 || len(calls) != 1 {
		t.Errorf("seen %d, recorded %d", seen, len(calls))
	}
}

// A mistake of the emulator is logged with its stack, and can be asked for. Here a middleware makes one.
func TestWithLogger_logsMistakesOfTheEmulator(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, err := emulator.New(emulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil))), emulator.WithMiddleware(
		func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a mistake") })
		}))
	if err != nil {
		t.Fatal(err)
	}
	if got := newMemoryCaller(t, s).policy("pgm-console"); got.status != http.StatusInternalServerError {
		t.Errorf("got %d", got.status)
	}
	for _, want := range []string{"level=ERROR", "a mistake", "serve_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q: %s", want, log.String())
		}
	}
	if found := s.Violations(); len(found) != 1 || !strings.Contains(found[0], "a mistake") {
		t.Errorf("got %q", found)
	}
}
