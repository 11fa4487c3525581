// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http/httptest"
	"time"
)

// TB is the part of [testing.TB] that Start needs, so that package testing stays out of the command.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Start serves on a free loopback port until the test ends. The clock is manual and the fleet is the default one,
// unless options say otherwise. Mistakes of the emulator that it noticed itself fail the test.
func Start(t TB, options ...Option) *Server {
	t.Helper()
	s := newForTest(t, options)
	if s == nil {
		return nil
	}
	listener := httptest.NewServer(s)
	s.url = listener.URL
	t.Cleanup(func() {
		s.Close()
		listener.Close()
		s.reportViolations(t)
	})
	return s
}

// StartInMemory is [Start] without a listener: only [Server.Transport] reaches the server. Its URL is a name that
// resolves nowhere, for endpoints and provider blocks. In a bubble of testing/synctest, call it in the bubble.
//
// The fleet's clock is manual too. WithManualClock(start), WithSpeed(1) lets it run with the bubble's time instead.
func StartInMemory(t TB, options ...Option) *Server {
	t.Helper()
	s := newForTest(t, options)
	if s == nil {
		return nil
	}
	s.url = inMemoryURL
	t.Cleanup(func() {
		s.Close()
		s.reportViolations(t)
	})
	return s
}

// newForTest returns nil only when t.Fatalf returns.
func newForTest(t TB, options []Option) *Server {
	t.Helper()
	s, err := New(append([]Option{WithManualClock(time.Time{})}, options...)...)
	if err != nil {
		t.Fatalf("starting the emulator: %v", err)
		return nil
	}
	return s
}

func (s *Server) reportViolations(t TB) {
	for _, text := range s.Violations() {
		t.Errorf("emulator: %s", text)
	}
}
