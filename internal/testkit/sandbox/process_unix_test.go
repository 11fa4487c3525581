// SPDX-License-Identifier: MPL-2.0

//go:build unix

package sandbox

import (
	"slices"
	"testing"
)

func TestProviders(t *testing.T) {
	t.Parallel()
	const list = `    1     1 /sbin/init
  200   200 terraform apply
  201   200 .terraform/providers/x/linux_amd64/terraform-provider-apsaradb_v0.1.0
  202   200 .terraform/providers/x/linux_amd64/terraform-provider-apsaradb_v0.1.0 -debug
  203   200 [terraform-provi] <defunct>
  204   200 sh -c terraform-provider-apsaradb_v0.1.0
  301   300 .terraform/providers/x/linux_amd64/terraform-provider-apsaradb_v0.1.0
  x     200 terraform-provider-apsaradb_v0.1.0
`
	got := providers([]byte(list), 200, "terraform-provider-apsaradb_v0.1.0")
	if want := []int{201, 202}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
