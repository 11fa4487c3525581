// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The modules of both published SDKs. The first is the one that the provider requires too.
const (
	firstSDK  = "github.com/aliyun/alibaba-cloud-sdk-go@v1.63.107"
	secondRDS = "github.com/alibabacloud-go/rds-20140815/v16@v16.5.1"
	secondSTS = "github.com/alibabacloud-go/sts-20150401/v2@v2.0.4"
	secondRAM = "github.com/alibabacloud-go/ram-20150501/v2@v2.2.1"
	// oldRDS is an early release of the second SDK. It has fields that the newest no longer has.
	oldRDS = "github.com/alibabacloud-go/rds-20140815@v1.0.1"
)

// product is one API, and the actions of it that the client sends or the emulator answers.
type product struct {
	name, version string // name is also the folder of the metadata and of the first SDK
	second        string // module of the second SDK
	old           string // an early release of it, where that is read too
	actions       []string
}

func products() []product {
	return []product{
		{name: "rds", version: "2014-08-15", second: secondRDS, old: oldRDS, actions: []string{
			"CheckCreateDdrDBInstance", "CreateBackup", "DeleteDBInstance", "DescribeAvailableCrossRegion",
			"DescribeAvailableRecoveryTime", "DescribeBackupPolicy", "DescribeBackupTasks", "DescribeBackups",
			"DescribeCrossRegionBackupDBInstance", "DescribeCrossRegionBackups", "DescribeCrossRegionLogBackupFiles",
			"DescribeDBInstanceAttribute", "DescribeDBInstanceEncryptionKey", "DescribeDBInstanceTDE", "DescribeDBInstances",
			"DescribeInstanceCrossBackupPolicy", "DescribeRegions", "ModifyInstanceCrossBackupPolicy",
		}},
		{name: "sts", version: "2015-04-01", second: secondSTS, actions: []string{
			"AssumeRole", "AssumeRoleWithOIDC", "GetCallerIdentity",
		}},
		{name: "ram", version: "2015-05-01", second: secondRAM, actions: []string{"GetRole"}},
	}
}

// tables reads all sources of a product.
func (p product) tables(ctx context.Context, meta string, local map[string]string) (map[string]*table, error) {
	first, err := readPackage(ctx, firstSDK, filepath.Join("services", p.name), local)
	if err != nil {
		return nil, err
	}
	second, err := readPackage(ctx, p.second, "client", local)
	if err != nil {
		return nil, err
	}
	old := types{}
	if p.old != "" {
		if old, err = readPackage(ctx, p.old, "client", local); err != nil {
			return nil, err
		}
	}
	tables := map[string]*table{}
	for _, action := range p.actions {
		t := newTable(p, action)
		if err := t.addMetadata(meta); err != nil {
			return nil, err
		}
		t.addFirst(first)
		t.addSecond(columnSecond, second, "ResponseBody")
		t.addSecond(columnOld, old, "Response")
		t.dropShared()
		tables[action] = t
	}
	return tables, nil
}

// readPackage reads the types of a package of a module.
func readPackage(ctx context.Context, module, folder string, local map[string]string) (types, error) {
	path, _, _ := strings.Cut(module, "@")
	root := local[path]
	if root == "" {
		var err error
		if root, err = download(ctx, module); err != nil {
			return nil, err
		}
	}
	return readTypes(filepath.Join(root, folder))
}

// download brings a module into Go's cache of modules. No go.mod changes.
func download(ctx context.Context, module string) (string, error) {
	output, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", module).Output()
	var got struct{ Dir, Error string }
	if decodeErr := json.Unmarshal(output, &got); decodeErr == nil && got.Error != "" {
		err = errors.New(got.Error)
	}
	if err != nil {
		return "", fmt.Errorf("download %s: %w; clone its repository and name the folder with -sdk", module, err)
	}
	return got.Dir, nil
}

// metadata is a file of the published metadata, as far as it counts here. The CLI's repository and the public site have
// each a form of their own.
type metadata struct {
	Parameters []parameter
	Data       *metadata // the site's pages show the rest inside of this
}

type parameter struct {
	Name string
	typed
	Schema typed // the site's form
}

type typed struct {
	Type     string
	Required bool
}

// readMetadata reads the file of an action; ok is false where there is none.
func readMetadata(folder, product, action string) (found metadata, ok bool, err error) {
	for _, path := range []string{filepath.Join(folder, product, action+".json"), filepath.Join(folder, action+".json")} {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = json.Unmarshal(text, &found)
		}
		if found.Data != nil {
			found = *found.Data
		}
		return found, true, err
	}
	return metadata{}, false, nil
}
