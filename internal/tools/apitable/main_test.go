// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeFiles makes the files of a folder, whose names may have folders in them.
func writeFiles(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// The shapes of the sources, with names that are made up.
const (
	firstSource = `package rds
type CreateBackupRequest struct {
	*requests.RpcRequest
	OwnerId requests.Integer ` + "`position:\"Query\" name:\"OwnerId\"`" + `
	Tag *[]CreateBackupTag ` + "`position:\"Query\" name:\"Tag\" type:\"Repeated\"`" + `
	Literal string ` + "`position:\"Query\" name:\"Group.3.key\"`" + `
}
type CreateBackupTag struct { Key string ` + "`name:\"Key\"`" + ` }
type CreateBackupResponse struct {
	*responses.BaseResponse
	RequestId string ` + "`json:\"RequestId\" xml:\"RequestId\"`" + `
	Old int64 ` + "`json:\"Old\"`" + `
	Items Items ` + "`json:\"Items\"`" + `
}
type Items struct { Item []Item ` + "`json:\"Item\"`" + ` }
type Item struct {
	Id string ` + "`json:\"Id\"`" + `
	Early string ` + "`json:\"Early\"`" + `
	OfAnotherAction string ` + "`json:\"OfAnotherAction\"`" + `
}`
	secondSource = `package client
type CreateBackupRequest struct {
	// The instance.
	//
	// This parameter is required.
	Id *string ` + "`json:\"Id,omitempty\"`" + `
}
type CreateBackupResponseBody struct {
	Items *CreateBackupResponseBodyItems ` + "`json:\"Items,omitempty\" type:\"Struct\"`" + `
	Names []*string ` + "`json:\"Names,omitempty\"`" + `
}
type CreateBackupResponseBodyItems struct {
	Item []*CreateBackupResponseBodyItemsItem ` + "`json:\"Item,omitempty\"`" + `
}
type CreateBackupResponseBodyItemsItem struct {
	Id *int32 ` + "`json:\"Id,omitempty\"`" + `
	Scale *float32 ` + "`json:\"Scale,omitempty\"`" + `
	Map map[string]interface{} ` + "`json:\"Map,omitempty\"`" + `
}`
	oldSource = `package client
type CreateBackupResponse struct {
	Items *CreateBackupResponseItems ` + "`json:\"Items\" require:\"true\"`" + `
}
type CreateBackupResponseItems struct {
	Item []*CreateBackupResponseItemsItem ` + "`json:\"Item\" type:\"Repeated\"`" + `
}
type CreateBackupResponseItemsItem struct {
	Early *string ` + "`json:\"Early\"`" + `
}`
	want = `# rds 2014-08-15 CreateBackup. Written by internal/tools/apitable.
part	name	required	meta	sdk1	sdk2	sdk2-2020
request	Group.N.key	-	-	string	-	-
request	Id	required	string	-	string	-
request	OwnerId	-	-	integer	-	-
request	Size	-	integer	-	-	-
request	Tag.N.Key	-	-	string	-	-
answer	Items.Item[].Early	-	-	string	-	string
answer	Items.Item[].Id	-	-	string	integer	-
answer	Items.Item[].Map	-	-	-	object	-
answer	Items.Item[].Scale	-	-	-	number	-
answer	Names[]	-	-	-	string	-
answer	Old	-	-	integer	-	-
answer	RequestId	-	-	string	-	-
`
)

// sources writes all sources into folders below root, and returns the arguments that name them.
func sources(t *testing.T, root string) []string {
	t.Helper()
	writeFiles(t, root, map[string]string{
		"meta/rds/CreateBackup.json": `{"parameters":[{"name":"Id","type":"String","required":true},` +
			`{"name":"Size","type":"Long","required":false}]}`,
		"first/services/rds/a.go": firstSource, "second/client/a.go": secondSource,
		"old/client/a.go":         oldSource,
		"first/services/sts/a.go": "package sts\n", "first/services/ram/a.go": "package ram\n",
		"out/.keep": "",
	})
	arguments := []string{"-meta", filepath.Join(root, "meta"), "-out", filepath.Join(root, "out")}
	for _, module := range []string{firstSDK, secondRDS, secondSTS, secondRAM, oldRDS} {
		path, _, _ := strings.Cut(module, "@")
		folder := "second"
		switch module {
		case firstSDK:
			folder = "first"
		case oldRDS:
			folder = "old"
		}
		arguments = append(arguments, "-sdk", path+"="+filepath.Join(root, folder))
	}
	return arguments
}

func TestRun_writesATableOfAllSources(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	arguments := sources(t, root)
	var out bytes.Buffer
	if err := run(t.Context(), arguments, &out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "out", "CreateBackup.tsv"))
	if err != nil || string(got) != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
	for _, remark := range []string{
		"CreateBackup: Items.Item[].Id is integer or string", "GetRole: meta does not have it",
		"GetRole: sdk1 does not have it",
	} {
		if !strings.Contains(out.String(), remark+"\n") {
			t.Errorf("the output lacks %q:\n%s", remark, out.String())
		}
	}
}

