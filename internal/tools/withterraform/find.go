// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	version "github.com/hashicorp/go-version"
)

// advice is what a user does when nothing was found and nothing could be installed.
const advice = "no Terraform or OpenTofu was found, and none could be installed. Install Terraform 1.8 or OpenTofu 1.10, or newer, " +
	"and put it on PATH, or set TF_ACC_TERRAFORM_PATH to its full path"

// minimum is the oldest version of each product that has everything the provider's core surface needs.
func minimum() map[string]*version.Version {
	return map[string]*version.Version{
		"Terraform": version.Must(version.NewVersion("1.8.0")),
		"OpenTofu":  version.Must(version.NewVersion("1.10.0")),
	}
}

// executable is a Terraform or OpenTofu command and what it says it is.
type executable struct {
	path, product string
	version       *version.Version
}

// environment returns what terraform-plugin-testing, the demo and the documentation read.
func (e executable) environment() []string {
	env := []string{
		"TF_ACC_TERRAFORM_PATH=" + e.path,
		"TF_CLI_CONFIG_FILE=" + os.DevNull, // A user's own CLI configuration must not decide where the provider comes from.
		"CHECKPOINT_DISABLE=1",
	}
	if e.product == "OpenTofu" {
		// plugin-testing registers the provider under Terraform's registry unless told.
		env = append(env, "TF_ACC_PROVIDER_HOST=registry.opentofu.org", "TF_ACC_PROVIDER_NAMESPACE=hashicorp")
	}
	return env
}

// find returns the first usable executable, and installs one in tools if there is none.
func find(ctx context.Context, tools string) (executable, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		found, err := probe(ctx, path)
		if err != nil {
			return executable{}, fmt.Errorf("TF_ACC_TERRAFORM_PATH: %w", err)
		}
		return found, nil
	}
	for _, name := range []string{"terraform", "tofu", filepath.Join(tools, "terraform"), filepath.Join(tools, "tofu")} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		found, err := probe(ctx, path)
		if err == nil {
			return found, nil
		}
		fmt.Fprintln(os.Stderr, "Passed over:", err)
	}
	path, err := install(ctx, tools)
	if err != nil {
		return executable{}, errors.Join(errors.New(advice), err)
	}
	return probe(ctx, path)
}

// probe asks the command for its version, and refuses one that is too old.
func probe(ctx context.Context, path string) (executable, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return executable{}, err
	}
	command := exec.CommandContext(ctx, path, "version")
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1")
	output, err := command.Output()
	if err != nil {
		return executable{}, fmt.Errorf("%s version: %w", path, err)
	}
	match := regexp.MustCompile(`^(Terraform|OpenTofu) v(\S+)`).FindSubmatch(output)
	if match == nil {
		return executable{}, fmt.Errorf("%s is neither Terraform nor OpenTofu", path)
	}
	found := executable{path: path, product: string(match[1])}
	if found.version, err = version.NewVersion(string(match[2])); err != nil {
		return executable{}, fmt.Errorf("%s version: %w", path, err)
	}
	if oldest := minimum()[found.product]; found.version.Core().LessThan(oldest) {
		return executable{}, fmt.Errorf("%s is %s %s, and the provider needs %s or newer", path, found.product, found.version, oldest)
	}
	return found, nil
}
