// SPDX-License-Identifier: MPL-2.0

package message

// The data source of a fleet.
var (
	CoverageAccountUnknown = define("COVERAGE_ACCOUNT_UNKNOWN", "Account of the coverage is unknown",
		"STS did not report the account of the credentials. Only account_id is null; everything else is complete.",
		"Allow the credentials to call sts:GetCallerIdentity, or ignore the warning.")

	EngineNotReported = define("ENGINE_NOT_REPORTED", "Engine of {instance} is not reported",
		"The API does not report the engine of an instance, so the filter engines cannot decide whether it belongs to the "+
			"fleet. If it were left out, its policy could be destroyed.",
		"Remove engines, or add the instance to exclude_instance_ids.")

	InstanceInTwoRegions = define("INSTANCE_IN_TWO_REGIONS", "Instance {instance} is listed in two regions",
		"An instance is in one region. Probably the endpoint of one region answers for the other.",
		"Check endpoints in the provider block. To go on without the instance, add it to exclude_instance_ids.")
)
