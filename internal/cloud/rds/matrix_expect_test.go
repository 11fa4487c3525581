// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// expected is what has to come out of one cell.
type expected struct {
	fails bool
	class rds.Class
	// least and most bound how often the hit action is sent.
	least, most int
	// done is how many writes are carried out.
	done int
	// result is what the call returns where that differs from what it returns baseline; open says that it is not compared.
	result any
	open   bool
}

// manyTimes is for calls whose number is bounded by time alone.
const manyTimes = 10_000

// expect says what is expected of a row with a fault.
func expect(r row, f fault, forever bool) expected {
	says := f.says
	if f.keys && r.unsigned {
		says = meaning{}
	}
	if words, ok := namers()[f.name]; ok && !slices.Contains(strings.Fields(words), r.action) {
		says = meaning{done: true, accepted: true} // the answer does not name what the fault changes
		f.says = says
	}
	if answer, ok := r.answers[f.name]; ok {
		return expected{result: answer, least: 1, most: 1}
	}
	switch r.kind {
	case reads:
		return expectReads(r, says, forever)
	case ignores:
		return expected{least: 1, most: manyTimes}
	case polls:
		return expectPolls(says, forever)
	case watches:
		return expectWatches(says, forever)
	case sends:
		return expectSends(says, forever, 1)
	case readsRaw:
		if says.accepted {
			return expected{least: 1, most: 1}
		}
		return expectSends(says, forever, 0)
	case applies:
		return expectApplies(r, says, forever)
	case readsBack:
		return expectReadsBack(r, f, forever)
	}
	panic("a kind of row has no rule")
}

// namers are the actions whose answers name a region, an instance or an account.
func namers() map[string]string {
	const ofInstances = get + " " + rows + " " + attr + " " + listing + " " + put + " " + logs +
		" DescribeAvailableRecoveryTime"
	return map[string]string{
		"other-region":   ofInstances + " " + sets,
		"other-instance": ofInstances + " DescribeBackups",
		"other-account":  "GetCallerIdentity AssumeRole AssumeRoleWithOIDC",
	}
}

// expectReads: what passes is waited out. The pages before the one that is hit come once.
func expectReads(r row, says meaning, forever bool) expected {
	first := max(r.nth, 1)
	switch {
	case says.verdict == clean:
		return expected{least: 1, most: first}
	case says.verdict == refused:
		return expected{fails: true, class: says.class, least: first, most: first}
	case !forever:
		return expected{least: first + 1, most: first + 1}
	case says.verdict == renewed: // other keys are asked for once
		return expected{fails: true, class: says.class, least: first + 1, most: first + 1}
	case says.verdict == later: // as long as there is time
		return expected{fails: true, class: says.class, least: 10, most: manyTimes}
	}
	return expected{fails: true, class: says.class, least: first + 1, most: first + 9} // a few times
}

// expectPolls: Running counts when it is read twice.
func expectPolls(says meaning, forever bool) expected {
	switch {
	case says.verdict == clean:
		return expected{least: 2, most: 2}
	case says.verdict == refused:
		return expected{fails: true, class: says.class, least: 1, most: 1}
	case !forever:
		return expected{least: 3, most: 3}
	case says.verdict == renewed:
		return expected{fails: true, class: says.class, least: 2, most: 2}
	}
	return expected{fails: true, class: says.class, least: 5, most: manyTimes}
}

// expectWatches: what passes is waited out, for longer than a single read does.
func expectWatches(says meaning, forever bool) expected {
	switch {
	case says.verdict == clean:
		return expected{least: 1, most: 1}
	case says.verdict == refused:
		return expected{fails: true, class: says.class, least: 1, most: 1}
	case !forever:
		return expected{least: 2, most: 2}
	}
	return expected{fails: true, class: says.class, least: 2, most: manyTimes}
}

// expectSends: what surely was not carried out may be sent again, if it is a matter of rate or keys. Anything else ends
// it.
func expectSends(says meaning, forever bool, writes int) expected {
	switch {
	case says.verdict == clean:
		return expected{least: 1, most: 1, done: writes}
	case (says.verdict == later || says.verdict == renewed) && !forever:
		return expected{least: 2, most: 2, done: writes}
	case says.verdict == later:
		return expected{fails: true, class: says.class, least: 10, most: manyTimes}
	case says.verdict == renewed:
		return expected{fails: true, class: says.class, least: 2, most: 2}
	case says.done:
		return expected{fails: true, class: says.class, least: 1, most: 1, done: writes}
	}
	return expected{fails: true, class: says.class, least: 1, most: 1}
}

// expectApplies: one write is carried out, whatever passes. Nothing is, where the API says no.
func expectApplies(r row, says meaning, forever bool) expected {
	switch {
	case says.verdict == clean, says.verdict == unclear && says.done: // the look finds it done
		return expected{least: 1, most: 1, done: 1}
	case says.verdict == refused && says.done: // for what, nobody knows, so it is not sent again
		return expected{fails: true, class: says.class, least: 1, most: 1, done: 1}
	case says.verdict == refused:
		return expected{fails: true, class: says.class, least: 1, most: 1}
	case !forever:
		return expected{least: 2, most: 2, done: 1}
	case says.verdict == renewed:
		return expected{fails: true, class: says.class, least: 2, most: 2}
	case says.verdict == unclear:
		return expected{fails: true, class: says.class, least: 2, most: 8}
	case says.class == rds.ClassBusy && r.method == "ApplyRetention": // a released instance has no task
		return expected{fails: true, class: says.class, least: 5, most: 5}
	}
	return expected{fails: true, class: says.class, least: 10, most: manyTimes}
}

// expectReadsBack: the write is carried out once and never sent again, however long it cannot be seen.
func expectReadsBack(r row, f fault, forever bool) expected {
	says := f.says
	good := expected{least: 1, most: manyTimes, done: 1}
	bad := expected{fails: true, class: says.class, least: 1, most: manyTimes, done: 1}
	absent := says.class == rds.ClassAbsent
	internal := says.class == rds.ClassUnavailable &&
		(f.name == "InternalError" || f.name == "internal-error-after-commit")
	switch {
	case r.action == get && internal: // what the getter answers for some instances: the list decides
		return good
	// The list decides, because an unknown policy is not the same as one that is off.
	case r.action == get && absent && (r.method == "ApplyRetention" || !r.wanted.enabled):
		return good
	case absent && !forever: // a getter may be late
		return good
	case says.verdict == refused, says.verdict != clean && forever:
		return bad
	}
	return good
}
