// SPDX-License-Identifier: MPL-2.0

// Package terraform finds the Terraform or OpenTofu command to run, and asks it for its version. Nothing else does.
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

// ErrNone says that there is no command which the provider works with.
var ErrNone = errors.New("no Terraform 1.8 or OpenTofu 1.10, or newer, was found. Put one on PATH, or set " +
	PathVariable + " to its full path. Through make, one is found or installed")

// Command is a Terraform or OpenTofu command.
type Command struct {
	// Path is absolute.
	Path    string
	Version Version
}

// Find returns the command that the variable names. Else it returns the first terraform or tofu, on PATH and then in
// the folders, that is new enough. Without any, the error is an [ErrNone] that says what was passed over.
func Find(ctx context.Context, folders ...string) (Command, error) {
	if wanted := os.Getenv(PathVariable); wanted != "" {
		found, err := probe(ctx, wanted)
		if err != nil {
			return Command{}, fmt.Errorf("%s: %w", PathVariable, err)
		}
		return found, nil
	}
	candidates := []string{"terraform", "tofu"}
	for _, folder := range folders {
		candidates = append(candidates, filepath.Join(folder, "terraform"), filepath.Join(folder, "tofu"))
	}
	missing := ErrNone
	for _, candidate := range candidates {
		found, err := probe(ctx, candidate)
		if err == nil {
			return found, nil
		}
		if !errors.Is(err, exec.ErrNotFound) && !errors.Is(err, os.ErrNotExist) {
			missing = fmt.Errorf("%w\npassed over: %w", missing, err)
		}
	}
	return Command{}, missing
}

// probe asks a command for its version, and refuses one that is too old.
func probe(ctx context.Context, name string) (Command, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return Command{}, fmt.Errorf("%s is not a program: %w", name, err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return Command{}, err
	}
	process := exec.CommandContext(ctx, path, "version") //nolint:gosec // G204: the command that the caller runs anyway
	process.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1")
	output, err := process.Output()
	if err != nil {
		return Command{}, fmt.Errorf("%s version: %w", path, err)
	}
	version, err := parse(string(output))
	if err == nil && !version.supported() {
		err = fmt.Errorf("it is %s, which is too old for the provider", version)
	}
	if err != nil {
		return Command{}, fmt.Errorf("%s: %w", path, err)
	}
	return Command{Path: path, Version: version}, nil
}

// Environment returns the variables with which the testing library and the tools run the command.
func (c Command) Environment() map[string]string {
	env := map[string]string{
		PathVariable: c.Path,
		// One that is missing would be a warning in every output, and a developer's own may hold development overrides.
		"TF_CLI_CONFIG_FILE": os.DevNull,
		"CHECKPOINT_DISABLE": "1",
	}
	if c.Version.OpenTofu {
		// The testing library registers the provider under Terraform's registry unless told.
		env["TF_ACC_PROVIDER_HOST"], env["TF_ACC_PROVIDER_NAMESPACE"] = "registry.opentofu.org", "hashicorp"
	}
	return env
}

// Version is what a command says it is.
type Version struct {
	// OpenTofu is false for Terraform.
	OpenTofu bool
	Major    int
	Minor    int
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

// Oldest returns the oldest version of each product that has everything which the provider's core surface needs.
func Oldest() map[string]Version {
	return map[string]Version{"Terraform": {Major: 1, Minor: 8}, "OpenTofu": {OpenTofu: true, Major: 1, Minor: 10}}
}

func (v Version) supported() bool {
	oldest := Oldest()[v.product()]
	return v.AtLeast(oldest.Major, oldest.Minor)
}

func (v Version) product() string {
	if v.OpenTofu {
		return "OpenTofu"
	}
	return "Terraform"
}

// AtLeast reports whether the version is this one or newer.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

// KnowsQuery reports whether the command has list resources. OpenTofu has none, in any version.
func (v Version) KnowsQuery() bool { return !v.OpenTofu && v.AtLeast(1, 14) }

// String is the version as the command writes it, without the patch.
func (v Version) String() string { return fmt.Sprintf("%s %d.%d", v.product(), v.Major, v.Minor) }
