// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// ServiceRole is the role that the product needs in the account.
const ServiceRole = "AliyunServiceRoleForDBS"

// Found is what is there before anything is changed.
type Found struct {
	Account  rds.Identity
	Instance rds.Instance
	// Findings are what speaks against the instance by the provider's own rules.
	Findings []eligibility.Finding
	Policy   rds.Policy
	// PolicyError is a failure of the policy getter that other answers did not explain.
	PolicyError error
	// Copies and CopyBytes count what is kept now; CopiesKnown is false where the API lists no copies of such an instance.
	Copies, CopyBytes int64
	CopiesKnown       bool
	// Destinations are the regions that the API offers for copies.
	Destinations []string
	// RoleMissing says that the account was seen to lack the service-linked role.
	RoleMissing bool
	// Encrypted says that the disk is encrypted, so that the account has to be active in the destination.
	Encrypted bool
	// Time is the API's clock.
	Time time.Time
}

// Look reads everything about one instance and changes nothing.
func Look(ctx context.Context, client *rds.Client, region, instanceID string) (found Found, err error) {
	if found.Account, err = client.CallerIdentity(ctx); err != nil {
		return found, err
	}
	if found.Instance, err = client.Instance(ctx, region, instanceID); err != nil {
		return found, err
	}
	if found.Destinations, err = client.DestinationRegions(ctx, region); err != nil {
		return found, err
	}
	local, _ := client.LocalBackupPolicy(ctx, region, instanceID) // without it, the rules of SQL Server only warn
	found.Findings = append(eligibility.Check(found.Instance, local.Method), eligibility.CheckState(found.Instance)...)
	// Both of these need a permission that not everybody has; without it the API itself refuses what cannot be.
	if exists, err := client.RoleExists(ctx, ServiceRole); err == nil {
		found.RoleMissing = !exists
	}
	if disk, err := client.DiskEncryption(ctx, region, instanceID); err == nil {
		found.Encrypted = disk.Encrypted
	}
	summary, err := client.SummarizeBackupSets(ctx, rds.BackupSetQuery{Region: region, InstanceID: instanceID})
	if err != nil {
		return found, err
	}
	found.Copies, found.CopiesKnown = summary.Count, eligibility.CopiesOf(found.Instance).Listed == eligibility.Yes
	found.CopyBytes = int64(summary.EstimatedBytes())
	found.Policy, found.PolicyError = policyOf(ctx, client, region, instanceID, found.CopiesKnown && found.Copies == 0)
	found.Time = client.Now()
	return found, nil
}

// policyOf reads the policy. Some instances whose policy never was on answer with an error; where the list has no row
// either, and there are no copies, that is what the error means.
func policyOf(ctx context.Context, client *rds.Client, region, instanceID string, bare bool) (rds.Policy, error) {
	policy, err := client.Policy(ctx, region, instanceID)
	class := rds.ClassOf(err)
	if err == nil || !bare || class != rds.ClassAbsent && class != rds.ClassUnavailable {
		return policy, err
	}
	for row, listErr := range client.Policies(ctx, region, instanceID) {
		if listErr != nil || row.Exists {
			return row, err
		}
	}
	return rds.Policy{InstanceID: instanceID, Region: region}, nil
}

// Retention is how long the copies of a change are kept: as long as the copies that are there already, and never less
// than the product allows.
func (f Found) Retention() int64 {
	return max(eligibility.MinRetentionDays, f.Policy.RetentionDays)
}

// longer is by how many days a run raises the retention in between: one by the cases, one by the statements.
const longer = 2

// Objections says why the instance must not be changed; none means that it may.
func (f Found) Objections() []string {
	var reasons []string
	if f.PolicyError != nil {
		reasons = append(reasons, "Its policy cannot be read, so it could not be put back: "+Explain(f.PolicyError))
	}
	if f.Policy.Enabled {
		reasons = append(
			reasons,
			"Its policy is on. Somebody relies on these copies, and a run would stop them for a while "+
				"and change how long they are kept.",
		)
	}
	for _, finding := range f.Findings {
		if finding.Verdict == eligibility.Bad {
			reasons = append(reasons, finding.Message())
		}
	}
	if !f.Policy.Enabled && f.Policy.Exists && f.Policy.RetentionDays == 0 && (f.Copies > 0 || !f.CopiesKnown) {
		reasons = append(reasons, "The API does not say how long its existing copies are kept, so a run might shorten that.")
	}
	if f.Retention()+longer > eligibility.MaxRetentionDays {
		reasons = append(
			reasons,
			fmt.Sprintf("Its copies are kept for %d days already, and a run needs room for %d days more.", f.Retention(),
				longer),
		)
	}
	if rds.KindOf(f.Instance.Status) != rds.StatusRunning {
		reasons = append(reasons, fmt.Sprintf("Its status is %q, not Running.", f.Instance.Status))
	}
	if f.RoleMissing {
		reasons = append(
			reasons,
			"The account lacks the role "+ServiceRole+", without which nothing is copied. "+
				"The account owner creates it once, in the console.",
		)
	}
	return reasons
}

// Choose returns two destinations: those that were asked for, completed from the list of the API. It prefers where the
// copies go already, and regions that no data crosses a border to.
func (f Found) Choose(wanted []string) ([2]string, error) {
	var chosen []string
	take := func(region string) {
		if len(chosen) < 2 && region != f.Instance.Region && !slices.Contains(chosen, region) &&
			slices.Contains(f.Destinations, region) {
			chosen = append(chosen, region)
		}
	}
	for _, region := range wanted {
		before := len(chosen)
		if take(region); len(chosen) == before {
			return [2]string{}, fmt.Errorf("%s is no destination for instances in %s, or is named twice; the API offers %s",
				region, f.Instance.Region, strings.Join(f.Destinations, ", "))
		}
	}
	take(f.Policy.DestinationRegion)
	for _, region := range f.Destinations {
		if crosses, known := eligibility.CrossBorder(f.Instance.Region, region); known && !crosses {
			take(region)
		}
	}
	if len(chosen) < 2 {
		return [2]string{}, fmt.Errorf("there are no two destinations for %s within its own area; name two of %s",
			f.Instance.Region, strings.Join(f.Destinations, ", "))
	}
	return [2]string{chosen[0], chosen[1]}, nil
}
