// SPDX-License-Identifier: MPL-2.0

package message

// The checks of a plan that are not about the instance. Their codes are those of ignore_checks.
var (
	InstanceNotFound = defineShared("INSTANCE_NOT_FOUND", "Instance {instance} is not found",
		"One more instance is not found",
		"The account has no instance with this id in this region.",
		"Check the id, the region, and the account of the credentials.")

	InstanceInOtherRegion = defineShared("INSTANCE_IN_OTHER_REGION", "Instance {instance} is in another region",
		"One more instance is in another region",
		"The instance was looked for in one region, and the API found it in another.",
		"Set region to the region that the error names.")

	DestinationNotAvailable = define("DESTINATION_NOT_AVAILABLE", "Destination region is not available",
		"Backups of instances in the source region cannot be copied to the destination.",
		"Set destination_region to one of the regions that the error lists.")

	DestinationNotInTable = define("DESTINATION_NOT_IN_TABLE", "Destination region is not known",
		"The provider may not ask the API for the list of destinations, and its own table does not have this one.",
		"Check the spelling. If the region was added since the date of the table, the API accepts it at apply.")

	SourceRegionNotAvailable = define("SOURCE_REGION_NOT_AVAILABLE", "Region {region} has no destinations for copies",
		"The API lists no destinations of copies for the region of the instance, or does not accept the region.",
		"Check region. If it is right, cross-region backup cannot be used there.")

	DiskEncrypted = define("DISK_ENCRYPTED", "Encrypted disk needs an account that is active in the destination region",
		"The disk of the instance is encrypted. The copies need a key in the destination region.",
		"Activate the account in the destination region: open the buy page of ApsaraDB RDS there, and leave without buying.")

	ServiceLinkedRoleMissing = define("SERVICE_LINKED_ROLE_MISSING", "Service-linked role is missing",
		"The account lacks the role AliyunServiceRoleForDBS, which lets backups leave the region.",
		"Let the account owner agree to it once, in Cross-region Backup Settings of any instance in the RDS console.")

	FirstBackupStarts = defineShared("FIRST_BACKUP_STARTS", "Enabling starts a backup of {instance}",
		"Enabling starts a backup of one more instance",
		"The API makes a backup as soon as cross-region backup is switched on: on SQL Server always, otherwise if there is "+
			"no valid backup of the last 24 hours.",
		"Apply when the load is low. Or, except on SQL Server, apply within 24 hours after a backup.")
)

// What was left out of a plan.
var (
	CheckNotPermitted = define("CHECK_NOT_PERMITTED", "Plan check is not permitted: {check}",
		"A call that checks the plan was denied by RAM, so mistakes show only at apply.",
		"Allow the action that the warning names, or set plan_checks = \"OFF\" in the provider block.")

	CheckLeftOut = define("CHECK_LEFT_OUT", "A plan check is left out",
		"A host did not answer, so one check of the plan was not made.",
		"Make the host reachable, or set plan_checks = \"OFF\" in the provider block.")

	PolicyNotChecked = define("POLICY_NOT_CHECKED", "Change of {instance} was not checked and not sent",
		"A call that checks the plan failed earlier in the run, for a reason that concerns all policies.",
		"See the other error of the run for the reason, then apply again.")

	ProviderNotConfigured = define("PROVIDER_NOT_CONFIGURED", "Provider is not configured",
		"The provider block has values that are not known yet, so no call can be made.",
		"Apply what the values come from first, then apply again.")

	PoliciesNotRefreshed = define("POLICIES_NOT_REFRESHED", "Policies were not refreshed",
		"The provider block has values that are not known yet, so policies keep the state of the last run.",
		"Apply what the values come from first to see a complete plan.")
)

