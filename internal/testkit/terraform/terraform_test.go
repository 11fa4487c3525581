// SPDX-License-Identifier: MPL-2.0

package terraform

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wanted    string
		installed []string
		want, err string
	}{
		"terraform comes first":         {installed: []string{"tofu", "terraform"}, want: "terraform"},
		"tofu where it is alone":        {installed: []string{"tofu"}, want: "tofu"},
		"the variable decides":          {wanted: "tofu", installed: []string{"tofu", "terraform"}, want: "tofu"},
		"the variable names no program": {wanted: "/no/such", installed: []string{"terraform"}, err: "names /no/such, which is"},
		"nothing is installed":          {err: "neither terraform nor tofu is on PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := find(tt.wanted, func(name string) (string, error) {
				if !slices.Contains(tt.installed, name) {
					return "", errors.New("not found")
				}
				return filepath.Join(string(filepath.Separator)+"bin", name), nil
			})
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error = %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil || !strings.HasSuffix(got, tt.want) {
				t.Errorf("find = %q, %v; want %s", got, err, tt.want)
			}
		})
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
