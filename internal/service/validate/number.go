// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// WholeNumber is the type of an argument that is a whole number within bounds, and its validator too: an attribute has
// it as CustomType and among its Validators. The framework's type refuses 1.5 before any validator sees it, with two
// errors that ask the user to report a defect of the provider.
type WholeNumber struct {
	basetypes.Int64Type

	Least, Most int64 // math.MaxInt64 is no bound
	OrZero      bool  // 0 is accepted too, and means the default
}

// RPOHours accepts a recovery point objective in hours: up to five years, the longest retention.
func RPOHours() WholeNumber { return WholeNumber{Least: 1, Most: 1825 * 24} }

// Equal accepts the framework's type, since that is the type of the values.
func (WholeNumber) Equal(other attr.Type) bool {
	switch other.(type) {
	case WholeNumber, basetypes.Int64Type:
		return true
	}
	return false
}

func (WholeNumber) String() string { return "validate.WholeNumber" }

// Description says what is accepted.
func (n WholeNumber) Description(context.Context) string { return n.bounds() }

// MarkdownDescription says what is accepted.
func (n WholeNumber) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

// ValueFromTerraform reads a fraction as unknown, so that Validate gets to refuse it.
func (n WholeNumber) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	if notWhole(in) != nil {
		return basetypes.NewInt64Unknown(), nil
	}
	return n.Int64Type.ValueFromTerraform(ctx, in)
}

// Validate refuses a fraction, wherever a value is read. The bounds are left to ValidateInt64, which a state never
// meets: what the API reports is accepted as it is.
func (n WholeNumber) Validate(ctx context.Context, in tftypes.Value, at path.Path) diag.Diagnostics {
	const digits = 10
	if got := notWhole(in); got != nil {
		return diag.Diagnostics{n.refused(at, got.Text('g', digits))}
	}
	return n.Int64Type.Validate(ctx, in, at)
}

// ValidateInt64 refuses what is out of bounds.
func (n WholeNumber) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	got := req.ConfigValue.ValueInt64()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || n.OrZero && got == 0 ||
		n.Least <= got && got <= n.Most {
		return
	}
	resp.Diagnostics.Append(n.refused(req.Path, strconv.FormatInt(got, 10)))
}

func (n WholeNumber) refused(at path.Path, got string) diag.Diagnostic {
	name := attribute(at)
	return message.InvalidNumber.Error(at, fmt.Sprintf("%s is %s. It takes %s.", name, got, n.bounds()), name)
}

func (n WholeNumber) bounds() string {
	text := fmt.Sprintf("a whole number from %d to %d", n.Least, n.Most)
	if n.Most == math.MaxInt64 {
		text = fmt.Sprintf("a whole number of at least %d", n.Least)
	}
	if n.OrZero {
		text += ", or 0 for the default"
	}
	return text
}

// notWhole returns a number that is not whole, or too large to be counted; nil where there is none.
func notWhole(in tftypes.Value) *big.Float {
	var number big.Float
	if in.IsNull() || !in.IsKnown() || in.As(&number) != nil {
		return nil
	}
	if _, accuracy := number.Int64(); accuracy == big.Exact {
		return nil
	}
	return &number
}
