// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"context"
	"time"
)

// Lock waits until no other process of the run writes to an instance. Only one goroutine may ask for one instance.
func (m *Member) Lock(
	ctx context.Context, instanceID string, sleep func(context.Context, time.Duration) error,
) (unlock func(), err error) {
	if m == nil {
		return func() {}, nil
	}
	instance := digest(instanceID)
	unlock = func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.tellLocked(unlocks, instance)
	}
	m.mu.Lock()
	m.wrote = true
	m.tellLocked(locks, instance)
	m.mu.Unlock()
	const pause = time.Second
	for m.mustWait(instance) {
		if err := sleep(ctx, pause); err != nil {
			unlock()
			return nil, err
		}
	}
	return unlock, nil
}

// mustWait reports whether another process came first and still lives.
func (m *Member) mustWait(instance string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.readLocked(""); m.facts == nil {
		return false // alone
	}
	for _, id := range m.waiting[instance] {
		if id == m.id {
			return false
		}
		if other := m.others[id]; other != nil && lives(other.pid, other.started) {
			return true
		}
	}
	return false
}
