// SPDX-License-Identifier: MPL-2.0

// Package eligibility knows which ApsaraDB RDS instances can have cross-region backup, and between which regions.
//
// It is pure: tables and rules about an [rds.Instance], no network, no clock, no Terraform. No field of the API says
// "eligible", so each rule reads the signals that the documentation names, and each rule says which document it comes
// from and of what date.
//
// The one invariant: known-bad, known-good and unknown never mix. A finding is [Bad] only where a document says that
// the feature refuses such an instance. A missing or unfamiliar value is [Suspicious] with a code of its own, so that
// a caller can warn and let the API decide. No finding at all means that every rule was checked and passed.
package eligibility
