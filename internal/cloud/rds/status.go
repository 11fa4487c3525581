// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"fmt"
	"regexp"
	"strings"
)

// StatusKind says what the status of an instance means for a write.
type StatusKind int

const (
	// StatusBusy passes by itself. It is also what a status means that no table has.
	StatusBusy StatusKind = iota
	// StatusRunning takes writes.
	StatusRunning
	// StatusIdle stays until somebody acts, such as Stopped.
	StatusIdle
	// StatusDeleting ends in a release. It never becomes Running again.
	StatusDeleting
	// StatusReleased is that of an instance that is gone. Only the retention of its copies can still be changed.
	StatusReleased
)

// String returns the kind in one word.
func (k StatusKind) String() string {
	switch k {
	case StatusRunning:
		return "running"
	case StatusIdle:
		return "idle"
	case StatusDeleting:
		return "deleting"
	case StatusReleased:
		return "released"
	default:
		return "busy"
	}
}

// Final reports whether an instance in such a status never runs again.
func (k StatusKind) Final() bool { return k == StatusDeleting || k == StatusReleased }

// Status is one word for the status of an instance, as the instance actions give it. The words of other actions mean
// something else: the policy getter may say 1 of an instance that runs.
type Status struct {
	Word string
	Kind StatusKind
	// Meaning is what the instance is doing, as the end of a sentence that begins with "The instance".
	Meaning string
	// Source names the document or program that has the word.
	Source string
}

// statusByWord finds a row by its word, in lower case.
var statusByWord = func() map[string]Status {
	found := map[string]Status{}
	for _, row := range Statuses() {
		found[strings.ToLower(row.Word)] = row
	}
	return found
}()

// LookupStatus returns the row of a word, whatever its case and the blanks around it; false where the table has none.
func LookupStatus(word string) (Status, bool) {
	row, known := statusByWord[strings.ToLower(strings.TrimSpace(word))]
	return row, known
}

// KindOf returns what a status means. One that the table lacks is busy: to wait costs time alone.
func KindOf(word string) StatusKind {
	row, _ := LookupStatus(word)
	return row.Kind
}

// StatusNotReported is what a text says of an instance without a status.
const StatusNotReported = "not reported"

// maxStatus bounds how much is shown of a status that no table has.
const maxStatus = 60

var plainStatus = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// shownStatus is a status for a text: a word as the API wrote it, and anything else in quotes.
func shownStatus(status string) string {
	letters := []rune(status)
	switch {
	case status == "":
		return StatusNotReported
	case len(letters) > maxStatus:
		return fmt.Sprintf("%q", string(letters[:maxStatus])+"…")
	case !plainStatus.MatchString(status):
		return fmt.Sprintf("%q", status)
	}
	return status
}
