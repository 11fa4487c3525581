// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"bytes"
	"sync"
)

// Output collects what is printed while somebody else reads what there is so far. Its zero value is ready.
type Output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to what is there.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String returns what is there so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
