// SPDX-License-Identifier: MPL-2.0

package with

import (
	"errors"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// The exit code of the command arrives, and the command finds its Terraform in the environment.
func TestRun_returnsTheExitCode(t *testing.T) {
	t.Parallel()
	testkit.RequireTerraform(t)
	err := run(t.Context(), []string{"sh", "-c", `test -x "$TF_ACC_TERRAFORM_PATH" && exit 3`})
	var exit *command.Exit
	if !errors.As(err, &exit) || exit.Code != 3 || err.Error() != "" {
		t.Errorf("got %v, want the exit code 3", err)
	}
}
