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

// found is the command that all tests of this process run, and its version.
var found = sync.OnceValues(func() (terraform.Version, error) {
	// The testing library takes the command and the CLI configuration from the environment alone. A CLI configuration that
	// is missing would be a warning in every output, and a developer's own may hold development overrides.
	command, err := terraform.Find()
	if err != nil {
		return terraform.Version{}, err
	}
	version, err := terraform.VersionOf(context.Background(), command)
	if err != nil {
		return version, err
	}
	set := map[string]string{terraform.PathVariable: command, "TF_CLI_CONFIG_FILE": os.DevNull}
	if version.OpenTofu && os.Getenv("TF_ACC_PROVIDER_HOST") == "" {
		// The library asks for registry.terraform.io/- otherwise, and panics.
		set["TF_ACC_PROVIDER_HOST"], set["TF_ACC_PROVIDER_NAMESPACE"] = "registry.opentofu.org", "hashicorp"
	}
	for name, value := range set {
		if err := os.Setenv(name, value); err != nil {
			return version, fmt.Errorf("set %s: %w", name, err)
		}
	}
	return version, nil
})

// RequireTerraform skips the test when there is no Terraform and no OpenTofu. On CI it fails instead. With -short, it skips
// every test: "make quick" has a minute.
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
