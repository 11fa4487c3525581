// SPDX-License-Identifier: MPL-2.0

// Package terraform finds the Terraform or OpenTofu command to run, and asks it for its version.
package terraform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// PathVariable names the command to run. The testing library reads it too.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// Find returns the absolute path of the command: the one that the variable names, else terraform or tofu on PATH.
func Find() (string, error) {
	return find(os.Getenv(PathVariable), exec.LookPath)
}

func find(wanted string, look func(string) (string, error)) (string, error) {
	candidates := []string{"terraform", "tofu"}
	if wanted != "" {
		candidates = []string{wanted}
	}
	for _, candidate := range candidates {
		if found, err := look(candidate); err == nil {
			return filepath.Abs(found)
		}
	}
	if wanted != "" {
		return "", fmt.Errorf("%s names %s, which is not a program", PathVariable, wanted)
	}
	return "", errors.New("neither terraform nor tofu is on PATH, and " + PathVariable + " is not set. " +
		"Run this through make, which finds or installs one")
}

// Version is what a command says it is.
type Version struct {
	// OpenTofu is false for Terraform.
	OpenTofu bool
	Major    int
	Minor    int
}

// VersionOf asks a command for its version.
func VersionOf(ctx context.Context, command string) (Version, error) {
	process := exec.CommandContext(ctx, command, "version") //nolint:gosec // G204: the command that the caller runs anyway
	process.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1")
	output, err := process.Output()
	if err != nil {
		return Version{}, fmt.Errorf("%s version: %w", command, err)
	}
	return parse(string(output))
}

var title = regexp.MustCompile(`^(Terraform|OpenTofu) v([0-9]+)\.([0-9]+)\.`)

// parse reads the first line of "terraform version", such as "Terraform v1.14.1".
func parse(output string) (Version, error) {
	parts := title.FindStringSubmatch(output)
	if parts == nil {
		return Version{}, fmt.Errorf("this is no version of Terraform or OpenTofu: %q", output)
	}
	major, majorErr := strconv.Atoi(parts[2])
	minor, minorErr := strconv.Atoi(parts[3])
	return Version{OpenTofu: parts[1] == "OpenTofu", Major: major, Minor: minor}, errors.Join(majorErr, minorErr)
}

// AtLeast reports whether the version is this one or newer.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

// KnowsQuery reports whether the command has list resources. OpenTofu has none, in any version.
func (v Version) KnowsQuery() bool { return !v.OpenTofu && v.AtLeast(1, 14) }

// String is the version as the command writes it, without the patch.
func (v Version) String() string {
	product := "Terraform"
	if v.OpenTofu {
		product = "OpenTofu"
	}
	return fmt.Sprintf("%s %d.%d", product, v.Major, v.Minor)
}
