// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The members of the timeouts block.
const (
	timeoutCreate = "create"
	timeoutRead   = "read"
	timeoutUpdate = "update"
	timeoutDelete = "delete"
)

// timeoutOf reads a member of the timeouts block. The library is asked for none that is not set: for each, it writes a line at INFO,
// which for a fleet is hundreds that say nothing.
func timeoutOf(ctx context.Context, block timeouts.Value, member string, otherwise time.Duration) (time.Duration, diag.Diagnostics) {
	if set, ok := block.Attributes()[member].(types.String); !ok || set.IsNull() || set.IsUnknown() {
		return otherwise, nil
	}
	return map[string]func(context.Context, time.Duration) (time.Duration, diag.Diagnostics){
		timeoutCreate: block.Create, timeoutRead: block.Read, timeoutUpdate: block.Update, timeoutDelete: block.Delete,
	}[member](ctx, otherwise)
}
