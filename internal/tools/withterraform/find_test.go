// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// command writes a shell script that prints a version, and returns its path.
func command(t *testing.T, folder, name, says string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho '"+says+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestProbe(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ says, product, version, refusal string }{
		"Terraform":             {says: "Terraform v1.11.4", product: "Terraform", version: "1.11.4"},
		"oldest Terraform":      {says: "Terraform v1.8.0", product: "Terraform", version: "1.8.0"},
		"Terraform from source": {says: "Terraform v1.8.0-dev", product: "Terraform", version: "1.8.0-dev"},
		"OpenTofu":              {says: "OpenTofu v1.12.6", product: "OpenTofu", version: "1.12.6"},
		"old Terraform":         {says: "Terraform v1.7.5", refusal: "needs 1.8.0 or newer"},
		"old OpenTofu":          {says: "OpenTofu v1.9.4", refusal: "needs 1.10.0 or newer"},
		"something else":        {says: "hello", refusal: "neither Terraform nor OpenTofu"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := command(t, t.TempDir(), "cli", test.says)
			got, err := probe(context.Background(), path)
			if test.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), test.refusal) {
					t.Fatalf("got %v, want a refusal with %q", err, test.refusal)
				}
				return
			}
			if err != nil || got.path != path || got.product != test.product || got.version.String() != test.version {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestFind_takesTheFirstUsable(t *testing.T) {
	onPath, tools, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("PATH", onPath+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("TF_ACC_TERRAFORM_PATH", "")
	command(t, onPath, "terraform", "Terraform v1.5.7") // Too old, so it is passed over.
	tofu := command(t, onPath, "tofu", "OpenTofu v1.12.6")
	command(t, tools, "terraform", "Terraform v1.14.1")

	got, err := find(context.Background(), tools)
	if err != nil || got.path != tofu {
		t.Errorf("got %q, %v, want tofu on PATH", got.path, err)
	}

	named := command(t, elsewhere, "mine", "Terraform v1.13.0")
	t.Setenv("TF_ACC_TERRAFORM_PATH", named)
	if got, err = find(context.Background(), tools); err != nil || got.path != named {
		t.Errorf("got %q, %v, want the one that is named", got.path, err)
	}

	t.Setenv("TF_ACC_TERRAFORM_PATH", filepath.Join(elsewhere, "missing"))
	if _, err = find(context.Background(), tools); err == nil || !strings.Contains(err.Error(), "TF_ACC_TERRAFORM_PATH") {
		t.Errorf("got %v, want an error that names the variable", err)
	}
}

func TestEnvironment_registersUnderTheRightRegistry(t *testing.T) {
	t.Parallel()
	if env := (executable{path: "/cli", product: "Terraform"}).environment(); slices.Contains(env, "TF_ACC_PROVIDER_HOST=registry.opentofu.org") {
		t.Errorf("Terraform gets %v", env)
	}
	env := executable{path: "/cli", product: "OpenTofu"}.environment()
	for _, want := range []string{"TF_ACC_TERRAFORM_PATH=/cli", "TF_ACC_PROVIDER_HOST=registry.opentofu.org", "TF_ACC_PROVIDER_NAMESPACE=hashicorp"} {
		if !slices.Contains(env, want) {
			t.Errorf("OpenTofu gets %v, without %s", env, want)
		}
	}
}
