// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// Observer is told what a client does. Many goroutines call its methods, and wait for them. The entries hold nothing
// secret.
type Observer interface {
	// Called gets every attempt, when it has ended.
	Called(ctx context.Context, entry CallLog)
	// Waits gets every wait, before it begins.
	Waits(ctx context.Context, entry WaitLog)
	// Limits is called when throttling first slows down all calls, and when that is over.
	Limits(ctx context.Context, entry LimitLog)
}

// CallLog describes one attempt of one call.
type CallLog struct {
	Action     string
	Region     string
	InstanceID string
	Attempt    int
	Status     int
	Code       string
	RequestID  string
	Duration   time.Duration
	// Queued is how long the attempt waited for the rate limit before it was sent; Duration does not include it.
	Queued time.Duration
	// Bodies builds what was sent and answered, as far as it may be shown. It does nothing until it is called.
	Bodies func() (request, answer string)
}

// WaitLog describes a wait between two attempts, between two reads of an instance, or for a turn.
type WaitLog struct {
	Action     string
	Region     string
	InstanceID string
	// Status is the instance status last seen; empty where none was.
	Status string
	// Code is the error code that the wait is about; empty where none is.
	Code string
	// For is how long the wait will be, and Spent how long the operation has waited and worked before it.
	For, Spent time.Duration
}

// LimitLog describes the limit on calls that the client has found out.
type LimitLog struct {
	// Rate is how many calls go out a second; 0 where there is no limit any more.
	Rate float64
	// Code is the error code of the refusal; empty where the limit is lifted.
	Code string
}

// nobody is the Observer of a client that has none.
type nobody struct{}

func (nobody) Called(context.Context, CallLog) {}

func (nobody) Waits(context.Context, WaitLog) {}

func (nobody) Limits(context.Context, LimitLog) {}

// attemptLog is what the observer gets about one attempt.
type attemptLog struct {
	CallLog
	begun time.Time
	// sent says that the call may have left, and skipped that there is nothing to tell.
	sent, skipped bool
}

func (t *tries) entry() *attemptLog {
	return &attemptLog{
		CallLog: CallLog{
			Action: t.call.action, Region: t.call.region, InstanceID: t.call.instanceID, Attempt: t.sent + 1, Bodies: noBodies,
		},
		begun: t.c.config.Clock.Now(),
	}
}

// observe tells the observer of an attempt that has ended, and returns its error: that of a panic where there was one.
func (c *Client) observe(ctx context.Context, entry *attemptLog, panicked bool, failed *Error) *Error {
	if panicked { // the value of the panic is dropped: it may quote the request
		failed = &Error{
			Action: entry.Action, Region: entry.Region, InstanceID: entry.InstanceID, Code: apicode.Failure,
			Status: entry.Status,
			unsent: !entry.sent,
		}
	}
	if entry.skipped {
		return failed
	}
	entry.Duration = c.config.Clock.Now().Sub(entry.begun)
	if failed != nil {
		entry.Code, entry.Status, entry.RequestID = failed.Code, failed.Status, failed.RequestID
	}
	c.config.Observer.Called(ctx, entry.CallLog)
	return failed
}
