// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"slices"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// The states of an instance.
const (
	stateProtected   = "PROTECTED"
	stateUnprotected = "UNPROTECTED"
	stateReleased    = "RELEASED"
)

// state says whether the instance is there, and whether copying is on.
func (w *row) state() string {
	switch {
	case w.instance.Released:
		return stateReleased
	case w.policy.Enabled:
		return stateProtected
	}
	return stateUnprotected
}

// fresh says whether the newest copy has data from since or later. That is known of protected instances whose copies
// were read; having none is known too.
func (w *row) fresh(since time.Time) (fresh, known bool) {
	switch {
	case since.IsZero() || w.state() != stateProtected || !w.counted:
		return false, false
	case w.latest == nil:
		return false, true
	}
	return !w.latest.ConsistentTime.Before(since), !w.latest.ConsistentTime.IsZero()
}

// verdict is what the rules say of a row.
type verdict struct {
	eligible bool
	reasons  []eligibility.Finding
}

// assess applies the eligibility rules to an instance. Only what is known to be bad and does not pass makes it
// ineligible: a lasting fact, or that it is being deleted. A release does not: a for_each over what is eligible keeps
// the policy of the copies that are left. A fact that the list of instances lacks, such as the backup method of SQL
// Server, leaves it eligible and is a reason to show. Where copying is or was on, such doubts are settled. Ignored
// codes do not count, as in plans.
func assess(w *row, ignored map[string]bool) verdict {
	lasting := slices.DeleteFunc(
		eligibility.Check(w.instance, ""), func(f eligibility.Finding) bool { return ignored[f.Code] },
	)
	v := verdict{eligible: eligibility.Worst(lasting) != eligibility.Bad}
	for _, finding := range lasting {
		if finding.Verdict == eligibility.Bad || w.state() == stateUnprotected {
			v.reasons = append(v.reasons, finding)
		}
	}
	for _, finding := range eligibility.CheckState(w.instance) {
		if !ignored[finding.Code] {
			v.eligible = v.eligible && (w.instance.Released || !finding.Lasting())
			v.reasons = append(v.reasons, finding)
		}
	}
	return v
}

// keepsPolicy is the one rule of which instances belong to a fleet of policies: one that could have a policy, and one
// that has or had one. The second keeps its policy when the instance is no longer eligible, is switched off or is
// released: Terraform destroys the policy of a key that disappears.
func (w *row) keepsPolicy(found verdict) bool {
	return found.eligible || w.state() != stateUnprotected || w.policy.MayHaveCopies()
}

// sentence says what was found, why it matters and, where that is certain, what to do. For uncertain findings, that is
// to set ignore_checks, which only a plan can advise.
func sentence(f eligibility.Finding) string {
	if f.Verdict == eligibility.Bad {
		return f.Message()
	}
	return f.Found + " " + f.Why
}
