// SPDX-License-Identifier: MPL-2.0

package message

// A policy that exists already, or that was changed between plan and apply.
var (
	PolicyDiffers = define("POLICY_DIFFERS", "Instance {instance} has cross-region backup with other settings",
		"A resource is to be created, and somebody else has enabled cross-region backup with other settings.",
		"Import the policy with the block that the error shows, or set the values that it found.")

	CreateShortens = define("CREATE_SHORTENS", "Copies of {instance} would be lost by a new policy",
		"A resource is to be created. Cross-region backup is off, and its copies are kept for longer than configured.",
		"Import the policy with the block that the error shows, or set retention_days to the value that it found.")

	MovedPolicyDiffers = define("MOVED_POLICY_DIFFERS",
		"Policy of {instance} differs from the state that it was moved with",
		"The state came from another provider and was not refreshed, and the API has other settings.",
		"Set the values that the error names, and apply. After that, each change is planned as usual.")

	ChangedSincePlan = define("CHANGED_SINCE_PLAN", "Policy of {instance} was changed after the plan",
		"Somebody changed the policy between plan and apply, so nobody has reviewed what would be overwritten.",
		"Plan again, and apply what that shows.")
)

// Two resources for one instance.
var (
	CreatedAndDestroyed = define("CREATED_AND_DESTROYED",
		"Policy of {instance} would be created and destroyed in one run",
		"The policy of one instance moves to another address: a resource, a for_each key, a module or an index of count "+
			"was changed. Terraform would destroy it at the old address and create it at the new one.",
		"Write a moved block from the old address to the new one. With count, change to for_each first. "+
			"The resource's page shows both.")

	DeclaredTwice = define("DECLARED_TWICE", "Policy of {instance} is declared twice",
		"Two resources of one run declare the policy of the same instance. The last writer would win.",
		"Keep one of them. If one is the new name of the other, write a moved block.")

	EndedAndKept = define("ENDED_AND_KEPT", "Policy of {instance} would be ended while another resource keeps it",
		"The state has the policy of one instance at two addresses. The plan destroys one of them and keeps the other.",
		"Let Terraform forget the address that goes, with terraform state rm or a removed block.")
)
