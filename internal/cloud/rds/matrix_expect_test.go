// SPDX-License-Identifier: MPL-2.0

package rds_test

import "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"

// outcome is what has to come out of one cell.
type outcome struct {
	fails bool
	class rds.Class
	// least and most bound how often the struck action is sent.
	least, most int
	// done is how many writes are carried out.
	done int
	// result is what the call returns where that differs from what it returns unhurt; open says that it is not compared.
	result any
	open   bool
}

// manyTimes is for calls whose number is bounded by time alone.
const manyTimes = 10_000

// expect says what has to come out of a row under an injury.
func expect(r row, i injury, forever bool) outcome {
	says := i.says
	if i.keys && r.unsigned {
		says = harm{}
	}
	if answer, ok := r.answers[i.name]; ok {
		return outcome{result: answer, least: 1, most: 1}
	}
	switch r.kind {
	case reads:
		return expectReads(r, says, forever)
	case shrugs:
		return outcome{least: 1, most: manyTimes}
	case polls:
		return expectPolls(says, forever)
	case sends:
		return expectSends(says, forever, 1)
	case looksRaw:
		if says.accepted {
			return outcome{least: 1, most: 1}
		}
		return expectSends(says, forever, 0)
	case applies:
		return expectApplies(says, forever)
	case readsBack:
		return expectReadsBack(r, i, forever)
	}
	panic("a kind of row has no rule")
}

// expectReads: what passes is waited out. The pages before the one that is struck come once.
func expectReads(r row, says harm, forever bool) outcome {
	first := max(r.nth, 1)
	switch {
	case says.verdict == clean:
		return outcome{least: 1, most: first}
	case says.verdict == refused:
		return outcome{fails: true, class: says.class, least: first, most: first}
	case !forever:
		return outcome{least: first + 1, most: first + 1}
	case says.verdict == renewed: // other keys are asked for once
		return outcome{fails: true, class: says.class, least: first + 1, most: first + 1}
	case says.verdict == later: // as long as there is time
		return outcome{fails: true, class: says.class, least: 10, most: manyTimes}
	}
	return outcome{fails: true, class: says.class, least: first + 1, most: first + 9} // a few times
}

// expectPolls: Running counts when it is read twice.
func expectPolls(says harm, forever bool) outcome {
	switch {
	case says.verdict == clean:
		return outcome{least: 2, most: 2}
	case says.verdict == refused:
		return outcome{fails: true, class: says.class, least: 1, most: 1}
	case !forever:
		return outcome{least: 3, most: 3}
	case says.verdict == renewed:
		return outcome{fails: true, class: says.class, least: 2, most: 2}
	}
	return outcome{fails: true, class: says.class, least: 5, most: manyTimes}
}

// expectSends: what surely was not carried out may be sent again, if it is a matter of rate or keys. Anything else ends it.
func expectSends(says harm, forever bool, writes int) outcome {
	switch {
	case says.verdict == clean:
		return outcome{least: 1, most: 1, done: writes}
	case (says.verdict == later || says.verdict == renewed) && !forever:
		return outcome{least: 2, most: 2, done: writes}
	case says.verdict == later:
		return outcome{fails: true, class: says.class, least: 10, most: manyTimes}
	case says.verdict == renewed:
		return outcome{fails: true, class: says.class, least: 2, most: 2}
	case says.done:
		return outcome{fails: true, class: says.class, least: 1, most: 1, done: writes}
	}
	return outcome{fails: true, class: says.class, least: 1, most: 1}
}

// expectApplies: one write is carried out, whatever passes. Nothing is, where the API says no.
func expectApplies(says harm, forever bool) outcome {
	switch {
	case says.verdict == clean, says.verdict == unclear && says.done: // the look finds it done
		return outcome{least: 1, most: 1, done: 1}
	case says.verdict == refused:
		return outcome{fails: true, class: says.class, least: 1, most: 1}
	case !forever:
		return outcome{least: 2, most: 2, done: 1}
	case says.verdict == renewed:
		return outcome{fails: true, class: says.class, least: 2, most: 2}
	case says.verdict == unclear:
		return outcome{fails: true, class: says.class, least: 2, most: 8}
	}
	return outcome{fails: true, class: says.class, least: 10, most: manyTimes}
}

// expectReadsBack: the write is carried out once and never sent again, however long it cannot be seen.
func expectReadsBack(r row, i injury, forever bool) outcome {
	says := i.says
	good := outcome{least: 1, most: manyTimes, done: 1}
	bad := outcome{fails: true, class: says.class, least: 1, most: manyTimes, done: 1}
	absent := says.class == rds.ClassAbsent
	internal := says.class == rds.ClassUnavailable && (i.name == "InternalError" || i.name == "internal-error-after-commit")
	switch {
	case r.action == get && internal: // what the getter answers for some instances: the list decides
		return good
	case r.action == get && absent && (r.method == "ApplyRetention" || !r.wanted.enabled): // the list decides: not known is not the same as off
		return good
	case absent && !forever: // a getter may be late
		return good
	case says.verdict == refused, says.verdict != clean && forever:
		return bad
	}
	return good
}
