// SPDX-License-Identifier: MPL-2.0

package message

import "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"

// InstanceReleased is also what a plan says of a policy whose instance was released after it was created.
var InstanceReleased = Reason(eligibility.CodeReleased)

// reasons are the rows of the reasons why an instance cannot have, or cannot change, cross-region backup. Their codes
// are those of ignore_checks and of the coverage data source; package eligibility has the rules.
var reasons = func() map[string]Message {
	rows := map[string]Message{}
	for _, reason := range eligibility.Reasons() {
		headline, shared := reasonHeadline(reason)
		rows[reason.Code] = defineShared(reason.Code, headline, shared, reason.Sentence, reason.Remedy)
	}
	return rows
}()

// Reason returns the row of a reason code of package eligibility.
func Reason(code string) Message { return reasons[code] }

// reasonHeadline names the instance where the case is certain. That of a suspicion is constant: Terraform merges those.
func reasonHeadline(reason eligibility.Reason) (headline, shared string) {
	switch {
	case reason.Code == eligibility.CodeReleased:
		return "Instance {instance} is released", "One more instance is released"
	case reason.Code == eligibility.CodeDeleting:
		return "Instance {instance} is being deleted", "One more instance is being deleted"
	case reason.Code == eligibility.CodeLocked:
		return "Instance {instance} is locked", "One more instance is locked"
	case reason.Passing:
		return "Instance may refuse the change", ""
	case reason.Verdict == eligibility.Bad:
		return "Instance {instance} does not support cross-region backup",
			"One more instance does not support cross-region backup"
	default:
		return "Instance may not support cross-region backup", ""
	}
}
