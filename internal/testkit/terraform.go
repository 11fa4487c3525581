// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/terraform"
)

// found is the version of the command that all tests of this process run. The testing library takes the command and its
// settings from the environment alone.
var found = sync.OnceValues(func() (terraform.Version, error) {
	command, err := terraform.Find(context.Background())
	if err != nil {
		return terraform.Version{}, err
	}
	for name, value := range command.Environment() {
		if err := os.Setenv(name, value); err != nil {
			return command.Version, fmt.Errorf("set %s: %w", name, err)
		}
	}
	return command.Version, nil
})

// RequireTerraform skips the test when there is no Terraform and no OpenTofu. On CI it fails instead. With -short, it
// skips every test: "make quick" has a minute.
func RequireTerraform(t testing.TB) terraform.Version {
	t.Helper()
	if testing.Short() {
		t.Skip("this test needs Terraform, and -short skips those")
	}
	version, err := found()
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("this test cannot run: %v", err)
	default:
		t.Skipf("this test is skipped: %v", err)
	}
	return version
}

// RequireQuery skips the test unless there is a Terraform that knows the command query.
func RequireQuery(t testing.TB) {
	t.Helper()
	if version := RequireTerraform(t); !version.KnowsQuery() {
		t.Skipf("terraform query needs Terraform 1.14 or newer, and this is %s. To run this test, name a newer one in %s.",
			version, terraform.PathVariable)
	}
}
