// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

var release = flag.String("release", "", "test the release in this `folder`, which goreleaser has made")

const providerName = "terraform-provider-apsaradb"

// platforms are those of the registries that Go builds for.
var platforms = strings.Fields("darwin_amd64 darwin_arm64 freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64 " +
	"linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64 windows_arm64")

// built is a release: its folder, and the version that its files have in their names.
type built struct{ dir, version string }

// openRelease finds the release that was asked for.
func openRelease(t *testing.T) built {
	t.Helper()
	if *release == "" {
		t.Skip("no release is given: make release-dry builds one and tests it")
	}
	found, err := filepath.Glob(filepath.Join(*release, providerName+"_*_SHA256SUMS"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d files of checksums in %s, want 1: %v", len(found), *release, err)
	}
	name := strings.TrimPrefix(filepath.Base(found[0]), providerName+"_")
	return built{*release, strings.TrimSuffix(name, "_SHA256SUMS")}
}

// file is a file of the release.
func (b built) file(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// provider and emulator are the names of archives without their ending.
func (b built) provider(platform string) string {
	return fmt.Sprintf("%s_%s_%s", providerName, b.version, platform)
}

func (b built) emulator(platform string) string {
	return fmt.Sprintf("rds-emulator_%s_%s", b.version, platform)
}

// unpack writes the program of an archive into a folder, and returns its path. Beside it there is only the license.
func (b built) unpack(t *testing.T, archive, program, dir string) string {
	t.Helper()
	content := b.file(t, archive+".zip")
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatalf("%s: %v", archive, err)
	}
	var names []string
	path := filepath.Join(dir, program)
	for _, file := range files.File {
		names = append(names, file.Name)
		if file.Name != program {
			continue
		}
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		binary, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, binary, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	if want := []string{"LICENSE", program}; !slices.Equal(names, want) {
		t.Fatalf("%s holds %q, want %q", archive, names, want)
	}
	return path
}

// TestRelease_hasEveryFile compares the files with what the registries take: an archive for each platform, the
// manifest, and checksums of both. Each archive has a list of what it is made of.
func TestRelease_hasEveryFile(t *testing.T) {
	t.Parallel()
	b := openRelease(t)
	want := []string{fmt.Sprintf("%s_%s_manifest.json", providerName, b.version)}
	for _, platform := range platforms {
		ending := ""
		if strings.HasPrefix(platform, "windows") {
			ending = ".exe"
		}
		want = append(want, b.provider(platform)+".zip")
		b.unpack(t, b.provider(platform), providerName+"_v"+b.version+ending, t.TempDir())
		b.unpack(t, b.emulator(platform), "rds-emulator"+ending, t.TempDir())
		for _, archive := range []string{b.provider(platform), b.emulator(platform)} {
			var bom struct {
				Format     string `json:"bomFormat"`
				Components []any  `json:"components"`
			}
			if err := json.Unmarshal(b.file(t, archive+".cdx.json"), &bom); err != nil || bom.Format != "CycloneDX" ||
				len(bom.Components) == 0 {
				t.Errorf("%s.cdx.json lists %d components, %v", archive, len(bom.Components), err)
			}
		}
	}
	var listed []string
	lines := bufio.NewScanner(bytes.NewReader(b.file(t, providerName+"_"+b.version+"_SHA256SUMS")))
	for lines.Scan() {
		sum, name, _ := strings.Cut(lines.Text(), "  ")
		listed = append(listed, name)
		file := name
		if strings.HasSuffix(name, "_manifest.json") { // goreleaser renames it as it uploads it
			file = filepath.Join("..", "terraform-registry-manifest.json")
		}
		if got := sha256.Sum256(b.file(t, file)); hex.EncodeToString(got[:]) != sum {
			t.Errorf("the checksum of %s is not that of the list", name)
		}
	}
	slices.Sort(listed)
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		t.Errorf("checksums of %q, want %q", listed, want)
	}
}

// TestRelease_installs does what a user does: it installs provider and emulator from what was built, with Terraform's
// own means and no override, and applies. The programs, the lock file and the requests agree on the version.
func TestRelease_installs(t *testing.T) {
	t.Parallel()
	b := openRelease(t)
	here := runtime.GOOS + "_" + runtime.GOARCH
	dir := t.TempDir()
	program := b.unpack(t, b.provider(here), providerName+"_v"+b.version, dir)
	w := testkit.NewWorkspace(t, "")
	box := *w.Sandbox
	box.Dir = dir
	emulator := b.unpack(t, b.emulator(here), "rds-emulator", dir)
	commits := map[string]bool{}
	for _, path := range []string{program, emulator} {
		line, err := exec.CommandContext(t.Context(), path, "-version").Output()
		_, rest, _ := strings.Cut(string(line), " "+b.version+" (commit ")
		commit, _, _ := strings.Cut(rest, ",")
		if err != nil || len(commit) != 40 {
			t.Errorf("%s says %q, %v; want version %s and a commit", path, line, err, b.version)
		}
		commits[commit] = true
	}
	if len(commits) != 1 {
		t.Errorf("the programs are of the commits %v", commits)
	}

	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(dir, "mirror", registry, "geobackup", "apsaradb")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		archive := b.provider(here) + ".zip"
		if err := os.WriteFile(filepath.Join(folder, archive), b.file(t, archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.Write("cli.tfrc", fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		filepath.Join(dir, "mirror")))
	running, err := box.StartBuilt(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Stop() })
	w.Env = []string{"TF_CLI_CONFIG_FILE=" + filepath.Join(w.Folder, "cli.tfrc")}
	for _, pair := range running.Variables() {
		w.Env = append(w.Env, pair[0]+"="+pair[1])
	}
	w.Write("main.tf", fmt.Sprintf(`terraform {
  required_providers {
    apsaradb = {
      source  = "geobackup/apsaradb"
      version = %q
    }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}

resource "apsaradb_rds_cross_region_backup_policy" "orders" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
}
`, b.version))
	w.Must("init", "-no-color")
	w.Must("plan", "-no-color", "-input=false", "-out=saved")
	w.Says(w.Must("apply", "-no-color", "saved"), "1 added, 0 changed, 0 destroyed")
	w.Says(w.Must("plan", "-no-color", "-input=false"), "No changes.")
	w.Says(w.Read(".terraform.lock.hcl"), fmt.Sprintf("version = %q", b.version))
	calls, err := running.Calls(t.Context())
	if err != nil || len(calls) == 0 {
		t.Fatalf("%d calls, %v", len(calls), err)
	}
	for _, call := range calls {
		if !strings.Contains(call.UserAgent, providerName+"/"+b.version) {
			t.Fatalf("%s was sent by %q, want version %s", call.Action, call.UserAgent, b.version)
		}
	}
}
