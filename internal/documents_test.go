// SPDX-License-Identifier: MPL-2.0

package internal_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/terraform"
)

// read returns the text of a file of the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile("../" + path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// matches returns the first group of every match, sorted and without repeats.
func matches(text, pattern string) []string {
	var found []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestDocuments_linksExist holds each link to a file of the repository, and to a heading or an anchor of a page.
func TestDocuments_linksExist(t *testing.T) {
	t.Parallel()
	pages := slices.Concat([]string{"README.md", "CONTRIBUTING.md", "internal/README.md", "docs/index.md"},
		files(t, "internal/*/README.md"), files(t, "internal/*/*/README.md"), files(t, "examples/modules/*/README.md"),
		files(t, "docs/*/*.md"))
	for _, page := range pages {
		for _, target := range matches(read(t, page), `\]\(([^):]+)\)`) {
			file, heading, _ := strings.Cut(target, "#")
			to := page
			if file != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(page), file))
			}
			if _, err := os.Stat("../" + to); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, target)
			} else if heading != "" && !slices.Contains(headings(read(t, to)), heading) {
				t.Errorf("%s links to %s, which has no such heading", page, target)
			}
		}
	}
}

// TestDocuments_filesExist holds each Go file and each folder of internal that a page names in backticks. A bare name
// is that of a file in the folder of the page, or in a folder that the page names.
func TestDocuments_filesExist(t *testing.T) {
	t.Parallel()
	pages := slices.Concat([]string{"CONTRIBUTING.md", "internal/README.md"},
		files(t, "internal/*/README.md"), files(t, "internal/*/*/README.md"))
	for _, page := range pages {
		text := read(t, page)
		named := matches(text, "`([\\w.*/-]+)`")
		folders := []string{filepath.Dir(page)}
		for _, name := range named {
			folders = append(folders, "internal/"+name, "internal/"+filepath.Dir(name), name, filepath.Dir(name))
		}
		for _, name := range named {
			first, _, isPath := strings.Cut(name, "/")
			if first == ".tools" { // what make builds
				continue
			}
			if !strings.HasSuffix(name, ".go") && !(isPath && first != "" && isFolder(filepath.Dir(page), first)) {
				continue
			}
			exists := func(folder string) bool {
				found, err := filepath.Glob(filepath.Join("..", folder, name))
				return err == nil && len(found) > 0
			}
			if !slices.ContainsFunc(append(folders, "internal", "."), exists) {
				t.Errorf("%s names %s, which does not exist", page, name)
			}
		}
	}
}

// isFolder reports whether a name is that of a folder of internal, or beside a page.
func isFolder(beside, name string) bool {
	return slices.ContainsFunc([]string{".", "internal", beside}, func(parent string) bool {
		at, err := os.Stat(filepath.Join("..", parent, name))
		return err == nil && at.IsDir()
	})
}

// headings are the anchors of a page: those that it sets, and those of its headings, as GitHub makes them.
func headings(page string) []string {
	anchors := matches(page, `<a id="([^"]+)">`)
	for _, heading := range matches(page, `(?m)^#+ (.*)$`) {
		anchor := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading), "")
		anchors = append(anchors, strings.ReplaceAll(anchor, " ", "-"))
	}
	return anchors
}

func TestReadme_versionsAgree(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	index := read(t, "templates/index.md.tmpl")
	for product, column := range map[string]string{
		"Terraform": `import by id \| ([0-9.]+)`, "OpenTofu": `import by id \| [0-9.]+ \| ([0-9.]+)`,
	} {
		version := terraform.Oldest()[product]
		oldest := []string{fmt.Sprintf("%d.%d", version.Major, version.Minor)}
		stated := matches(readme, `- .*`+product+` ([0-9]+\.[0-9]+).*, or newer`)
		listed := matches(index, column)
		if !slices.Equal(stated, oldest) || !slices.Equal(listed, oldest) {
			t.Errorf("%s: the finder takes %v or newer, README.md says %v, the index page %v", product, oldest, stated, listed)
		}
	}
	toolchain := matches(read(t, "go.mod"), `(?m)^go ([0-9]+\.[0-9]+)`)
	if stated := matches(readme, `Go ([0-9]+\.[0-9]+)`); !slices.Equal(stated, toolchain) {
		t.Errorf("README.md names Go %v, go.mod %v", stated, toolchain)
	}
}

func TestContributing_listsDirectDependencies(t *testing.T) {
	t.Parallel()
	listed := matches(read(t, "CONTRIBUTING.md"), "(?m)^\\| `([a-z.]+/[^`]+)` \\|")
	required := matches(read(t, "go.mod"), `(?m)^\t(\S+) v\S+$`)
	if !slices.Equal(listed, required) {
		t.Errorf("CONTRIBUTING.md lists %v\ngo.mod requires %v", listed, required)
	}
}

// TestDesign_namesTestsThatExist holds each test and each make target that a document leans on against the source.
func TestDesign_namesTestsThatExist(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			for _, name := range matches(read(t, file), `(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`) {
				tests[name] = true
			}
		}
	}
	makefile := read(t, "GNUmakefile")
	for _, document := range append(slices.Concat(files(t, "internal/*/README.md"), files(t, "internal/*/*/README.md")),
		"README.md", "CONTRIBUTING.md") {
		text := read(t, document)
		for _, name := range matches(text, "`((?:Test|Fuzz|Benchmark)[A-Z]\\w+)`") {
			if !tests[name] {
				t.Errorf("%s names %s, which does not exist", document, name)
			}
		}
		for _, target := range matches(text, "`make ([a-z-]+)") {
			if !strings.Contains(makefile, "\n"+target+":") {
				t.Errorf("%s names make %s, which is no target", document, target)
			}
		}
	}
}

// files returns the files of the repository that match a pattern, as read takes them.
func files(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob("../" + pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("no file matches %s: %v", pattern, err)
	}
	for i := range found {
		found[i] = strings.TrimPrefix(filepath.ToSlash(found[i]), "../")
	}
	return found
}

// goFiles returns the Go files of the repository, as read takes them.
func goFiles(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go"):
			found = append(found, strings.TrimPrefix(filepath.ToSlash(path), "../"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var update = flag.Bool("update", false, "write the generated lists of templates/")

// TestDocuments_statusesAreTheTable holds the list of statuses on the page for users against the table.
func TestDocuments_statusesAreTheTable(t *testing.T) { //nolint:paralleltest // with -update it writes the page
	const page, begin, end = "templates/guides/reliability.md", "<!-- statuses begin -->\n", "<!-- statuses end -->\n"
	text := read(t, page)
	before, rest, begins := strings.Cut(text, begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		t.Fatalf("%s lacks the lines around the list of statuses", page)
	}
	want := before + begin + statusTable() + end + after
	if *update {
		if err := os.WriteFile("../"+page, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if text != want {
		t.Errorf("%s differs from the code: go test ./internal -run TestDocuments_statuses -update", page)
	}
}

// statusTable has a row for each status, in the order of the table.
func statusTable() string {
	kinds := map[rds.StatusKind]string{
		rds.StatusRunning: "runs", rds.StatusBusy: "is busy", rds.StatusIdle: "needs an action",
		rds.StatusDeleting: "is being deleted", rds.StatusReleased: "is released",
	}
	list := "| status | what the API says | here, the instance |\n|---|---|---|\n"
	for _, status := range rds.Statuses() {
		list += fmt.Sprintf("| `%s` | %s | %s |\n", status.Word, status.Meaning, kinds[status.Kind])
	}
	return list
}
