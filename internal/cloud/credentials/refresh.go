// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	// refreshMargin is how long before their end keys are fetched again. Keys that live shortly are at half of their life.
	refreshMargin = 5 * time.Minute
	// unstatedLife is how long keys are kept whose end is not said. They are used on where they cannot be fetched again.
	unstatedLife = 5 * time.Minute
	// earlyPatience bounds a refresh that the old keys make unnecessary for now, unless its source needs more.
	earlyPatience = 15 * time.Second
	// retryPause keeps calls from paying for one failed refresh after the other while the old keys work.
	retryPause = 30 * time.Second
)

// fetch gets keys once. fresh says that keys it kept have been refused. It is called by one goroutine at a time.
type fetch func(ctx context.Context, fresh bool) (rds.TemporaryCredentials, error)

// refreshing keeps the keys of one source until shortly before they end. It is safe for use by many goroutines.
type refreshing struct {
	label label
	fetch fetch
	now   func() time.Time
	// keeps says that fetch keeps keys itself, so that it is asked each time.
	keeps bool
	// patience bounds an early refresh; 0 is earlyPatience.
	patience time.Duration

	mu        sync.Mutex
	current   rds.TemporaryCredentials // without an id: none
	ends      time.Time                // of current, as it was said
	refreshAt time.Time
	refused   bool // the keys that fetch may have kept are of no use
	flight    *flight
}

// flight is one refresh under way, and those who wait for it.
type flight struct {
	cancel    context.CancelFunc
	fresh     bool // keys that fetch may have kept are not to be used
	early     bool // the old keys worked when it began, so it was bounded
	waiting   int
	abandoned bool // nobody waits any more, so it was canceled
	done      chan struct{}
	keys      rds.Credentials // of done
	err       error           // of done
}

// Credentials returns keys that are valid now. A caller whose context ends returns at once; a refresh ends when nobody waits for it.
func (s *refreshing) Credentials(ctx context.Context) (rds.Credentials, error) {
	for {
		if err := ctx.Err(); err != nil {
			return rds.Credentials{}, err
		}
		keys, f := s.join(ctx)
		if f == nil {
			return keys, nil
		}
		select {
		case <-ctx.Done():
			s.leave(f)
			return rds.Credentials{}, ctx.Err()
		case <-f.done:
		}
		again := f.abandoned || f.early // such an end says nothing of a refresh that has its time
		if f.err == nil || !again {
			return f.keys, f.err
		}
	}
}

// Origin names the source, and the end that it gave of the keys it hands out now.
func (s *refreshing) Origin(keys rds.Credentials) rds.Origin {
	s.mu.Lock()
	defer s.mu.Unlock()
	origin := rds.Origin{Place: s.label.place()}
	if s.current.Credentials == keys && !s.keeps { // a source that keeps keys does not say when they end
		origin.Ends = s.ends
	}
	return origin
}

// Expire forgets keys that the API called expired, unless they have been replaced since.
func (s *refreshing) Expire(keys rds.Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.Credentials == keys {
		s.current, s.refused = rds.TemporaryCredentials{}, true
	}
}

// join returns keys, or the refresh to wait for. While one caller refreshes keys that still work, the others use those.
func (s *refreshing) join(ctx context.Context) (rds.Credentials, *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	works := s.works(now)
	if works && (s.flight != nil || now.Before(s.refreshAt)) {
		return s.current.Credentials, nil
	}
	if s.flight == nil {
		s.begin(ctx, works)
	}
	s.flight.waiting++
	return rds.Credentials{}, s.flight
}

func (s *refreshing) works(now time.Time) bool {
	return s.current.AccessKeyID != "" && (s.current.Expires.IsZero() || now.Before(s.current.Expires))
}

// leave takes a caller out of those who wait, and ends a refresh that nobody waits for.
func (s *refreshing) leave(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.waiting--
	if f.waiting == 0 && s.flight == f {
		f.abandoned = true
		f.cancel()
	}
}

// begin starts a refresh. It outlives the caller who began it for the sake of the others.
func (s *refreshing) begin(ctx context.Context, early bool) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{cancel: cancel, fresh: s.refused, early: early, done: make(chan struct{})}
	s.flight = f
	go func() {
		defer cancel()
		if early {
			bounded, end := context.WithTimeout(ctx, cmp.Or(s.patience, earlyPatience))
			defer end()
			ctx = bounded
		}
		got, err := s.guarded(ctx, f.fresh)
		s.finish(ctx, f, got, err)
	}()
}

// guarded turns a panic into an error, without its value, which may quote an answer.
func (s *refreshing) guarded(ctx context.Context, fresh bool) (got rds.TemporaryCredentials, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the answer cannot be handled")
		}
		err = s.label.wrap(err)
	}()
	return s.fetch(ctx, fresh)
}

func (s *refreshing) finish(ctx context.Context, f *flight, got rds.TemporaryCredentials, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(f.done)
	s.flight = nil
	now := s.now()
	switch {
	case err == nil:
		s.current, s.ends = s.usable(ctx, now, got), got.Expires
		s.refreshAt, s.refused = s.nextRefresh(now, s.current.Expires), s.refused && !f.fresh
	case s.works(now):
		if !f.abandoned {
			s.refreshAt = now.Add(retryPause)
			tflog.Warn(ctx, "Cannot refresh credentials; using the old ones", map[string]any{"error": err.Error()})
		}
	default:
		f.err = err
		return
	}
	f.keys = s.current.Credentials
}

// usable returns keys whose end is taken for unstated where it was over when they came. They are not refused here: a clock may be wrong, this machine's or
// that of whoever hands out the keys, or a time zone, and then good keys would be of no use. Only the API knows. If it calls them expired, they are fetched
// once more, and if that does not help, its refusal names the source, the end and the API's clock.
func (s *refreshing) usable(ctx context.Context, now time.Time, got rds.TemporaryCredentials) rds.TemporaryCredentials {
	if got.Expires.IsZero() || now.Before(got.Expires) {
		return got
	}
	tflog.Warn(ctx, "Keys came that had ended by this machine's clock; they are used, since the clock may be wrong", map[string]any{
		"keys_from": s.label.place(), "ended": got.Expires.UTC().Format(time.RFC3339), "clock": now.UTC().Format(time.RFC3339),
	})
	got.Expires = time.Time{}
	return got
}

func (s *refreshing) nextRefresh(now, expires time.Time) time.Time {
	switch {
	case s.keeps:
		return now
	case expires.IsZero():
		return now.Add(unstatedLife)
	}
	return expires.Add(-min(refreshMargin, expires.Sub(now)/2))
}
