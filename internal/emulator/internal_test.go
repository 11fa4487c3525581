// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestErrors_unknownCodePanics(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(){
		"refuse":     func() { refuse("No.Such.Code", "") },
		"refusal":    func() { _ = toAPIError(fleet.Refusal{Code: "No.Such.Code"}) },
		"bare error": func() { _ = toAPIError(errors.New("plain")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			act()
		}()
	}
}

// TestErrors_everyCodeInTheSourceHasARow reads the source of this package and of the fleet.
func TestErrors_everyCodeInTheSourceHasARow(t *testing.T) {
	t.Parallel()
	checked := 0
	check := func(code string) {
		checked++
		if _, ok := errorTable[code]; !ok && code != fleet.CodeUnknownEmulatedAccount {
			t.Errorf("the error table has no row for %s", code)
		}
	}
	inspectSource(t, ".", func(node ast.Node) {
		switch node := node.(type) {
		case *ast.CallExpr:
			if called, ok := node.Fun.(*ast.Ident); ok && called.Name == "refuse" {
				if code, ok := literal(node.Args[0]); ok {
					check(code)
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := node.Key.(*ast.Ident); ok && slices.Contains([]string{"code", "missing", "invalid"}, key.Name) {
				if code, ok := literal(node.Value); ok {
					check(code)
				}
			}
		}
	})
	inspectSource(t, "fleet", func(node ast.Node) {
		spec, ok := node.(*ast.ValueSpec)
		if ok && len(spec.Values) == 1 && strings.HasPrefix(spec.Names[0].Name, "Code") {
			if code, ok := literal(spec.Values[0]); ok {
				check(code)
			}
		}
	})
	if checked < 80 {
		t.Errorf("only %d codes were found: does the search still work?", checked)
	}
	for code, row := range errorTable {
		if row.status < 400 || row.message == "" {
			t.Errorf("%s has status %d and message %q", code, row.status, row.message)
		}
	}
}

func literal(node ast.Expr) (string, bool) {
	text, ok := node.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	value, err := strconv.Unquote(text.Value)
	return value, err == nil
}

// inspectSource visits every node of the package's own files.
func inspectSource(t *testing.T, dir string, visit func(ast.Node)) {
	t.Helper()
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if node != nil {
				visit(node)
			}
			return true
		})
	}
}

// TestIndependence keeps the client, the SDK and Terraform out of the emulator, so that a mistake about the wire cannot
// be made on both sides at once.
func TestIndependence(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "fleet", "cmd/rds-emulator"} {
		inspectSource(t, dir, func(node ast.Node) {
			spec, ok := node.(*ast.ImportSpec)
			if !ok {
				return
			}
			path, _ := literal(spec.Path)
			own := strings.HasPrefix(path, "github.com/geobackup/terraform-provider-apsaradb/internal/emulator")
			if strings.Contains(strings.Split(path, "/")[0], ".") && !own || path == "testing" {
				t.Errorf("%s imports %s", dir, path)
			}
		})
	}
}

// TestPanic_isAnsweredAndReported breaks the server on purpose.
func TestPanic_isAnsweredAndReported(t *testing.T) {
	t.Parallel()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	s.actions[versionSTS]["Broken"] = action{unsigned: true, handle: func(*call) (any, error) { return nil, errors.New("no code") }}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/?Action=Broken&Version=2015-04-01&Format=JSON", nil))
	if recorder.Code != http.StatusInternalServerError || !strings.Contains(recorder.Body.String(), `"Code":"InternalError"`) {
		t.Errorf("got %d %s", recorder.Code, recorder.Body)
	}
	if found := s.Violations(); len(found) != 1 || !strings.Contains(found[0], "no code") {
		t.Errorf("got %v, want the mistake", found)
	}
}

func TestRecord_dropsTheOldestCallsAndCountsThem(t *testing.T) {
	t.Parallel()
	var book callRecord
	for range maxCalls + 1 {
		book.begin(Call{})
	}
	kept, dropped := len(book.list()), book.droppedCalls()
	if kept > maxCalls || kept < maxCalls/2 || kept+dropped != maxCalls+1 {
		t.Errorf("kept %d calls, dropped %d", kept, dropped)
	}
	book.clear()
	if dropped := book.droppedCalls(); dropped != 0 {
		t.Errorf("%d calls are dropped of none", dropped)
	}
}

func TestActions_everyRowIsComplete(t *testing.T) {
	t.Parallel()
	count := 0
	for version, actions := range actionTable() {
		for name, row := range actions {
			count++
			if row.handle == nil || row.rules == (rules{}) || products[version].name == "" || name != row.name {
				t.Errorf("%s %s is not complete", version, name)
			}
		}
	}
	if count != 22 {
		t.Errorf("got %d actions, want the 18 of RDS, 3 of STS and 1 of RAM", count)
	}
}

// TestACS3_documentedExample holds the recipe to the worked example of the vendor's documentation.
func TestACS3_documentedExample(t *testing.T) {
	t.Parallel()
	request := httptest.NewRequest(http.MethodPost,
		"https://ecs.cn-shanghai.aliyuncs.com/?RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", nil)
	empty := hexSHA256(nil)
	for name, value := range map[string]string{
		"x-acs-action": "RunInstances", "x-acs-content-sha256": empty, "x-acs-date": "2023-10-26T10:22:32Z",
		"x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d", "x-acs-version": "2014-05-26",
	} {
		request.Header.Set(name, value)
	}
	signed := "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
	mac := hmac.New(sha256.New, []byte("YourAccessKeySecret"))
	mac.Write([]byte(acs3Algorithm + "\n" + hexSHA256([]byte(canonicalRequest(request, signed, empty)))))
	const want = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
	if got := hex.EncodeToString(mac.Sum(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
