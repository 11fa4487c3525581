// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// project writes a module with the given files and returns its folder.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	files["go.mod"] = "module example.com/fuzzed\n\ngo 1.26.0\n"
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := project(t, map[string]string{
		"b/b_test.go":              "package b\nfunc FuzzB(f *testing.F) {}\nfunc FuzzA(f *testing.F) {}\nfunc (x T) FuzzC(f *testing.F) {}\nfunc FuzzHelp(t *testing.T) {}\nfunc FuzzTwo(f *testing.F, x int) {}\n",
		"a/a.go":                   "package a\nfunc FuzzA(f *testing.F) {}\n",
		"a/a_test.go":              "package a\nfunc fuzzA(f *testing.F) {}\nfunc FuzzReal(*testing.F) {}\n",
		"a/testdata/x_test.go":     "package x\nfunc FuzzX(f *testing.F) {}\n",
		".hidden/x_test.go":        "package x\nfunc FuzzX(f *testing.F) {}\n",
		"internal/tools/go.mod":    "module tools\n",
		"internal/tools/x_test.go": "package x\nfunc FuzzX(f *testing.F) {}\n",
	})
	got, err := find(root)
	want := []target{{"a", "FuzzReal"}, {"b", "FuzzA"}, {"b", "FuzzB"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("found %v, %v, want %v", got, err, want)
	}
}

// The fuzzing of this test is real: one target passes, one finds its failing input, and one does not build.
func TestRun_fuzzesAndReports(t *testing.T) {
	t.Parallel()
	head := "import \"testing\"\n\nfunc "
	for _, brief := range []bool{false, true} {
		root := project(t, map[string]string{
			"good/x_test.go":   "package good\n" + head + "FuzzGood(f *testing.F) { f.Add([]byte{}); f.Fuzz(func(t *testing.T, b []byte) {}) }\n",
			"bad/x_test.go":    "package bad\n" + head + "FuzzBad(f *testing.F) { f.Add([]byte{}); f.Fuzz(func(t *testing.T, b []byte) { if len(b) > 3 { t.Error(\"too long\") } }) }\n",
			"broken/x_test.go": "package broken\n" + head + "FuzzBroken(f *testing.F) { x }\n",
		})
		var out bytes.Buffer
		err := run(t.Context(), &out, root, "", settings{length: 2 * time.Second, parallel: 1, brief: brief})
		if err == nil || err.Error() != "2 of 3 fuzz targets failed" {
			t.Errorf("error %v", err)
		}
		text := out.String()
		for _, part := range []string{
			"| `good` FuzzGood ", "| passed |\n", "| FAILED on `bad/testdata/fuzz/FuzzBad/", "| FAILED |\n", "FuzzBad of bad failed:\n", "too long",
			"To run it again: go test -run='^FuzzBad$/^", "FuzzBroken of broken failed:\n", "undefined: x",
		} {
			if !strings.Contains(text, part) {
				t.Errorf("brief %t: the report lacks %q:\n%s", brief, part, text)
			}
		}
	}
}

func TestRun_withoutATargetFails(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), &bytes.Buffer{}, project(t, map[string]string{}), "", settings{length: time.Second}); err == nil {
		t.Error("no target is no error")
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	got := read(target{"internal/x", "FuzzX"}, "fuzz: elapsed: 3s, execs: 7 (2/sec), new interesting: 1 (total: 3)\nfuzz: elapsed: 6s, execs: 24275 (4409/sec), new interesting: 12 (total: 89)\nPASS\n")
	if got.execs != 24275 || got.interesting != 12 || got.corpus != 89 || got.crasher != "" {
		t.Errorf("read %+v", got)
	}
	if brief := read(target{}, "fuzz: elapsed: 3s, execs: 3248 (0/sec)\n"); brief.execs != 3248 || brief.interesting != 0 || brief.corpus != 0 {
		t.Errorf("read %+v", brief)
	}
}

func TestRanOut(t *testing.T) {
	t.Parallel()
	const end = "fuzz: elapsed: 2s, execs: 7 (2/sec)\n--- FAIL: FuzzX (2.06s)\n    context deadline exceeded\nFAIL\n"
	for text, want := range map[string]bool{
		end: true,
		strings.Replace(end, "    context", "    --- FAIL: FuzzX (0.00s)\n        x_test.go:4: too long\n    context", 1): false,
		"--- FAIL: FuzzX (2.06s)\n    x_test.go:4: context deadline exceeded\nFAIL\n":                                     false,
		"Failing input written to testdata/fuzz/FuzzX/1\n" + end:                                                          false,
	} {
		if got := ranOut(read(target{}, text)); got != want {
			t.Errorf("%t for %q", got, text)
		}
	}
}
