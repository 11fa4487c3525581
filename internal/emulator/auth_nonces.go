// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"sync"
	"time"
)

// nonceWindow is how long a nonce may not be used again, as documented for the gateway.
const nonceWindow = 15 * time.Minute

// nonces remembers nonces in two generations, so that forgetting the old ones costs nothing per call.
type nonces struct {
	mu         sync.Mutex
	newer      map[nonceKey]time.Time
	older      map[nonceKey]time.Time
	generation time.Time
}

type nonceKey struct{ keyID, nonce string }

// use reports whether the nonce was free, and marks it used.
func (n *nonces) use(keyID, nonce string, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.turnLocked(now)
	key := nonceKey{keyID, nonce}
	for _, seen := range []map[nonceKey]time.Time{n.newer, n.older} {
		if at, ok := seen[key]; ok && now.Sub(at) < nonceWindow {
			return false
		}
	}
	n.newer[key] = now
	return true
}

func (n *nonces) turnLocked(now time.Time) {
	if n.newer != nil && now.Sub(n.generation) < nonceWindow {
		return
	}
	n.older, n.newer, n.generation = n.newer, map[nonceKey]time.Time{}, now
}
