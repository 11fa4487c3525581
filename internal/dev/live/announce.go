// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
)

// announce prints everything that consent is asked for.
func announce(out io.Writer, found subject.Found, destinations [2]string) {
	list := changes(destinations, found.Retention())
	fmt.Fprintf(out, "What will be changed, in this order\n")
	full := 0
	for i, c := range list {
		fmt.Fprintf(out, "  %d. %s\n", i+1, c)
		if c.copies {
			full++
		}
	}
	fmt.Fprintf(out, "  %d. put it back: %s\n", len(list)+1, found.PutBack())
	fmt.Fprintf(out, "  Nothing else of the instance is touched, and no other instance.\n\n")
	found.Costs(out, destinations, full)
	fmt.Fprintf(out, "How long it takes\n  After each change the instance is busy, for minutes as a rule. Count on half an hour; a backup that starts can make it hours.\n\n")
	fmt.Fprintf(out, "What cannot be undone\n")
	if !found.Policy.Exists {
		fmt.Fprintf(out, "  A policy that never was on cannot become so again: it stays off, with a retention of %d days.\n", eligibility.MinRetentionDays)
	}
	fmt.Fprintf(out, "  Copies that are made stay for at least %d days, and are paid for. Nothing deletes them earlier.\n", found.Retention())
	fmt.Fprintf(out, "  Switching on may start a full backup, which runs on the secondary where there is one.\n\n")
	fmt.Fprintf(out, "%s\n\n", subject.NotRun)
}
