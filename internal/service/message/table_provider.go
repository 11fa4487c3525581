// SPDX-License-Identifier: MPL-2.0

package message

// The provider block and the environment.
var (
	NoMeaningHere = define("NO_MEANING_HERE", "Argument has no meaning in this provider",
		"The block has an argument of the official alicloud provider that concerns no call of this one.",
		"Delete it, or write what the error names instead. A block of alicloud keeps it.")

	InvalidEndpoint = define("INVALID_ENDPOINT", "Endpoint is not valid",
		"The value is no host, host:port or URL without a path.",
		"Write a host such as rds.aliyuncs.com, or remove the endpoint to call the public one.")

	MissingArgument = define("MISSING_ARGUMENT", "Required argument is missing",
		"A block that assumes a role needs the argument, in the block or in the environment.",
		"Set it, or remove the block.")

	PolicyNotJSON = define("POLICY_NOT_JSON", "Policy is not JSON",
		"The argument policy of a role does not parse as JSON.",
		"Write it with jsonencode(), as a RAM policy with Version and Statement.")

	InvalidVariable = define("INVALID_VARIABLE", "Invalid value of an environment variable",
		"An environment variable that sets an argument of the provider block has a value that the argument does not take.",
		"Correct or unset the variable, or set the argument in the provider block.")

	StrayCharacters = define("STRAY_CHARACTERS", "Value has characters that do not belong to it",
		"A key, an id or an address has a blank, a line end, a quote or a character outside of ASCII in it.",
		"Copy the value again. It is not shown, because it may be secret.")

	UnknownRegion = define("UNKNOWN_REGION", "Region is not known",
		"The id has the form of a region id, and no region that this version of the provider knows has it.",
		"Correct the id. If it is meant, set skip_region_validation = true in the provider block.")

	InvalidUserAgent = define("INVALID_USER_AGENT", "Value cannot be sent as user agent",
		"configuration_source goes into an HTTP header: at most 1024 printable ASCII characters on one line.",
		"Shorten or correct it.")

	ExternalSourcesOff = define("EXTERNAL_SOURCES_OFF", "Credentials URI is switched off",
		"A credentials URI is named, and an environment variable switches such services off.",
		"Unset the variable that the error names, or name other credentials.")

	IncompleteCredentials = define("INCOMPLETE_CREDENTIALS", "Credentials are incomplete",
		"access_key, secret_key and security_token belong together, and a part of them is missing in the same place.",
		"Set the missing part in the same place, or remove the others.")

	VariableWithoutEffect = define("VARIABLE_WITHOUT_EFFECT", "Environment variable has no effect",
		"A variable is set by which another program would choose the account, the endpoint or the role.",
		"Set the argument or the variable that the warning names, or unset the one without effect.")

	RoleNotAssumed = define("ROLE_NOT_ASSUMED", "Role of the environment is not assumed",
		"A variable names a role, and the provider block has no block assume_role.",
		"Write an empty block assume_role to assume it, or unset the variable.")
)
