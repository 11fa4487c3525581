// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// TestConnect_refusedSettingsAreADefect hands the client what no provider block gets past the checks before.
func TestConnect_refusedSettingsAreADefect(t *testing.T) {
	t.Parallel()
	p := &Provider{env: environment(nil)}
	settings := Settings{
		Region:      "cn-hangzhou",
		Credentials: credentials.Choice{Static: &rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"}},
		Endpoints:   Endpoints{RDS: "rds.example.com/path"},
	}
	data := p.newData(settings)
	diags := p.connect(t.Context(), settings, "", data)
	const want = "This is a defect of the provider: report it with the provider's version."
	if len(diags) != 1 || diags[0].Summary() != "Cannot set up the API client" ||
		!strings.HasSuffix(diags[0].Detail(), want) || data.Client != nil {
		t.Errorf("diagnostics = %v, want one that ends with %q", diags, want)
	}
}
