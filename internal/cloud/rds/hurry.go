// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"time"
)

type hurryKey struct{}

// Hurry is replaced by Client.Quick.
func Hurry(ctx context.Context, most time.Duration) context.Context {
	return context.WithValue(ctx, hurryKey{}, most)
}

func (c *Client) hurried(ctx context.Context) *Client {
	if most, hurried := ctx.Value(hurryKey{}).(time.Duration); hurried {
		return c.Quick(most)
	}
	return c
}
