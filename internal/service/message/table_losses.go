// SPDX-License-Identifier: MPL-2.0

package message

// What a change takes away, what was changed outside Terraform, and what deletion_policy refuses for that reason.
var (
	CopiesLost = defineLoss("COPIES_LOST", "Copies of {instance} will be lost by shorter retention",
		sharedCopiesLost,
		"The plan makes retention_days shorter, and copies exist that are older than the new value. They are deleted at "+
			"once and cannot be brought back.",
		"To keep the copies, set retention_days to the value that it has now. Otherwise apply.")

	CopiesMayBeLost = defineLoss("COPIES_MAY_BE_LOST", "Copies of {instance} may be lost by shorter retention",
		sharedCopiesLost,
		"The plan makes retention_days shorter, and the copies could not be counted.",
		"To keep all copies, set retention_days to the value that it has now. Otherwise look at the data source "+
			"apsaradb_rds_cross_region_backup_sets first.")

	RetentionShorter = defineLoss("RETENTION_SHORTER", "Copies of {instance} will be kept for a shorter time",
		sharedCopiesLost,
		"The plan makes retention_days shorter. No copy is old enough to be deleted now, but later each is deleted earlier.",
		"If the shorter time is meant, apply. Otherwise set retention_days to the value that it has now.")

	CopyingEnds = defineLoss("COPYING_ENDS", "Copying of backups of {instance} will end",
		"Copying of backups of one more instance will end",
		"The plan switches cross-region backup off. No new copies are made, and the copies that exist end with their "+
			"retention.",
		"If that is meant, apply. Otherwise set enabled = true.")

	LogCopyEnds = defineLoss("LOG_COPY_ENDS", "Copying of logs of {instance} will end",
		"Copying of logs of one more instance will end",
		"The plan switches log copy off. From then on a restore in the destination region reaches only the times of full "+
			"copies.",
		"If that is meant, apply. Otherwise set log_backup_enabled = true.")

	DestinationChanges = defineLoss("DESTINATION_CHANGES", "New copies of {instance} will go to another region",
		"New copies of one more instance will go to another region",
		"The plan changes destination_region. Copies are not moved: those that exist stay in the old region until their "+
			"retention ends.",
		"If that is meant, apply. Otherwise set destination_region to the value that it has now.")

	LossesNotKnown = defineLoss("LOSSES_NOT_KNOWN", "Whether copies of {instance} will be lost is not known yet",
		"Whether copies of one more instance will be lost is not known yet",
		"A setting of a policy that is on gets its value in the apply. If that takes copies or coverage away, no plan shows "+
			"it before.",
		"Apply first what the value comes from, with -target, or write the value itself. Then the plan shows what is lost.")

	CopiesGone = defineShared("COPIES_GONE", "Instance {instance} is released, and its copies are gone",
		"One more instance is released, and its copies are gone",
		"The instance is released. Copies of MySQL on cloud disks are deleted together with the instance.",
		"Remove the resource: nothing is left to restore, and nothing is charged.")

	MorePoliciesEnd = defineLoss("MORE_POLICIES_END", "More policies with deletion_policy {deletion policy} are destroyed",
		"More policies are destroyed",
		"The plan destroys more policies than those that warnings of their own name. Terraform lists every one of them.",
		"Check the list of the plan. If only some of the policies are meant, restore the blocks of the others.")

	ChangePrevented = define("CHANGE_PREVENTED", "Policy of {instance} is protected from {change}",
		"deletion_policy is PREVENT, and the plan would take copies or coverage away.",
		"Undo the change. To make it on purpose, follow the steps of the error: PREVENT goes first, in an apply of its own.")

	RetentionLengthened = define("RETENTION_LENGTHENED",
		"Retention of copies of {instance} was lengthened outside Terraform",
		"The API reports a longer retention than the last apply set. Somebody decided to keep the copies, and the plan "+
			"would delete them.",
		"Set retention_days to the longer value and apply. After that, a shorter value can be planned.")

	ImportShortens = define("IMPORT_SHORTENS", "Import of {instance} would shorten its retention",
		"The API reports a longer retention than the configuration has, and the same plan imports the policy.",
		"Set retention_days to the value that the error shows, and apply. After that, a shorter value can be planned.")

	LongerRetentionAccepted = defineShared("LONGER_RETENTION_ACCEPTED", "Longer retention of {instance} is taken over",
		"Longer retention of one more instance is taken over",
		"The configuration has the longer retention that was set outside Terraform. The apply records that.",
		"Apply.")

	ShorterRetentionAccepted = defineShared("SHORTER_RETENTION_ACCEPTED", "Shorter retention of {instance} is taken over",
		"Shorter retention of one more instance is taken over",
		"The configuration has the shorter retention that was set outside Terraform. The apply records that.",
		"Apply. To keep copies for longer, set retention_days to a longer value instead.")

	SwitchedOffElsewhere = defineShared("SWITCHED_OFF_ELSEWHERE",
		"Cross-region backup of {instance} was switched off outside Terraform",
		"Cross-region backup of one more instance was switched off outside Terraform",
		"The last apply enabled cross-region backup, and it is off now. Backups made meanwhile were not copied.",
		"Apply to switch it on again. If it is meant to be off, set enabled = false.")

	RetentionShortenedElsewhere = defineShared("RETENTION_SHORTENED_ELSEWHERE",
		"Retention of copies of {instance} was shortened outside Terraform",
		"Retention of copies of one more instance was shortened outside Terraform",
		"The API reports a shorter retention than the last apply set. Older copies may be gone already.",
		"Apply to set the longer retention again. Nothing brings deleted copies back.")

	LogCopyOffElsewhere = defineShared("LOG_COPY_OFF_ELSEWHERE",
		"Copying of logs of {instance} was switched off outside Terraform",
		"Copying of logs of one more instance was switched off outside Terraform",
		"The last apply enabled log copy, and it is off now. The logs made meanwhile were not copied.",
		"Apply to switch it on again. If it is meant to be off, set log_backup_enabled = false.")

	DestinationChangedElsewhere = defineShared("DESTINATION_CHANGED_ELSEWHERE",
		"Destination of copies of {instance} was changed outside Terraform",
		"Destination of copies of one more instance was changed outside Terraform",
		"The API reports another destination than the last apply set. Copies made meanwhile are in that region.",
		"Apply to copy to the destination of the configuration again. To keep the other one, set destination_region to it.")
)

// sharedCopiesLost is one headline for three cases: the details of a fleet say what was counted.
const sharedCopiesLost = "Copies of one more instance may be lost by shorter retention"
