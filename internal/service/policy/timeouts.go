// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// limit is an argument of the timeouts block, and its value.
type limit struct {
	argument string
	value    time.Duration
}

// limitKey is where the context of an operation has its limit.
type limitKey struct{}

// within gives an operation the time of its argument in the timeouts block.
func within(ctx context.Context, argument string, value time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithValue(ctx, limitKey{}, limit{argument, value}), value)
}

// failure reports a call that failed. Where the time of the operation ran out, it names the argument and its value,
// which nothing below this package knows.
func (r *policyResource) failure(ctx context.Context, operation, about string, err error) diag.Diagnostics {
	return namesTimeout(ctx, r.data.Failure(operation, about, err), err)
}

// namesTimeout completes the errors about an operation whose time ran out.
func namesTimeout(ctx context.Context, diags diag.Diagnostics, err error) diag.Diagnostics {
	ranOut, limited := ctx.Value(limitKey{}).(limit)
	if !limited || !errors.Is(err, context.DeadlineExceeded) {
		return diags
	}
	for i, d := range diags {
		diags[i] = message.Also(d, timeRanOut(ranOut))
	}
	return diags
}
