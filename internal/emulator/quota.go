// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Quota limits how many calls a second are accepted, in any window of one second of real time. 0 means no limit.
// Refused calls do not count. The real figures are not published.
type Quota struct {
	// PerAccount bounds all calls of one account to one product. Beyond it the answer is Throttling.User.
	PerAccount int `json:"per_account,omitempty"`
	// PerAction bounds the calls of one account to each action. Beyond it the answer is Throttling.Api.
	PerAction int `json:"per_action,omitempty"`
	// Actions bounds single actions and wins over PerAction.
	Actions map[string]int `json:"actions,omitempty"`
}

func (q Quota) validate() error {
	if q.PerAccount < 0 || q.PerAction < 0 {
		return fmt.Errorf("per_account is %d and per_action is %d: neither may be negative", q.PerAccount, q.PerAction)
	}
	for action, limit := range q.Actions {
		if limit < 0 {
			return fmt.Errorf("the quota of %s is %d: it may not be negative", action, limit)
		}
	}
	return nil
}

func (s *Server) checkQuota(quota Quota) error {
	if err := quota.validate(); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(quota.Actions)) {
		if err := s.checkAction(name); err != nil {
			return fmt.Errorf("quota: %w", err)
		}
	}
	return nil
}

func (q Quota) action(name string) int {
	if limit, ok := q.Actions[name]; ok {
		return limit
	}
	return q.PerAction
}

// quotas counts the calls that were accepted in the last second.
type quotas struct {
	mu      sync.Mutex
	quota   Quota
	windows map[string][]time.Time
}

func (b *quotas) set(q Quota) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q.Actions = maps.Clone(q.Actions) // the caller keeps no map into the book
	b.quota, b.windows = q, map[string][]time.Time{}
}

func (b *quotas) get() Quota {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.quota
}

// take counts the call, or refuses it. A refused call does not count.
func (b *quotas) take(account, version, action string, now time.Time) *apiError {
	b.mu.Lock()
	defer b.mu.Unlock()
	user, api := account+" "+version, account+" "+version+" "+action
	if b.fullLocked(user, b.quota.PerAccount, now) {
		return refuse("Throttling.User", "")
	}
	if b.fullLocked(api, b.quota.action(action), now) {
		return refuse("Throttling.Api", "")
	}
	if b.quota.PerAccount > 0 {
		b.windows[user] = append(b.windows[user], now)
	}
	if b.quota.action(action) > 0 {
		b.windows[api] = append(b.windows[api], now)
	}
	return nil
}

func (b *quotas) fullLocked(key string, limit int, now time.Time) bool {
	if limit == 0 {
		return false
	}
	taken := b.windows[key]
	for len(taken) > 0 && now.Sub(taken[0]) >= time.Second {
		taken = taken[1:]
	}
	b.windows[key] = taken
	return len(taken) >= limit
}
