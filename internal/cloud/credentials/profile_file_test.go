// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that cannot be used says why, and quotes nothing.
func TestReadProfileFile_refusals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ content, want string }{
		"cut off": {
			`{"profiles": [{"name": "a", "access_key_secret": "` + canarySecret, "the file is not valid JSON at byte 67",
		},
		"empty":           {"", "the file holds no profile"},
		"a number":        {`{"current": 1, "profiles": []}`, "the field current must hold a text in quotes"},
		"UTF-16":          {"\xff\xfe{\x00}\x00", "the file is UTF-16, as some shells of Windows write; save it as UTF-8"},
		"absurdly large":  {strings.Repeat(" ", maxProfileFile+1), "it is larger than 4096 kB"},
		"a null":          {`{"profiles": null}`, "the file holds no profile"},
		"a list":          {`[{"name": "a"}]`, "the file holds no profile"},
		"profiles is one": {`{"profiles": {"name": "a"}}`, "the field profiles must hold a list"},
	} {
		file := filepath.Join(t.TempDir(), "config.json")
		writeFile(t, file, tt.content)
		if _, err := readProfileFile(file); err == nil || err.Error() != tt.want {
			t.Errorf("%s: error = %v, want %s", name, err, tt.want)
		}
	}
	if _, err := readProfileFile(t.TempDir()); err == nil || err.Error() != "is a directory" {
		t.Errorf("a folder: error = %v, want that it is one", err)
	}
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, "{}")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := readProfileFile(file); !errors.Is(err, fs.ErrPermission) && os.Geteuid() != 0 {
		t.Errorf("a file of somebody else: error = %v, want that it may not be read", err)
	}
}

// A file of many profiles does not fill the screen.
func TestProfileFile_findNamesSomeOfMany(t *testing.T) {
	t.Parallel()
	var file profileFile
	for i := range maxNames + 5 {
		file.profiles = append(file.profiles, profile{Name: fmt.Sprintf("p%d", i)})
	}
	_, err := file.find("prod")
	if err == nil || !strings.HasSuffix(err.Error(), "p18, p19, and 5 more") {
		t.Errorf("error = %v, want the first 20 names and how many more there are", err)
	}
}
