// SPDX-License-Identifier: MPL-2.0

package rds

import "context"

// PutPolicy lets tests send a write without what ApplySettings does around it.
func (c *Client) PutPolicy(ctx context.Context, s Settings) error { return c.putPolicy(ctx, s) }

// NewTransport is the transport of a client that is given none.
var NewTransport = newTransport
