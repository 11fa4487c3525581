// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// maxStrikes is how many failures in a row end the use of a kind of list call in this walk.
const maxStrikes = 2

// health is what became of one kind of list call. Pages and groups have one each, since an API may take the one and not the
// other: a single unknown id may be enough to refuse a group.
type health struct {
	strikes int
	off     bool // not called any more
}

// judge learns from a call. A denial lasts, and so does what fails twice in a row.
func (h *health) judge(ctx context.Context, err error) {
	switch {
	case err == nil:
		h.strikes = 0
	case ctx.Err() != nil: // nobody waited any more: a flight has no other end. What takes too long is an error
	default:
		h.strikes++
		h.off = h.off || h.strikes >= maxStrikes || rds.ClassOf(err) == rds.ClassDenied
	}
}
