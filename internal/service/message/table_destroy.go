// SPDX-License-Identifier: MPL-2.0

package message

// What a destroy does.
var (
	DestroyEndsBackup = defineLoss("DESTROY_ENDS_BACKUP", "Destroying ends the cross-region backup of {instance}",
		"Destroying ends the cross-region backup of one more instance",
		"The plan destroys a policy that is on. No new copies are made, and those that exist stay until their retention "+
			"ends.",
		"If that is meant, apply. To keep copying, set deletion_policy = \"ABANDON\" and apply that alone first.")

	DestroyDeletesCopies = defineLoss("DESTROY_DELETES_COPIES", "Destroying deletes copies of {instance}",
		"Destroying deletes copies of one more instance",
		"The plan destroys a policy, and deletion_policy is DISABLE_AND_EXPIRE. Copies older than 7 days are deleted at "+
			"once, the others when they are 7 days old.",
		"If that is meant, apply. To keep the copies, set deletion_policy = \"DISABLE\" and apply that alone first.")

	DestroyKeepsCopies = defineShared("DESTROY_KEEPS_COPIES", "Copies of {instance} stay after the destroy",
		"Copies of one more instance stay after the destroy",
		"The plan destroys a policy that makes no copies any more. Copies that exist stay, and are charged, until their "+
			"retention ends.",
		"To delete the copies and end the charges within 7 days, set deletion_policy = \"DISABLE_AND_EXPIRE\" and "+
			"apply that alone first.")

	PolicyForgotten = defineShared("POLICY_FORGOTTEN", "Policy of {instance} is forgotten, not ended",
		"Policy of one more instance is forgotten, not ended",
		"The plan destroys a policy, and deletion_policy is ABANDON. Nothing is sent, so copying and charges go on.",
		"To end that later, import the policy again or use the RDS console.")

	DestroyPrevented = define("DESTROY_PREVENTED", "Policy of {instance} is protected from destruction",
		"deletion_policy is PREVENT in the state.",
		"To destroy the policy on purpose, set deletion_policy to another value and apply that alone first.")

	ReplacementPrevented = define("REPLACEMENT_PREVENTED", "Policy of {instance} is protected from replacement",
		"The policy is tainted, or -replace names it, and deletion_policy is PREVENT.",
		"Undo the taint with terraform untaint, leave out -replace, or remove replace_triggered_by: every setting can be "+
			"changed in place.")

	ReplacementDeletesCopies = define("REPLACEMENT_DELETES_COPIES",
		"Replacing the policy of {instance} would delete copies",
		"A replacement would set a shorter retention than the API has.",
		"Undo the taint with terraform untaint, leave out -replace, or remove replace_triggered_by: every setting can be "+
			"changed in place.")

	ReplacementKeepsBackup = define("REPLACEMENT_KEEPS_BACKUP", "Replacing does not switch cross-region backup off",
		"The policy is tainted, or -replace names it. The plan counts a destroy and a create, but nothing is switched off.",
		"Nothing is to be done. If no replacement is wanted, undo the taint with terraform untaint, leave out -replace, or "+
			"remove replace_triggered_by.")

	NotSwitchedOff = defineShared("NOT_SWITCHED_OFF", "Policy of {instance} was not switched off",
		"Policy of one more instance was not switched off",
		"The resource was destroyed, and another resource of the run declares the policy of the same instance.",
		"Nothing is to be done: the policy is on, as the other resource says.")

	EndsWithInstance = defineShared("ENDS_WITH_INSTANCE",
		"Policy of {instance} was not switched off: the instance is being deleted",
		"Policy of one more instance was not switched off: the instance is being deleted",
		"The resource was destroyed while the instance is being deleted. The API then takes no change of the policy.",
		"Nothing is to be done. If the instance runs again, import its policy and destroy it then.")

	CannotExpireYet = define("CANNOT_EXPIRE_YET", "Copies of {instance} cannot expire before it is released",
		"deletion_policy is DISABLE_AND_EXPIRE, and the instance is being deleted. The API then takes no shorter retention.",
		"Destroy again once the instance is released. To keep the copies, set deletion_policy = \"DISABLE\" and apply that "+
			"alone first.")

	StillBusy = define("STILL_BUSY", "Instance {instance} is still busy",
		"The policy was switched off, and the instance did not run again within the time of the destroy.",
		"Destroy again later, or set a longer delete in the timeouts block.")
)
