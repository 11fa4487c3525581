// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The variables that choose the binary; the testing library reads them.
const (
	pathVariable      = "TF_ACC_TERRAFORM_PATH"
	hostVariable      = "TF_ACC_PROVIDER_HOST"
	namespaceVariable = "TF_ACC_PROVIDER_NAMESPACE"
)

// findTerraform runs once for each test binary. It changes the environment of the process, because the testing library takes
// the binary and the CLI configuration from nowhere else; the changes are the same for all tests.
var findTerraform = sync.OnceValue(func() error {
	// A missing file there is a warning in every output, and a developer's own file may hold development overrides.
	if err := os.Setenv("TF_CLI_CONFIG_FILE", os.DevNull); err != nil {
		return fmt.Errorf("set TF_CLI_CONFIG_FILE: %w", err)
	}
	binary, err := lookTerraform(os.Getenv(pathVariable), exec.LookPath)
	if err != nil {
		return err
	}
	variables := map[string]string{pathVariable: binary}
	if strings.Contains(filepath.Base(binary), "tofu") { // the library asks for registry.terraform.io/- otherwise, and panics
		variables[hostVariable] = "registry.opentofu.org"
		variables[namespaceVariable] = "hashicorp"
	}
	for name, value := range variables {
		if name != pathVariable && os.Getenv(name) != "" {
			continue
		}
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	return nil
})

// lookTerraform returns the absolute path of the binary: the one asked for, else terraform or tofu on PATH.
func lookTerraform(wanted string, look func(string) (string, error)) (string, error) {
	candidates := []string{"terraform", "tofu"}
	if wanted != "" {
		candidates = []string{wanted}
	}
	for _, candidate := range candidates {
		if found, err := look(candidate); err == nil {
			absolute, err := filepath.Abs(found)
			if err != nil {
				return "", fmt.Errorf("find %s: %w", found, err)
			}
			return absolute, nil
		}
	}
	if wanted != "" {
		return "", fmt.Errorf("%s names %s, which is not a program", pathVariable, wanted)
	}
	return "", fmt.Errorf("neither terraform nor tofu is on PATH, and %s is not set", pathVariable)
}

// RequireTerraform skips the test when there is no Terraform and no OpenTofu. On CI it fails instead.
func RequireTerraform(t testing.TB) {
	t.Helper()
	if err := findTerraform(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("acceptance test cannot run: %v", err)
		}
		t.Skipf("acceptance test skipped: %v", err)
	}
}

// RequireQuery skips the test unless there is a Terraform that knows the command query. OpenTofu does not, in any version.
func RequireQuery(t testing.TB) {
	t.Helper()
	RequireTerraform(t)
	binary := os.Getenv(pathVariable)
	output, err := exec.CommandContext(t.Context(), binary, "version").Output() //nolint:gosec // G204: the binary that every test here runs
	if err != nil {
		t.Fatalf("%s version: %v", binary, err)
	}
	if title, _, _ := strings.Cut(string(output), "\n"); !knowsQuery(title) {
		t.Skipf("terraform query needs Terraform 1.14 or newer, and %s is %s; to run this test, name a newer one in %s", binary, title, pathVariable)
	}
}

// knowsQuery reports whether a title such as "Terraform v1.14.1" is that of a command with list resources.
func knowsQuery(title string) bool {
	version := regexp.MustCompile(`^Terraform v([0-9]+)\.([0-9]+)\.`).FindStringSubmatch(title)
	if version == nil {
		return false
	}
	major, majorErr := strconv.Atoi(version[1])
	minor, minorErr := strconv.Atoi(version[2])
	return majorErr == nil && minorErr == nil && (major > 1 || major == 1 && minor >= 14)
}
