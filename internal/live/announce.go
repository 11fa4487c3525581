// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// notRun is said in every run.
const notRun = "Nobody has run this against a real account yet: its authors have none. It is tested against an emulator only."

// Storage prices in USD, from the billing rules of the product pages of 2025-07-23 and, for MySQL, 2026-06-21.
const (
	usdPerGBHour         = 0.0002
	usdPerGBDayCloudDisk = 0.001125
	// Traffic, from the price list of network fees: within the mainland, and the dearest pair.
	usdPerGBNear = 0.075
	usdPerGBFar  = 0.93
	gigabyte     = 1 << 30
)

// describe prints what was found.
func describe(out io.Writer, found subject.Found) {
	in, p := found.Instance, found.Policy
	fmt.Fprintf(out, "What is there\n")
	fmt.Fprintf(out, "  account      %s (%s)\n", found.Account.AccountID, found.Account.ARN)
	fmt.Fprintf(out, "  instance     %s in %s, %s\n", in.ID, in.Region, strings.Join(notEmpty(in.Engine+" "+in.EngineVersion, in.Category, in.StorageType, in.Class), ", "))
	fmt.Fprintf(out, "  status       %s, lock mode %s\n", in.Status, in.LockMode)
	fmt.Fprintf(out, "  eligible     %s\n", eligible(found.Findings))
	switch {
	case found.PolicyError != nil:
		fmt.Fprintf(out, "  policy       cannot be read: %v\n", found.PolicyError)
	case !p.Exists:
		fmt.Fprintf(out, "  policy       never was on\n")
	default:
		fmt.Fprintf(out, "  policy       %s\n", policyText(p))
	}
	switch {
	case !found.CopiesKnown:
		fmt.Fprintf(out, "  copies       unknown: the API lists none for this kind of instance\n")
	default:
		fmt.Fprintf(out, "  copies       %d, about %.1f GB\n", found.Copies, float64(found.CopyBytes)/gigabyte)
	}
	fmt.Fprintf(out, "  destinations %s\n\n", strings.Join(found.Destinations, " "))
}

func notEmpty(values ...string) []string {
	var kept []string
	for _, value := range values {
		if value != "" {
			kept = append(kept, value)
		}
	}
	return kept
}

func eligible(findings []eligibility.Finding) string {
	if len(findings) == 0 {
		return "yes, by every rule"
	}
	var texts []string
	for _, finding := range findings {
		texts = append(texts, finding.Verdict.String()+": "+finding.Message())
	}
	return strings.Join(texts, " / ")
}

func policyText(p rds.Policy) string {
	onOff := map[bool]string{true: "on", false: "off"}
	text := onOff[p.Enabled] + ", logs " + onOff[p.LogBackupEnabled]
	if p.DestinationRegion != "" {
		text += ", to " + p.DestinationRegion
	}
	if p.RetentionDays > 0 {
		text += fmt.Sprintf(", %d days", p.RetentionDays)
	}
	return text
}

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
	fmt.Fprintf(out, "  %d. put it back: %s\n", len(list)+1, putBack(found))
	fmt.Fprintf(out, "  Nothing else of the instance is touched, and no other instance.\n\n")
	announceCosts(out, found, destinations, full)
	fmt.Fprintf(out, "How long it takes\n  After each change the instance is busy, for minutes as a rule. Count on half an hour; a backup that starts can make it hours.\n\n")
	fmt.Fprintf(out, "What cannot be undone\n")
	if !found.Policy.Exists {
		fmt.Fprintf(out, "  A policy that never was on cannot become so again: it stays off, with a retention of %d days.\n", eligibility.MinRetentionDays)
	}
	fmt.Fprintf(out, "  Copies that are made stay for at least %d days, and are paid for. Nothing deletes them earlier.\n", found.Retention())
	fmt.Fprintf(out, "  Switching on may start a full backup, which runs on the secondary where there is one.\n\n")
	fmt.Fprintf(out, "%s\n\n", notRun)
}

// putBack says how the instance is left.
func putBack(found subject.Found) string {
	if found.Policy.Exists {
		return policyText(found.Policy)
	}
	return fmt.Sprintf("off, %d days", eligibility.MinRetentionDays)
}

// announceCosts estimates from above: every copy is a full backup, and no smaller than the largest thing known.
func announceCosts(out io.Writer, found subject.Found, destinations [2]string, full int) {
	size, basis := float64(found.Instance.StorageGB), "the instance's storage; backups are smaller as a rule"
	if found.Copies > 0 && found.CopyBytes > 0 {
		size, basis = float64(found.CopyBytes/found.Copies)/gigabyte, "the average of its existing copies"
	}
	days := float64(found.Retention() + 1)
	perDay, price := usdPerGBHour*24, fmt.Sprintf("USD %.4f per GB and hour", usdPerGBHour)
	if !found.CopiesKnown {
		perDay, price = usdPerGBDayCloudDisk, fmt.Sprintf("up to USD %.6f per GB and day", usdPerGBDayCloudDisk)
	}
	fmt.Fprintf(out, "What it costs\n")
	fmt.Fprintf(out, "  Each change that switches on or moves may copy a full backup: up to %d copies of about %.0f GB (%s).\n", full, size, basis)
	fmt.Fprintf(out, "  Storage: %s, so up to USD %.2f for %.0f days.\n", price, float64(full)*size*perDay*days, days)
	fmt.Fprintf(out, "  Traffic: %.0f GB or less, at USD %.3f per GB within the mainland of China and up to %.2f elsewhere", float64(full)*size, usdPerGBNear, usdPerGBFar)
	for _, destination := range destinations {
		if crosses, known := eligibility.CrossBorder(found.Instance.Region, destination); crosses || !known {
			fmt.Fprintf(out, "; %s may be across a border", destination)
		}
	}
	fmt.Fprintf(out, ".\n  Prices are those of the product pages; the bill is Alibaba Cloud's. Logs are copied for minutes and are small.\n")
	if found.Encrypted {
		fmt.Fprintf(out, "  The disk is encrypted: the account has to be active in %s and %s.\n", destinations[0], destinations[1])
	}
	fmt.Fprintln(out)
}
