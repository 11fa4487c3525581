// SPDX-License-Identifier: MPL-2.0

package live

import "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"

// announce prints everything that consent is asked for.
func (r *run) announce() {
	destinations, retention := r.target.Destinations, r.found.Retention()
	list := changes(destinations, retention)
	r.sayf("What will be changed, in this order")
	full := 2 // by the statements
	for i, c := range list {
		r.sayf("  %d. %s", i+1, c)
		if c.copies {
			full++
		}
	}
	r.sayf(
		"  %d. for the emulator's guesses: switch it on to %s, move it to %s, switch it off with few parameters, or with all",
		len(list)+1,
		destinations[0],
		destinations[1],
	)
	if r.found.Copies > 0 {
		r.sayf("     and keep copies a day longer, if the oldest one expires within %s", r.patience)
	}
	r.sayf("  %d. put it back: %s", len(list)+2, r.found.PutBack())
	r.sayf("  Nothing else of the instance is touched, and no other instance.\n")
	r.found.Costs(r.out, destinations, full)
	r.sayf("How long it takes\n  After each change the instance is busy, for minutes as a rule. Count on an hour; " +
		"a backup that starts can make it hours.\n")
	r.sayf("What cannot be undone")
	if !r.found.Policy.Exists {
		r.sayf("  A policy that never was on cannot become so again: it stays off, with a retention of %d days.",
			eligibility.MinRetentionDays)
	}
	r.sayf("  Copies that are made stay for at least %d days, and are paid for. Nothing deletes them earlier.", retention)
	r.sayf("  Switching on may start a full backup, which runs on the secondary where there is one.\n")
}
