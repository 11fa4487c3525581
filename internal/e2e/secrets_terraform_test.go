// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// leakTest is a folder in which a real Terraform runs the built provider, whose calls go through the tap.
type leakTest struct {
	*testkit.Workspace
	t       *testing.T
	tap     *tap
	mu      sync.Mutex
	outputs map[string]string // what commands printed and logged, by name
}

// TestSecrets_terraform runs the built provider in a real Terraform.
func TestSecrets_terraform(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T){
		"succeeds": terraformSucceeds, "fails": terraformFails, "quotes": terraformQuotes, "crashes": terraformCrashes,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// newLeakTest prepares a folder with a configuration. Its environment has endpoints, and no keys.
func newLeakTest(t *testing.T, configuration string) *leakTest {
	t.Helper()
	b := &leakTest{Workspace: testkit.NewWorkspace(t, ""), t: t, outputs: map[string]string{}}
	b.tap = newTap(t, emulator.WithSpeed(1000)) // The fleet's clock runs fast, because nobody waits here.
	at := b.tap.serve(t)
	for _, name := range []string{"RDS", "STS", "RAM"} {
		b.Env = append(b.Env, "ALIBABA_CLOUD_ENDPOINT_"+name+"="+at)
	}
	b.Write("main.tf", configuration)
	if code := b.run("init", nil, "init", "-no-color"); code != 0 {
		t.Fatalf("init:\n%s", b.outputs["init"])
	}
	return b
}

// run runs a command at TRACE, with more variables, and keeps what it prints and logs. It returns the exit code.
func (b *leakTest) run(name string, env []string, args ...string) int {
	b.t.Helper()
	return b.runWith(name, env, func(*sandbox.Process) {}, args...)
}

// runWith tells of the process while it runs.
func (b *leakTest) runWith(name string, env []string, started func(*sandbox.Process), args ...string) int {
	b.t.Helper()
	log := filepath.Join(b.t.TempDir(), "log")
	env = slices.Concat(b.Environment(), []string{"TF_LOG=TRACE", "TF_LOG_PATH=" + log}, env)
	process, err := b.LaunchWith(b.t.Context(), b.Folder, env, args...)
	if err != nil {
		b.t.Fatal(err)
	}
	started(process)
	result, err := process.Wait()
	if err != nil {
		b.t.Fatal(err)
	}
	logged, err := os.ReadFile(log)
	if err != nil || len(logged) == 0 {
		b.t.Errorf("%s: nothing was logged: %v", name, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outputs[name], b.outputs[name+", log"] = result.Output, string(logged)
	return result.Code
}

// clean fails the test where a secret is in what commands printed or logged.
func (b *leakTest) clean() {
	b.t.Helper()
	for name, text := range b.outputs {
		b.tap.book.Require(b.t, name, text)
	}
}

// holds fails the test where a file holds a secret. A plan is a zip file.
func (b *leakTest) holds(file string) {
	b.t.Helper()
	content := b.Read(file)
	texts := map[string]string{file: content}
	if archive, err := zip.NewReader(strings.NewReader(content), int64(len(content))); err == nil {
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
		for _, found := range b.tap.book.Leaks(text) {
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

data "apsaradb_rds_cross_region_backup_sets" "all" {
  instance_id = "pgm-console"
  limit       = 2
}

data "apsaradb_rds_cross_region_log_backups" "all" {
  instance_id   = "pgm-console"
  start_time    = timeadd(plantimestamp(), "-3h")
  end_time      = timeadd(plantimestamp(), "-2h")
  include_files = true
}

ephemeral "apsaradb_rds_cross_region_backup_download" "set" {
  instance_id   = "pgm-console"
  backup_set_id = data.apsaradb_rds_cross_region_backup_sets.all.latest.id
}

ephemeral "apsaradb_rds_cross_region_backup_download" "log" {
  instance_id   = "pgm-console"
  log_backup_id = data.apsaradb_rds_cross_region_log_backups.all.log_backups[0].id
}

resource "terraform_data" "download" {
  provisioner "local-exec" {
    command = <<-END
      echo "$SET $LOG $INTERNAL"
      for link in "$SET" "$LOG" "$INTERNAL"; do
        echo "$link" | grep -q Signature || exit 1
      done
    END
    environment = {
      SET      = ephemeral.apsaradb_rds_cross_region_backup_download.set.url
      LOG      = ephemeral.apsaradb_rds_cross_region_backup_download.log.url
      INTERNAL = ephemeral.apsaradb_rds_cross_region_backup_download.log.internal_url
    }
  }
}

output "all" {
  value = data.apsaradb_rds_cross_region_backup_sets.all
}

output "logs" {
  value = data.apsaradb_rds_cross_region_log_backups.all
}

output "latest" {
  value = data.apsaradb_rds_cross_region_backup_sets.all.latest
}
`

// terraformSucceeds runs everything that works, with a debugging library asked for all that it can print.
func terraformSucceeds(t *testing.T) {
	t.Helper()
	if !testkit.RequireTerraform(t).AtLeast(1, 11) {
		t.Skip("ephemeral variables and resources need Terraform 1.10 or OpenTofu 1.11")
	}
	b := newLeakTest(t, blockConfiguration)
	env := []string{
		"DEBUG=sdk,credential,*",
		"TF_VAR_secrets={access_key=" + inQuotes(
			canaryTokenKeyID,
		) + ",secret_key=" + inHCL(
			canaryTokenKey,
		) + ",security_token=" + inHCL(
			canaryToken,
		) +
			",external_id=" + inQuotes(
			canaryExternalID,
		) + ",policy=" + inQuotes(
			canaryPolicy,
		) + "}",
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
	if found := b.tap.book.Leaks(shown); len(found) > 0 {
		t.Errorf("the plan in JSON: %s", found)
	}
	if b.tap.links.Load() == 0 {
		t.Error("no answer held a link, so nothing is proven about links")
	}
	if calls := len(b.tap.server.Calls(actionModify)); calls != 4 {
		t.Errorf("%d writes, want those of a create, a change and two destroys", calls)
	}
}

// inHCL is a text as a text of Terraform's language.
func inHCL(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}
