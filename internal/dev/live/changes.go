// SPDX-License-Identifier: MPL-2.0

package live

import "fmt"

// change is one write of the life cycle case. The case applies them in this order, and the announcement lists them, so
// that both agree.
type change struct {
	name        string
	destination string
	retention   int64
	logs        bool
	enabled     bool
	// copies says that the product may copy a whole backup because of it.
	copies bool
}

// changes are the writes of the life cycle case, the destroy at its end included.
func changes(destinations [2]string, retention int64) []change {
	first := change{destination: destinations[0], retention: retention, enabled: true, copies: true, name: "switch it on"}
	longer := first
	longer.name, longer.retention = "keep copies a day longer, and copy logs", retention+1
	longer.logs, longer.copies = true, false
	moved := longer
	moved.name, moved.destination = "change the destination, and stop copying logs", destinations[1]
	moved.logs, moved.copies = false, true
	off := moved
	off.name, off.enabled, off.copies = "switch it off in place", false, false
	again := moved
	again.name = "switch it on again"
	destroyed := off
	destroyed.name = "destroy the resource, which switches it off"
	return []change{first, longer, moved, off, again, destroyed}
}

// String shows the settings of a change.
func (c change) String() string {
	onOff := map[bool]string{true: "on", false: "off"}
	return fmt.Sprintf("%s: backup %s, logs %s, to %s, %d days", c.name, onOff[c.enabled], onOff[c.logs], c.destination,
		c.retention)
}
