// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"sync/atomic"
	"time"
)

// lending calls with a context that is taken back at the end, and that ends when the provider is stopped.
//
//nolint:contextcheck // what is lent stands for the caller's context
func lending[Request, Response any](
	ctx, stopping context.Context, request Request, call func(context.Context, Request) (Response, error),
) (Response, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(stopping, cancel)()
	lent := &loan{}
	lent.lender.Store(&ctx)
	defer lent.lender.Store(nil)
	return call(lent, request)
}

// loan is a context that stands for another one until it is taken back. Afterwards it is canceled, and holds nothing.
type loan struct {
	lender atomic.Pointer[context.Context]
}

// Deadline is the lender's.
func (l *loan) Deadline() (deadline time.Time, ok bool) {
	if lender := l.lender.Load(); lender != nil {
		return (*lender).Deadline()
	}
	return time.Time{}, false
}

// Done is the lender's.
func (l *loan) Done() <-chan struct{} {
	if lender := l.lender.Load(); lender != nil {
		return (*lender).Done()
	}
	closed := make(chan struct{})
	close(closed)
	return closed
}

// Err is the lender's.
func (l *loan) Err() error {
	if lender := l.lender.Load(); lender != nil {
		return (*lender).Err()
	}
	return context.Canceled
}

// Value is the lender's.
func (l *loan) Value(key any) any {
	if lender := l.lender.Load(); lender != nil {
		return (*lender).Value(key)
	}
	return nil
}
