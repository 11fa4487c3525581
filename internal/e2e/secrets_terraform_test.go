// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// bench is a folder in which a real Terraform runs the built provider, whose calls go through the tap.
type bench struct {
	*sandbox.Sandbox
	t       *testing.T
	tap     *tap
	dir     string
	env     []string
	mu      sync.Mutex
	outputs map[string]string // what commands printed, by name
}

// TestSecrets_terraform runs the built provider in a real Terraform.
func TestSecrets_terraform(t *testing.T) {
	t.Parallel()
	box, err := sandbox.New(context.Background(), "../..", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]func(*testing.T, *sandbox.Sandbox){
		"succeeds": terraformSucceeds, "fails": terraformFails, "quotes": terraformQuotes, "crashes": terraformCrashes,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, box)
		})
	}
}

// newBench prepares a folder with a configuration.
func newBench(t *testing.T, box *sandbox.Sandbox, configuration string) *bench {
	t.Helper()
	b := &bench{Sandbox: box, t: t, dir: t.TempDir(), outputs: map[string]string{}}
	// The fleet's clock runs fast, for nobody waits here.
	b.tap = newTap(t, emulator.WithSpeed(1000))
	at := b.tap.serve(t)
	b.env = box.Environment(nil)
	for _, name := range []string{"RDS", "STS", "RAM"} {
		b.env = append(b.env, "ALIBABA_CLOUD_ENDPOINT_"+name+"="+at)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := b.run("init", nil, "init", "-no-color"); code != 0 {
		t.Fatalf("init:\n%s", b.outputs["init"])
	}
	return b
}

// run runs a command at TRACE, with more variables, and keeps what it prints and logs. It returns the exit code.
func (b *bench) run(name string, env []string, args ...string) int {
	b.t.Helper()
	return b.runWith(name, env, func(int) {}, args...)
}

// runWith tells of the process while it runs.
func (b *bench) runWith(name string, env []string, started func(pid int), args ...string) int {
	b.t.Helper()
	log := filepath.Join(b.t.TempDir(), "log")
	var output bytes.Buffer
	command := exec.Command(b.Terraform, args...)
	command.Dir = b.dir
	command.Env = append(append(append([]string{}, b.env...), "TF_LOG=TRACE", "TF_LOG_PATH="+log), env...)
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		b.t.Fatal(err)
	}
	started(command.Process.Pid)
	_ = command.Wait()
	logged, err := os.ReadFile(log)
	if err != nil || len(logged) == 0 {
		b.t.Errorf("%s: nothing was logged: %v", name, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outputs[name], b.outputs[name+", log"] = output.String(), string(logged)
	return command.ProcessState.ExitCode()
}

// clean fails the test where a secret is in what commands printed or logged.
func (b *bench) clean() {
	b.t.Helper()
	for name, text := range b.outputs {
		for _, found := range b.tap.book.leaks(text) {
			b.t.Errorf("%s: %s", name, found)
		}
	}
}

// holds fails the test where a file holds a secret but those of links. A plan is a zip file.
func (b *bench) holds(file string) {
	b.t.Helper()
	content, err := os.ReadFile(filepath.Join(b.dir, file))
	if err != nil {
		b.t.Fatal(err)
	}
	texts := map[string]string{file: string(content)}
	if archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err == nil {
		for _, entry := range archive.File {
			reader, err := entry.Open()
			if err != nil {
				b.t.Fatal(err)
			}
			text, err := io.ReadAll(reader)
			if err != nil {
				b.t.Fatal(err)
			}
			texts[file+"/"+entry.Name] = string(text)
		}
	}
	for name, text := range texts {
		for _, found := range b.tap.book.leaks(text, nameOfLinks) {
			b.t.Errorf("%s: %s", name, found)
		}
	}
}

// blockConfiguration has every secret in ephemeral variables, which Terraform keeps out of plans itself.
const blockConfiguration = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

variable "secrets" {
  type      = map(string)
  ephemeral = true
}

variable "days" {
  type    = number
  default = 30
}

provider "apsaradb" {
  region         = "cn-hangzhou"
  access_key     = var.secrets.access_key
  secret_key     = var.secrets.secret_key
  security_token = var.secrets.security_token
  assume_role {
    role_arn    = "` + canaryRole + `"
    external_id = var.secrets.external_id
    policy      = var.secrets.policy
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "new" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = var.days
}

resource "apsaradb_rds_cross_region_backup_policy" "old" {
  instance_id        = "pgm-console"
  destination_region = "cn-beijing"
  retention_days     = 1825
  log_backup_enabled = true
}

import {
  to = apsaradb_rds_cross_region_backup_policy.old
  id = "cn-hangzhou:pgm-console"
}

data "apsaradb_rds_cross_region_backup_policy" "one" {
  instance_id = "pgm-console"
}

data "apsaradb_rds_cross_region_backup_regions" "all" {}

data "apsaradb_rds_cross_region_backup_sets" "links" {
  instance_id           = "pgm-console"
  limit                 = 2
  include_download_urls = true
}

output "link" {
  value     = data.apsaradb_rds_cross_region_backup_sets.links.latest
  sensitive = true
}
`

// terraformSucceeds runs everything that works, with a debugging library asked for all that it can print.
func terraformSucceeds(t *testing.T, box *sandbox.Sandbox) {
	t.Helper()
	b := newBench(t, box, blockConfiguration)
	if b.minorVersion() < 11 {
		t.Skip("ephemeral variables need Terraform 1.10 or OpenTofu 1.11")
	}
	env := []string{
		"DEBUG=sdk,credential,*",
		"TF_VAR_secrets={access_key=" + inQuotes(canaryTokenKeyID) + ",secret_key=" + inHCL(canaryTokenKey) + ",security_token=" + inHCL(canaryToken) +
			",external_id=" + inQuotes(canaryExternalID) + ",policy=" + inQuotes(canaryPolicy) + "}",
	}
	for _, step := range []struct {
		name string
		args []string
	}{
		{"plan", []string{"plan", "-no-color", "-out=saved"}},
		{"apply", []string{"apply", "-no-color", "saved"}},
		{"show", []string{"show", "-no-color"}},
		{"change", []string{"apply", "-no-color", "-auto-approve", "-var=days=20"}},
		{"destroy", []string{"plan", "-no-color", "-destroy", "-out=destroy"}},
		{"apply destroy", []string{"apply", "-no-color", "destroy"}},
	} {
		if code := b.run(step.name, env, step.args...); code != 0 {
			t.Fatalf("%s:\n%s", step.name, b.outputs[step.name])
		}
		if step.name == "plan" {
			b.holds("saved")
		}
		if step.name == "apply" {
			b.holds("terraform.tfstate")
		}
	}
	b.clean()
	b.holds("destroy")
	b.holds("terraform.tfstate")
	b.holds("terraform.tfstate.backup")
	b.run("show plan", env, "show", "-json", "saved")
	shown := b.outputs["show plan"]
	if found := b.tap.book.leaks(shown, nameOfLinks); len(found) > 0 {
		t.Errorf("the plan in JSON: %s", found)
	}
	if found := b.tap.book.leaks(shown); len(found) == 0 {
		t.Error("the links that the user asked for are not in the plan, so their absence elsewhere proves nothing")
	}
	if calls := len(b.tap.server.Calls(actionModify)); calls != 4 {
		t.Errorf("%d writes, want those of a create, a change and two destroys", calls)
	}
}

// inHCL is a text as a text of Terraform's language.
func inHCL(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}

// minorVersion is that of version 1.
func (b *bench) minorVersion() int {
	b.t.Helper()
	output, err := exec.Command(b.Terraform, "version").Output()
	if err != nil {
		b.t.Fatal(err)
	}
	found := matches(string(output), `(?m)^\S+ v1\.([0-9]+)`)
	if len(found) != 1 {
		b.t.Fatalf("no version 1 in %s", output)
	}
	minor, err := strconv.Atoi(found[0])
	if err != nil {
		b.t.Fatal(err)
	}
	return minor
}
