// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/terraform"
)

// Version is the provider version that a sandbox offers.
const Version = "0.1.0"

// Sandbox is a folder with a provider, a CLI configuration and whatever runs in it.
type Sandbox struct {
	// Dir is the folder that holds everything.
	Dir string
	// CLIConfig is the path for TF_CLI_CONFIG_FILE.
	CLIConfig string
	// Built is the path of the built provider.
	Built string
	// Provider is where Terraform finds it.
	Provider string
	// Terraform is the path of the Terraform or OpenTofu command.
	Terraform string

	root string
	twin string // Provider, for OpenTofu
}

// New builds the provider of the repository at root into the folder dir, which it makes.
// It takes the command named in TF_ACC_TERRAFORM_PATH, else terraform or tofu from PATH.
func New(ctx context.Context, root, dir string) (*Sandbox, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	s := &Sandbox{Dir: dir, root: root, CLIConfig: filepath.Join(dir, "cli.tfrc")}
	command, err := terraform.Find(ctx)
	if err != nil {
		return nil, err
	}
	s.Terraform = command.Path
	binary := "terraform-provider-apsaradb_v" + Version
	platform := filepath.Join("geobackup", "apsaradb", Version, runtime.GOOS+"_"+runtime.GOARCH)
	mirror := filepath.Join(dir, "mirror")
	s.Built, s.Provider = filepath.Join(dir, "provider"), filepath.Join(mirror, "registry.terraform.io", platform, binary)
	// OpenTofu completes the short source address with its own registry.
	s.twin = filepath.Join(mirror, "registry.opentofu.org", platform, binary)
	if err := s.Build(ctx, ".", s.Built); err != nil {
		return nil, err
	}
	if err := s.Install(s.Built); err != nil {
		return nil, err
	}
	if err := os.WriteFile(s.CLIConfig, []byte(cliConfig(mirror)), 0o600); err != nil {
		return nil, fmt.Errorf("write the CLI configuration: %w", err)
	}
	return s, nil
}

// Install puts a program of the sandbox's folder where Terraform and OpenTofu find the provider.
func (s *Sandbox) Install(program string) error {
	for _, place := range []string{s.Provider, s.twin} {
		if err := os.MkdirAll(filepath.Dir(place), 0o750); err != nil {
			return fmt.Errorf("make the mirror: %w", err)
		}
		if err := os.Remove(place); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("fill the mirror: %w", err)
		}
		if err := os.Link(program, place); err != nil {
			return fmt.Errorf("fill the mirror: %w", err)
		}
	}
	return nil
}

// Build compiles a package of the repository, named as "./folder", the way releases are built.
func (s *Sandbox) Build(ctx context.Context, pkg, output string) error {
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", output, pkg)
	command.Dir = s.root
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, text)
	}
	return nil
}

// cliConfig takes this provider from the mirror alone and every other one from where it usually comes from.
func cliConfig(mirror string) string {
	const addresses = `["registry.terraform.io/geobackup/apsaradb", "registry.opentofu.org/geobackup/apsaradb"]`
	return fmt.Sprintf(`disable_checkpoint = true

provider_installation {
  filesystem_mirror {
    path    = %q
    include = %s
  }
  direct {
    exclude = %s
  }
}
`, filepath.ToSlash(mirror), addresses, addresses)
}
