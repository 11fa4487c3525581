// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// Failed explains an error of a block whose attribute regions holds several, met while reading one of them. The client's errors
// point at the attribute region, which such a block does not have: they go to regions, if the block has that at all.
func Failed(operation, subject, region string, regions []types.String, err error) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, found := range tfdiag.FromError(operation, subject, err) {
		detail := found.Detail()
		at, withPath := found.(diag.DiagnosticWithPath)
		if !withPath || !at.Path().Equal(path.Root("region")) {
			diags.AddError(operation, detail)
			continue
		}
		if attempted, rest, remedied := strings.Cut(detail, "\n\n"); remedied {
			detail = attempted + Suggestion(region) + "\n\n" + rest
		}
		if regions == nil {
			diags.AddError(operation, detail)
		} else {
			diags.AddAttributeError(path.Root("regions"), operation, detail)
		}
	}
	return diags
}