// TestMetadata_inEachForm reads one list in the forms of the CLI's repository and of the public site.
func TestMetadata_inEachForm(t *testing.T) {
	t.Parallel()
	const site = `{"methods":["post"],"parameters":[` +
		`{"name":"Id","in":"query","schema":{"type":"string","required":true}},` +
		`{"name":"Size","in":"query","schema":{"type":"integer","format":"int64"}}]}`
	for name, text := range map[string]string{
		"repository": `{"parameters":[{"name":"Id","position":"Query","type":"String","required":true},` +
			`{"name":"Size","position":"Query","type":"Long","required":false}]}`,
		"site": site, "a page of the site": `{"code":0,"data":` + site + `}`,
	} {
		root := t.TempDir()
		writeFiles(t, root, map[string]string{"CreateBackup.json": text})
		got := newTable(product{name: "rds"}, "CreateBackup")
		err := got.addMetadata(root)
		id, size := got.request["Id"], got.request["Size"]
		if err != nil || id == nil || size == nil || !id.required || id.kinds[columnMeta] != "string" || size.required ||
			size.kinds[columnMeta] != "integer" {
			t.Errorf("%s: %v, %+v and %+v", name, err, id, size)
		}
	}
	for _, text := range []string{"", "[]", `{"parameters":[{"na`, `{"parameters":{}}`} {
		root := t.TempDir()
		writeFiles(t, root, map[string]string{"CreateBackup.json": text})
		if err := newTable(product{name: "rds"}, "CreateBackup").addMetadata(root); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestRun_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	empty, root := t.TempDir(), t.TempDir()
	sdk, _, _ := strings.Cut(firstSDK, "@")
	for _, tc := range []struct {
		arguments []string
		want      string
	}{
		{nil, "-meta and -out are required"},
		{[]string{"-meta", empty}, "-meta and -out are required"},
		{[]string{"-sdk", "x"}, "want module=folder"},
		{[]string{"-meta", empty, "-out", empty, "-sdk", sdk + "=" + empty}, "holds no Go files"},
		{append(sources(t, root), "-meta", empty), "has the metadata of no action"},
		{append(sources(t, root), "-out", filepath.Join(root, "none")), "no such file or directory"},
	} {
		err := run(t.Context(), tc.arguments, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%q: got %v, want %q", tc.arguments, err, tc.want)
		}
	}
}

// TestSources_theFirstSDKIsTheProviders: an update of the provider's SDK is a reason to make the table again.
func TestSources_theFirstSDKIsTheProviders(t *testing.T) {
	t.Parallel()
	required, err := os.ReadFile(filepath.Join("..", "..", "..", "go.mod"))
	if want := strings.Replace(firstSDK, "@", " ", 1); err != nil || !strings.Contains(string(required), want) {
		t.Errorf("go.mod does not require %s: %v", want, err)
	}
}
