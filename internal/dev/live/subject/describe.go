// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"fmt"
	"io"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// NotRun is said in every run on the real cloud.
const NotRun = "Nobody has run this against a real account yet: its authors have none. " +
	"It is tested against an emulator only."

// Consent is the phrase without which nothing is changed. It names the instance, so that it cannot be left over from
// another one.
func Consent(instanceID string) string {
	return "change " + instanceID + " and pay for its copies"
}

// Describe prints what was found.
func (f Found) Describe(out io.Writer) {
	in, p := f.Instance, f.Policy
	fmt.Fprintf(out, "What is there\n")
	fmt.Fprintf(out, "  account      %s (%s)\n", f.Account.AccountID, f.Account.ARN)
	fmt.Fprintf(out, "  instance     %s in %s, %s\n", in.ID, in.Region,
		strings.Join(notEmpty(in.Engine+" "+in.EngineVersion, in.Category, in.StorageType, in.Class), ", "))
	fmt.Fprintf(out, "  status       %s, lock mode %s\n", in.Status,
		strings.Join(notEmpty(in.LockMode, in.LockReason), ", "))
	fmt.Fprintf(out, "  eligible     %s\n", eligible(f.Findings))
	switch {
	case f.PolicyError != nil:
		fmt.Fprintf(out, "  policy       cannot be read: %s\n", Explain(f.PolicyError))
	case !p.Exists:
		fmt.Fprintf(out, "  policy       never was on\n")
	default:
		fmt.Fprintf(out, "  policy       %s\n", PolicyText(p))
	}
	switch {
	case !f.CopiesKnown:
		fmt.Fprintf(out, "  copies       unknown: the API lists none for this kind of instance\n")
	default:
		fmt.Fprintf(out, "  copies       %d, about %.1f GB\n", f.Copies, float64(f.CopyBytes)/prices.BytesPerGB)
	}
	fmt.Fprintf(out, "  destinations %s\n\n", strings.Join(f.Destinations, " "))
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

// PolicyText is a policy in a few words.
func PolicyText(p rds.Policy) string {
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

// Costs prints an estimate from above: every copy is a full backup, and as large as the largest thing known.
func (f Found) Costs(out io.Writer, destinations [2]string, full int) {
	size, basis := float64(f.Instance.StorageGB), "the instance's storage; backups are smaller as a rule"
	if f.Copies > 0 && f.CopyBytes > 0 {
		size, basis = float64(f.CopyBytes/f.Copies)/prices.BytesPerGB, "the average of its existing copies"
	}
	days := float64(f.Retention() + 1)
	perDay, price := prices.StoragePerGBHour*24, fmt.Sprintf("USD %.4f per GB and hour", prices.StoragePerGBHour)
	if !f.CopiesKnown {
		perDay = prices.StoragePerGBDayCloudDisk
		price = fmt.Sprintf("up to USD %.6f per GB and day", prices.StoragePerGBDayCloudDisk)
	}
	fmt.Fprintf(out, "What it costs\n")
	fmt.Fprintf(out,
		"  Each change that switches on or moves may copy a full backup: up to %d copies of about %.0f GB (%s).\n", full,
		size, basis)
	fmt.Fprintf(out, "  Storage: %s, so up to USD %.2f for %.0f days.\n", price, float64(full)*size*perDay*days, days)
	fmt.Fprintf(out,
		"  Traffic: %.0f GB or less, at USD %.3f per GB within the mainland of China and up to %.2f elsewhere",
		float64(full)*size, prices.TransferInMainland, prices.TransferHighest)
	for _, destination := range destinations {
		if crosses, known := eligibility.CrossBorder(f.Instance.Region, destination); crosses || !known {
			fmt.Fprintf(out, "; %s may be across a border", destination)
		}
	}
	fmt.Fprintf(
		out,
		".\n  Prices are those of the product pages; the bill is Alibaba Cloud's. "+
			"Logs are copied for minutes and are small.\n",
	)
	if f.Encrypted {
		fmt.Fprintf(out, "  The disk is encrypted: the account has to be active in %s and %s.\n", destinations[0],
			destinations[1])
	}
	fmt.Fprintln(out)
}

// PutBack says how the instance is left.
func (f Found) PutBack() string {
	if f.Policy.Exists {
		return PolicyText(f.Policy)
	}
	return fmt.Sprintf("off, %d days", eligibility.MinRetentionDays)
}
