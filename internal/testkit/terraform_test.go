// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestLookTerraform(t *testing.T) {
	t.Parallel()
	installed := func(names ...string) func(string) (string, error) {
		return func(name string) (string, error) {
			for _, n := range names {
				if n == name {
					return filepath.Join(string(filepath.Separator)+"bin", filepath.Base(name)), nil
				}
			}
			return "", errors.New("not found")
		}
	}
	for name, tt := range map[string]struct {
		wanted string
		look   func(string) (string, error)
		want   string
		err    string
	}{
		"terraform first":  {look: installed("tofu", "terraform"), want: "terraform"},
		"OpenTofu else":    {look: installed("tofu"), want: "tofu"},
		"the one asked":    {wanted: "tofu", look: installed("tofu", "terraform"), want: "tofu"},
		"asked and absent": {wanted: "/no/such", look: installed("terraform"), err: "TF_ACC_TERRAFORM_PATH names /no/such, which is not a program"},
		"none":             {look: installed(), err: "neither terraform nor tofu is on PATH, and TF_ACC_TERRAFORM_PATH is not set"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := lookTerraform(tt.wanted, tt.look)
			if tt.err != "" {
				if err == nil || err.Error() != tt.err {
					t.Fatalf("error = %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil || !strings.HasSuffix(got, tt.want) {
				t.Errorf("lookTerraform = %q, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestKnowsQuery(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]bool{
		"Terraform v1.13.5": false, "Terraform v1.14.0": true, "Terraform v1.17.0-dev": true, "Terraform v2.0.0": true,
		"OpenTofu v1.12.6": false, "OpenTofu v1.14.0": false, "": false,
	} {
		if knowsQuery(title) != want {
			t.Errorf("%q knows query: %t, want %t", title, !want, want)
		}
	}
}
