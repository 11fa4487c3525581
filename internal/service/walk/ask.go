// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// ErrAlreadySaid is in the error of a question to a host of which another process of the run has said that it does not
// answer. The user knows that already.
var ErrAlreadySaid = errors.New("it did not answer another call of this run")

// adviceTime is how long a call may take that only serves an advice or a number.
const adviceTime = 5 * time.Second

// The hosts of questions that are about no region.
const (
	HostRAM = "RAM"
	HostSTS = "STS"
)

// Question is what a call asks that only serves an advice or a number.
type Question struct {
	Host  string // the region that is called, or HostRAM or HostSTS
	Kind  string // what is asked
	About string // the instance that it is about, and whatever else tells questions of one kind apart
}

// Ask makes a call that only serves an advice or a number: once per walk and question, with one attempt of 5 s. A host
// that does not answer is not asked again in this walk. A process of the run that begins later does not ask it either.
// To learn that costs one attempt, since the first question of each kind is asked alone.
func Ask[T any](
	ctx context.Context, d *Data, q Question, call func(ctx context.Context, client *rds.Client) (T, error),
) (T, error) {
	service, region := q.of()
	host := d.quick.Host(service, region)
	there := service + " at " + host
	return ask(ctx, d.Walk, q, func(ctx context.Context) (value T, err error) {
		if d.Walk.others.IsSilent(there) {
			return value, &rds.Error{
				Action: "The call", Code: apicode.ReadTimeout, Service: service, Host: host, Err: ErrAlreadySaid,
			}
		}
		value, err = call(ctx, d.quick)
		if ctx.Err() == nil && rds.Unreachable(err) {
			d.Walk.others.SaySilent(there)
		}
		return value, err
	})
}

// of is the service that a question goes to, and the region, which counts for RDS alone.
func (q Question) of() (service, region string) {
	switch q.Host {
	case HostRAM:
		return rds.ServiceRAM, ""
	case HostSTS:
		return rds.ServiceSTS, ""
	}
	return rds.ServiceRDS, q.Host
}

func ask[T any](
	ctx context.Context, w *Walk, q Question, call func(ctx context.Context) (T, error),
) (T, error) {
	return Once(ctx, w, q.key(), func(ctx context.Context) (value T, err error) {
		leave, err := w.enter(ctx, q)
		if err != nil {
			return value, err
		}
		defer leave()
		value, err = call(ctx)
		w.asked(ctx, q, err)
		return value, err
	})
}

func (q Question) key() string { return "ask " + q.Host + " " + q.Kind + " " + q.About }

// asking is what this walk knows of one kind of question to one host.
type asking struct {
	first   chan struct{} // held while the first question is under way
	answers bool          // guarded by the mutex of the walk
}

func (w *Walk) asking(q Question) *asking {
	w.mu.Lock()
	defer w.mu.Unlock()
	return entry(w.kinds, q.Host+" "+q.Kind, func() *asking { return &asking{first: make(chan struct{}, 1)} })
}

// enter waits for the answer to the first question of its kind. It fails where the host does not answer.
func (w *Walk) enter(ctx context.Context, q Question) (leave func(), err error) {
	kind := w.asking(q)
	select {
	case kind.first <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	leave = sync.OnceFunc(func() { <-kind.first })
	w.mu.Lock()
	defer w.mu.Unlock()
	if silent := w.silent[q.Host]; silent != nil {
		leave()
		return nil, silent
	}
	if kind.answers {
		leave()
	}
	return leave, nil
}

// asked records what became of a question.
func (w *Walk) asked(ctx context.Context, q Question, err error) {
	kind := w.asking(q)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err != nil && ctx.Err() != nil: // nobody waits any more, which says nothing about the host
	case rds.Unreachable(err):
		w.silent[q.Host] = err
	default:
		kind.answers = true
	}
}
