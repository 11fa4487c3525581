// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	version "github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

// What is installed where neither product is present. Both know resource identity.
const (
	terraformVersion = "1.14.1"
	openTofuModule   = "github.com/opentofu/opentofu@v1.12.6"
)

// install puts an executable into the folder.
func install(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder for tools: %w", err)
	}
	fmt.Fprintf(os.Stderr, "Installing Terraform %s into .tools ...\n", terraformVersion)
	releaseErr := installRelease(ctx, folder)
	if releaseErr == nil || ctx.Err() != nil {
		return releaseErr
	}
	fmt.Fprintln(os.Stderr, "That release cannot be downloaded here. Building OpenTofu from its Go module instead; "+
		"this takes several minutes, once ...")
	if err := buildOpenTofu(ctx, folder); err != nil {
		return errors.Join(releaseErr, err)
	}
	return nil
}

// installRelease downloads a signed release and checks it.
func installRelease(ctx context.Context, folder string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	source := &releases.ExactVersion{
		Product:    product.Terraform,
		Version:    version.Must(version.NewVersion(terraformVersion)),
		InstallDir: folder,
		LicenseDir: filepath.Join(folder, "licenses"),
	}
	if _, err := source.Install(ctx); err != nil {
		return fmt.Errorf("install Terraform %s: %w", terraformVersion, err)
	}
	return nil
}

// buildOpenTofu compiles the pinned module in the module cache, where its own go.mod and checksums apply.
func buildOpenTofu(ctx context.Context, folder string) error {
	download := exec.CommandContext(ctx, "go", "mod", "download", "-json", openTofuModule)
	download.Dir = os.TempDir() // Outside any module, so that none is changed.
	output, err := download.Output()
	var module struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(output, &module); jsonErr != nil || module.Dir == "" {
		return fmt.Errorf("download %s: %w", openTofuModule, errors.Join(errors.New(module.Error), err))
	}
	path := filepath.Join(folder, "tofu")
	build := exec.CommandContext(ctx, "go", "build", "-C", module.Dir, "-trimpath",
		"-ldflags", "-s -w -X github.com/opentofu/opentofu/version.dev=no",
		"-o", path, "./cmd/tofu")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build %s: %w", openTofuModule, err)
	}
	return nil
}
