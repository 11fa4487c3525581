// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// debugChild marks the process that TestDebugSwitch_printsNothingSecret starts.
const debugChild = "RDS_TEST_DEBUG_CHILD"

// The SDK prints signed URLs to standard output when DEBUG holds "sdk". It reads the variable when the process starts,
// so the test needs one of its own.
func TestDebugSwitch_printsNothingSecret(t *testing.T) {
	t.Parallel()
	if os.Getenv(debugChild) == "" {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDebugSwitch_printsNothingSecret$", "-test.v")
		child.Env = append(os.Environ(), debugChild+"=1", "DEBUG=sdk")
		output, err := child.CombinedOutput()
		if err != nil || !strings.Contains(string(output), "called 2 times") {
			t.Fatalf("child: %v\n%s", err, output)
		}
		assertClean(t, "output", string(output))
		return
	}
	api := newFakeAPI(t, failing(success(""), refusal(400, "SignatureDoesNotMatch")))
	client, _ := newClient(t, api.URL)
	_, _ = client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	_, _ = client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	t.Logf("called %d times", len(api.actions()))
}
