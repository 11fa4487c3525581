// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"sync"
	"time"
)

// nonceWindow is how long a nonce may not be used again, as documented for the gateway.
const nonceWindow = 15 * time.Minute

// nonceBook remembers nonces in two generations, so that forgetting the old ones costs nothing per call.
type nonceBook struct {
	mu         sync.Mutex
	newer      map[nonceKey]time.Time
	older      map[nonceKey]time.Time
	generation time.Time
}

type nonceKey struct{ keyID, nonce string }

// use reports whether the nonce was free, and marks it used.
func (b *nonceBook) use(keyID, nonce string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnLocked(now)
	key := nonceKey{keyID, nonce}
	for _, seen := range []map[nonceKey]time.Time{b.newer, b.older} {
		if at, ok := seen[key]; ok && now.Sub(at) < nonceWindow {
			return false
		}
	}
	b.newer[key] = now
	return true
}

func (b *nonceBook) turnLocked(now time.Time) {
	if b.newer != nil && now.Sub(b.generation) < nonceWindow {
		return
	}
	b.older, b.newer, b.generation = b.newer, map[nonceKey]time.Time{}, now
}
