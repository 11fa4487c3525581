// SPDX-License-Identifier: MPL-2.0

package terraform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program writes a script that says it is a version, and returns its path.
func program(t *testing.T, folder, name, version string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho '"+version+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFind_takesTheFirstThatIsNewEnough(t *testing.T) { //nolint:paralleltest // It sets variables.
	onPath, tools, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	named := program(t, elsewhere, "mine", "Terraform v1.13.0")
	for _, step := range []struct {
		name          string
		folder, file  string // what is added
		says          string
		named         string // the variable
		want, refusal string
	}{
		{name: "nothing is installed", refusal: "no Terraform 1.8 or OpenTofu 1.10"},
		{name: "too old", folder: onPath, file: "terraform", says: "Terraform v1.7.5", refusal: "which is too old"},
		{name: "the folder of the tools", folder: tools, file: "tofu", says: "OpenTofu v1.10.0", want: "tofu"},
		{name: "PATH comes first", folder: onPath, file: "tofu", says: "OpenTofu v1.12.6", want: "tofu"},
		{name: "Terraform comes first", folder: onPath, file: "terraform", says: "Terraform v1.8.0", want: "terraform"},
		{name: "the variable decides", named: named, want: "mine"},
		{name: "the variable names no program", named: filepath.Join(elsewhere, "none"), refusal: PathVariable},
	} {
		folder := step.folder
		if step.file != "" {
			program(t, folder, step.file, step.says)
		} else {
			folder = elsewhere
		}
		t.Setenv("PATH", onPath)
		t.Setenv(PathVariable, step.named)
		got, err := Find(t.Context(), tools)
		if step.refusal != "" {
			if err == nil || !strings.Contains(err.Error(), step.refusal) {
				t.Errorf("%s: got %+v, %v; want %q", step.name, got, err, step.refusal)
			}
			continue
		}
		if err != nil || got.Path != filepath.Join(folder, step.want) {
			t.Errorf("%s: got %+v, %v; want %s in %s", step.name, got, err, step.want, folder)
		}
	}
}

func TestEnvironment_registersUnderTheRightRegistry(t *testing.T) {
	t.Parallel()
	if env := (Command{Path: "/cli"}).Environment(); env["TF_ACC_PROVIDER_HOST"] != "" || env[PathVariable] != "/cli" {
		t.Errorf("Terraform gets %v", env)
	}
	env := Command{Path: "/cli", Version: Version{OpenTofu: true}}.Environment()
	if env["TF_ACC_PROVIDER_HOST"] != "registry.opentofu.org" || env["TF_ACC_PROVIDER_NAMESPACE"] != "hashicorp" {
		t.Errorf("OpenTofu gets %v", env)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]struct {
		version Version
		query   bool
	}{
		"Terraform v1.13.5\non linux_amd64":   {Version{false, 1, 13}, false},
		"Terraform v1.14.0\non linux_amd64":   {Version{false, 1, 14}, true},
		"Terraform v1.17.0-dev\non somewhere": {Version{false, 1, 17}, true},
		"Terraform v2.0.0":                    {Version{false, 2, 0}, true},
		"OpenTofu v1.14.0":                    {Version{true, 1, 14}, false},
	} {
		got, err := parse(output)
		if err != nil || got != want.version || got.KnowsQuery() != want.query {
			t.Errorf("%q is %+v, %v, knows query: %t; want %+v", output, got, err, got.KnowsQuery(), want)
		}
	}
	if _, err := parse("bash: terraform: command not found"); err == nil {
		t.Error("any text passes for a version")
	}
}
