// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// retentionType is a whole number that says in words of this provider what it takes. The framework's own type refuses 30.5 before any
// validator sees it, with two errors that ask to be reported as defects of the provider.
type retentionType struct{ basetypes.Int64Type }

// Equal takes the framework's type for the same, since the values have that: only where a value comes from do the two differ.
func (retentionType) Equal(other attr.Type) bool {
	switch other.(type) {
	case retentionType, basetypes.Int64Type:
		return true
	}
	return false
}

// String names the type.
func (retentionType) String() string { return "policy.retentionType" }

// ValueFromTerraform takes parts of a day for something that is not known, so that Validate gets to refuse them.
func (t retentionType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	if broken(in) != nil {
		return basetypes.NewInt64Unknown(), nil
	}
	return t.Int64Type.ValueFromTerraform(ctx, in)
}

// Validate refuses parts of a day, wherever a value is read.
func (t retentionType) Validate(ctx context.Context, in tftypes.Value, at path.Path) diag.Diagnostics {
	if days := broken(in); days != nil {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Retention is not a number of days",
			fmt.Sprintf("%s is %s. It must be a whole number from %d to %d.", at, days.Text('g', shownDigits), eligibility.MinRetentionDays, eligibility.MaxRetentionDays))}
	}
	return t.Int64Type.Validate(ctx, in, at)
}

// shownDigits is how many digits are shown of a number of days that is none.
const shownDigits = 10

// broken returns a number that is not whole, or too large to be counted; nil where there is none.
func broken(in tftypes.Value) *big.Float {
	var days big.Float
	if in.IsNull() || !in.IsKnown() || in.As(&days) != nil {
		return nil
	}
	if _, accuracy := days.Int64(); accuracy == big.Exact {
		return nil
	}
	return &days
}
