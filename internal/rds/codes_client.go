// SPDX-License-Identifier: MPL-2.0

package rds

// clientCodes are the package's own codes.
func clientCodes() []CodeInfo {
	const network = "Check the network, the proxy settings (HTTPS_PROXY, NO_PROXY) and the provider's endpoints, then run the same command again."
	return []CodeInfo{
		{
			codeAbsent, ClassAbsent, "The instance does not exist under this account in this region.",
			"Check the instance id, the region, and that the credentials belong to the account that owns the instance.", attributeInstance,
		},
		{
			codeReleased, ClassIneligible, "The instance has been released.",
			"Only the retention of its existing backup sets can still be changed. Restore the instance or remove it from the configuration.", attributeInstance,
		},
		{codeConnection, ClassConnection, "The API could not be reached, or the connection broke.", network, ""},
		{codeTimeout, ClassConnection, "The API did not answer in time.", network + " A larger client_read_timeout may help.", ""},
		{
			codeInterrupted, ClassConnection, "The call ended before the API answered, because it was canceled or its time ran out.",
			"Run the same command again.", "",
		},
		{codeEmpty, ClassConnection, "The API answered without content.", "Run the same command again. If it persists, check whether a proxy stands in between.", ""},
		{
			codeForeign, ClassConnection, "The answer does not come from this API, or is damaged.",
			"A proxy, gateway or wrong endpoint may have answered. " + network, attributeEndpoints,
		},
		{codeForeignFailure, ClassUnavailable, "A gateway in front of the API failed.", "Wait a few minutes and run the same command again.", ""},
		{
			codeIncomplete, ClassConnection, "A list could not be read completely, because it changed or broke off while it was read.",
			"Run the command again.", "",
		},
		{
			codeNoKeys, ClassCredential, "There are no usable credentials.",
			"Correct the profile that the cause names, or set access_key and secret_key in the provider block, or ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.", attributeAccessKey,
		},
		{codeInvalidRequest, ClassInvalid, "The call was not sent, because a value in it is malformed.", "Correct the value and run the same command again.", ""},
		{
			codeInvalidRegion, ClassInvalid, "The region is missing or malformed.",
			"Set region to the id of the instance's region, such as cn-hangzhou, here or in the provider block.", attributeRegion,
		},
		{codeInvalidSetID, ClassInvalid, "The backup set id is not a number.", "Use an id from the backup_sets of the data source.", attributeSet},
		{
			codePanic, ClassConnection, "The client failed while it handled the answer.",
			"This is a defect of the provider; please report it with the provider version. The call may have been executed.", "",
		},
	}
}

// gatewayCodes are the common codes of the gateway in front of every API.
func gatewayCodes() []CodeInfo {
	const skew = "Set the clock of this machine, for example with NTP, then run the same command again."
	const keys = "Check access_key and secret_key in the provider block or the environment. The key must exist and be enabled in the RAM console."
	const renew = "Get a new STS token and set access_key, secret_key and security_token together, from the same answer."
	const permission = "Grant {ram_action} on {resource} to this user or role in RAM, then run the same command again."
	list := []CodeInfo{
		{"InvalidAction.NotFound", ClassInvalid, "The endpoint does not know this action.", "Check that the endpoint in the provider block is one of RDS.", attributeEndpoints},
		{"UnsupportedOperation", ClassInvalid, "The endpoint does not support this action.", "Check that the endpoint in the provider block is one of RDS.", attributeEndpoints},
		{"Api.NotSupport", ClassInvalid, "This region does not offer the action.", "Check the region and the endpoint in the provider block.", attributeRegion},
		{
			"InvalidProtocol.NeedSsl", ClassDenied, "A policy of the account demands HTTPS.",
			"Remove protocol = \"HTTP\" and http:// endpoints from the provider block.", attributeProtocol,
		},
		{"SignatureNonceUsed", ClassUnavailable, "The API has seen this request before; something in between sent it twice.", "Run the same command again.", ""},
		{"IdempotentParameterMismatch", ClassInvalid, "A repeated request differs from the first one.", "Run the same command again.", ""},
		{"Forbidden.RiskControl", ClassDenied, "The account is restricted by risk control.", "Contact the account owner or Alibaba Cloud support.", ""},
		{"Forbidden.NotVerified", ClassDenied, "The account has not been verified.", "Complete the verification of the account in the console.", ""},
		{codeInternalError, ClassUnavailable, "The API failed with an internal error.", "Wait a few minutes and run the same command again. If it persists, give the request id to Alibaba Cloud support.", ""},
		{codeRoleAbsent, ClassUnknown, "The RAM role does not exist.", "Create the role, or have the account owner authorize the service in the console.", ""},
	}
	list = append(list, rows(CodeInfo{"", ClassInvalid, "The endpoint does not know this version of the API.", "Check that the endpoint in the provider block is one of RDS.", attributeEndpoints},
		"InvalidVersion", "NoSuchVersion")...)
	list = append(list, rows(CodeInfo{"", ClassCredential, "The access key does not exist or is disabled.", keys, attributeAccessKey}, "InvalidAccessKeyId*", "MissingAccessKeyId")...)
	list = append(list, rows(CodeInfo{"", ClassCredential, "The security token is missing, expired or does not belong to the access key.", renew, attributeToken},
		"InvalidSecurityToken*", codeTokenExpired, "MissingSecurityToken")...)
	list = append(list, rows(CodeInfo{"", ClassCredential, "The signature is not the one that the API calculated, so the secret key is most probably wrong.", keys, attributeSecretKey},
		"SignatureDoesNotMatch", "IncompleteSignature")...)
	list = append(list, rows(CodeInfo{"", ClassCredential, "The clock of this machine differs too much from the clock of the API.", skew, ""},
		"InvalidTimeStamp*", "IllegalTimestamp*")...)
	list = append(list, rows(CodeInfo{"", ClassDenied, "The user or role may not make this call.", permission, ""},
		"Forbidden*", "NoPermission*", "InvalidUserOperatorPermission", "UserPermissionFailure")...)
	list = append(list, rows(CodeInfo{
		"", ClassThrottled, "Too many calls were made in a short time.",
		"Wait a minute and run the same command again, or lower the load on the account, for example with terraform apply -parallelism=5.", "",
	},
		"Throttling*", "Rejected.Throttling")...)
	list = append(list, rows(CodeInfo{"", ClassUnavailable, "The API is temporarily not available.", "Wait a few minutes and run the same command again.", ""},
		"ServiceUnavailable*", "ServiceUnAvailable*", "ExternalFailure", "RequestMetaDataFailed", "InvokeProxyFailure", "CommodityServiceCalling.Exception", "SqlExecuteFailedOrTimeout")...)
	return list
}
