// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedcall"
)

const (
	// refreshMargin is how long before their end keys are due to be refreshed. Short-lived keys are due at half of their
	// life.
	refreshMargin = 5 * time.Minute
	// waitMargin is how long before their end keys are no longer handed out while a refresh is under way.
	waitMargin = time.Minute
	// unstatedLife is when keys without a stated end are due. It is below the 3 minutes for which credentials-go hands
	// out keys.
	unstatedLife = 2 * time.Minute
	// retryPause separates a failed refresh from the next one while the old keys still work.
	retryPause = 30 * time.Second
)

// fetch gets keys once. It bounds its own time. refused are keys that the API has called expired, and which are not
// to come again; empty where there are none. It is called by one goroutine at a time.
type fetch func(ctx context.Context, refused rds.Credentials) (rds.TemporaryCredentials, error)

// refreshing caches the keys of one source and refreshes them before they end. It is safe for use by many goroutines.
type refreshing struct {
	label label
	fetch fetch
	now   func() time.Time

	shared sharedcall.Call[rds.Credentials]

	mu        sync.Mutex
	current   rds.TemporaryCredentials // without an id: none
	ends      time.Time                // of current, as it was stated
	refreshAt time.Time
	refused   rds.Credentials
}

// Credentials returns keys that work now. Callers wait only where there are none, or where they end within waitMargin.
func (s *refreshing) Credentials(ctx context.Context) (rds.Credentials, error) {
	if err := ctx.Err(); err != nil {
		return rds.Credentials{}, err
	}
	keys, state := s.state()
	switch state {
	case missing:
		return s.shared.Do(ctx, s.refresh)
	case due:
		if !s.shared.Running() {
			go func() { _, _ = s.shared.Do(context.WithoutCancel(ctx), s.refresh) }()
		}
	case fresh:
	}
	return keys, nil
}

// Origin names the source, and the end that it stated for the keys that it hands out now.
func (s *refreshing) Origin(keys rds.Credentials) rds.Origin {
	s.mu.Lock()
	defer s.mu.Unlock()
	origin := rds.Origin{Place: s.label.place(), Supply: rds.SupplyFetched}
	if s.label.login {
		origin.Supply = rds.SupplyLogin
	}
	if s.current.Credentials == keys {
		origin.Ends = s.ends
	}
	return origin
}

// Expire drops keys that the API called expired, unless they have been replaced since.
func (s *refreshing) Expire(keys rds.Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.Credentials == keys {
		s.current, s.refused = rds.TemporaryCredentials{}, keys
	}
}

// keysState is what can be done with the current keys.
type keysState int

const (
	missing keysState = iota // there are none, or they are about to end
	due                      // they work, and it is time to refresh them
	fresh
)

func (s *refreshing) state() (rds.Credentials, keysState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	switch {
	case s.works(now) && now.Before(s.refreshAt):
		return s.current.Credentials, fresh
	case s.works(now.Add(waitMargin)):
		return s.current.Credentials, due
	}
	return rds.Credentials{}, missing
}

func (s *refreshing) works(at time.Time) bool {
	return s.current.AccessKeyID != "" && (s.current.Expires.IsZero() || at.Before(s.current.Expires))
}

// refresh fetches keys, unless the caller comes right after another refresh, be it one that nobody waited for.
func (s *refreshing) refresh(ctx context.Context) (rds.Credentials, error) {
	if keys, state := s.state(); state == fresh {
		return keys, nil
	}
	s.mu.Lock()
	refused := s.refused
	s.mu.Unlock()
	got, err := s.guarded(ctx, refused)

	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	switch {
	case err == nil:
		s.current, s.ends = s.usable(ctx, now, got), got.Expires
		s.refreshAt = nextRefresh(now, s.current.Expires)
		if s.refused == refused {
			s.refused = rds.Credentials{}
		}
	case !s.works(now):
		return rds.Credentials{}, err
	case ctx.Err() == nil:
		s.refreshAt = now.Add(retryPause)
		tflog.Warn(ctx, "Cannot refresh credentials; using the old ones", map[string]any{"error": err.Error()})
	}
	return s.current.Credentials, nil
}

// guarded turns a panic into an error, without its value, which may quote an answer.
func (s *refreshing) guarded(ctx context.Context, refused rds.Credentials) (got rds.TemporaryCredentials, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the answer cannot be handled")
		}
		err = s.label.wrap(err)
	}()
	return s.fetch(ctx, refused)
}

// usable drops the end of keys that had ended when they came. The clock of this machine or of the issuer may be
// wrong, and only the API knows. If it calls them expired, they are fetched once more; after that, its refusal names
// source and end.
func (s *refreshing) usable(ctx context.Context, now time.Time, got rds.TemporaryCredentials) rds.TemporaryCredentials {
	if got.Expires.IsZero() || now.Before(got.Expires) {
		return got
	}
	tflog.Warn(ctx, "Keys had ended by this machine's clock when they came; using them, since the clock may be wrong",
		map[string]any{
			"keys_from": s.label.place(), "ended": got.Expires.UTC().Format(time.RFC3339),
			"clock": now.UTC().Format(time.RFC3339),
		})
	got.Expires = time.Time{}
	return got
}

func nextRefresh(now, expires time.Time) time.Time {
	if expires.IsZero() {
		return now.Add(unstatedLife)
	}
	return expires.Add(-min(refreshMargin, expires.Sub(now)/2))
}