// Rules about where copies may go, and checks of a block by itself.
var (
	RetentionBelowMinimum = defineShared("RETENTION_BELOW_MINIMUM", "Retention of {instance} is below the minimum",
		"Retention of one more instance is below the minimum",
		"minimum_retention_days in the provider block is larger than retention_days of the policy.",
		"Set retention_days to the minimum or more. A policy that was below it before is a warning only.")

	ExpiryRefused = define("EXPIRY_REFUSED", "Copies of {instance} may not expire",
		"deletion_policy is DISABLE_AND_EXPIRE, and minimum_retention_days in the provider block forbids that copies expire.",
		"Set deletion_policy = \"DISABLE\" and apply that alone before you destroy.")

	DestinationNotAllowed = define("DESTINATION_NOT_ALLOWED", "Destination region is not allowed",
		"The provider's allowed_destination_regions does not have the destination.",
		"Set one of the regions that it has, or ask for the region to be added to it.")

	MayCrossBorder = define("MAY_CROSS_BORDER", "Copies may cross a border",
		"The provider's cross_border is DENY, and it is not known in which area a region is.",
		"Choose a destination in the same area, or set cross_border = \"WARN\" together with allowed_destination_regions.")

	CrossBorderDenied = define("CROSS_BORDER_DENIED", "Copies would cross a border",
		"The provider's cross_border is DENY, and source and destination are in different areas.",
		"Choose a destination in the same area, or ask for cross_border to be changed.")

	CrossesBorder = define("CROSSES_BORDER", "Copies cross a border",
		"Source and destination are in different areas: Chinese mainland, Hong Kong, overseas.",
		"Once the transfer is agreed to, set cross_border = \"ALLOW\" in the provider block.")

	DestinationIsSource = define("DESTINATION_IS_SOURCE", "Destination is the source region",
		"destination_region is the region of the instance itself. A copy there would be lost together with the region.",
		"Set another region.")

	LogCopyNeedsBackup = define("LOG_COPY_NEEDS_BACKUP", "Log copy needs cross-region backup",
		"log_backup_enabled is true and enabled is false. The API copies logs only while it copies backups.",
		"Set log_backup_enabled to false, or enabled to true.")
)

// Region of a policy, reading and removal.
var (
	RegionChanges = define("REGION_CHANGES", "An instance cannot change its region",
		"The region of the block differs from the region in which the instance is protected.",
		"Set region back, or change instance_id as well if another instance is meant.")

	PolicyInOtherRegion = define("POLICY_IN_OTHER_REGION", "Policy is in another region",
		"The state has a wrong region, and the API found the instance in another one.",
		"Set region to the region that the message names. Before a destroy, run terraform apply -refresh-only.")

	CannotTellGone = define("CANNOT_TELL_GONE", "Cannot tell whether the policy is gone",
		"The instance is not found, and it is not certain that this is the account that the policy was made with.",
		"Check credentials and region. If the instance is really gone, use terraform state rm.")

	WrongAccount = define("WRONG_ACCOUNT", "Wrong account or region",
		"The instance is not found, and its policy was made with another account.",
		"Use credentials of the account that the error names.")

	AccountNotRecorded = define("ACCOUNT_NOT_RECORDED", "Account of policies is not recorded",
		"The account of the credentials could not be read. Without it, a policy does not leave the state when its instance "+
			"is gone.",
		"Make STS reachable. The next run then records the account.")

	ProviderDefect = define("PROVIDER_DEFECT", "Provider has a defect",
		"Something happened that the provider does not expect of itself.",
		"Report it with the provider's version.")
)

// Adoption, import, moved and query.
var (
	PolicyAdopted = define("POLICY_ADOPTED", "Existing policy is adopted",
		"Cross-region backup of the instance is on already with the configured settings, so nothing is written.",
		"Check that no other configuration manages the policy: two of them undo each other's changes.")

	PolicyImported = define("POLICY_IMPORTED", "Imported policies may be managed elsewhere too",
		"The run imports policies. The API does not tell whether another configuration manages them. It is said once for a "+
			"run.",
		"Check that no other configuration manages the policies: two of them undo each other's changes.")

	NotAnImportID = define("NOT_AN_IMPORT_ID", "Not an import id",
		"The text cannot be the id of a policy.",
		"Import takes <region>:<instance_id>, or a bare instance id in the provider's region.")

	ImportNotFound = define("IMPORT_NOT_FOUND", "Instance to import is not found",
		"The account has no instance with this id in this region.",
		"Check the id and the credentials, and name the region before the id.")

	ImportInOtherRegion = define("IMPORT_IN_OTHER_REGION", "Instance to import is in another region",
		"The instance was looked for in one region, and the API found it in another.",
		"Import it with the id that the error shows.")

	ImportNeverEnabled = defineShared("IMPORT_NEVER_ENABLED", "No settings to import for {instance}",
		"No settings to import for one more instance",
		"The instance never had cross-region backup, so the API has no destination and no retention of it.",
		"Write the settings into the resource block, with enabled = false. To enable the feature, leave out the import.")

	CannotMove = define("CANNOT_MOVE", "Cannot move the policy",
		"The moved block starts from a state that this provider cannot take over.",
		"Write an import block in place of the moved block, as the error shows.")

	MovedNotFound = define("MOVED_NOT_FOUND", "Moved policy is not found in the provider's region",
		"The state of the moved policy does not say its region, and the instance is not in the provider's region.",
		"Set region on the resource to the region of the instance, then plan again.")

	PoliciesWithoutSettings = define("POLICIES_WITHOUT_SETTINGS", "Policies without settings are left out",
		"The API reports no destination or no retention of some policies, so no configuration can be generated.",
		"Write a resource block with enabled = false and import it, or set enabled = true in the list.")
)
