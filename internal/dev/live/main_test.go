// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"testing"
)

// programVariable makes the test binary behave as the program, so that the tests of the program need no second build.
const programVariable = "APSARADB_LIVE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" && os.Getenv(casesVariable) == "" {
		main()
	}
	os.Exit(m.Run())
}
