// SPDX-License-Identifier: MPL-2.0

// Package e2e_test runs what users run: the built provider in a real Terraform or OpenTofu, on an emulated cloud.
package e2e_test

import (
	"os"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// The provider is built once, by the first test that needs it.
func TestMain(m *testing.M) {
	code := m.Run()
	testkit.RemoveBuilt()
	os.Exit(code)
}
