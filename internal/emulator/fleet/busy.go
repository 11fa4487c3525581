// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"strconv"
	"time"
)

const (
	statusRunning  = "Running"
	statusReleased = "Released"
)

// An instance is busy until busyUntil: after a change of its policy for the time of the guess busy-after-write, or for
// what busy_for says. Changes, backups and deletion need an instance whose status is Running.

// status is the status of an instance as it is now.
func (f *Fleet) status(r *record) string {
	switch {
	case r.Released:
		return statusReleased
	case !f.busy(r):
		return r.Status
	case r.busyText != "":
		return r.busyText
	default:
		return f.guesses[guessBusyStatus]
	}
}

func (f *Fleet) busy(r *record) bool { return f.clock.now().Before(r.busyUntil) }

// setBusy makes an instance busy for a duration that check has accepted. A status that was given with it is shown while
// it is busy, and Running follows.
func (r *record) setBusy(busyFor string, now time.Time) {
	d, _ := time.ParseDuration(busyFor) // "" is 0: not busy
	text := ""
	if d > 0 && r.Status != statusRunning {
		text, r.Status = r.Status, statusRunning
	}
	r.BusyFor = ""
	r.setBusyUntil(now.Add(d), text)
}

// setBusyUntil starts a busy time. Without a text, the status is that of the guess busy-status.
func (r *record) setBusyUntil(until time.Time, text string) {
	r.busyUntil, r.busyText, r.busyReads = until, text, 0
}

// read is the instance as its getter shows it. While it is busy, the status may be Running in between, as guessed.
func (f *Fleet) read(r *record) Instance {
	in := f.snapshot(r)
	if r.Released || !f.busy(r) {
		return in
	}
	r.busyReads++
	flaps, _ := strconv.Atoi(f.guesses[guessBusyFlap]) // setGuesses has checked it
	if r.busyReads%2 == 0 && r.busyReads/2 <= flaps {
		in.Status = statusRunning
	}
	return in
}
