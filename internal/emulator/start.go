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
	s, err := New(append([]Option{WithManualClock(time.Time{})}, options...)...)
	if err != nil {
		t.Fatalf("starting the emulator: %v", err)
		return nil
	}
	listener := httptest.NewServer(s)
	s.url = listener.URL
	t.Cleanup(func() {
		s.Close()
		listener.Close()
		for _, text := range s.takeViolations() {
			t.Errorf("emulator: %s", text)
		}
	})
	return s
}
