// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails when a server leaves a goroutine behind. Idle connections of the tests' own client are closed first.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(closingRunner{m})
}

type closingRunner struct{ m *testing.M }

func (r closingRunner) Run() int {
	code := r.m.Run()
	http.DefaultClient.CloseIdleConnections()
	return code
}
