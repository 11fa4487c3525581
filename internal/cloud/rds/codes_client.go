// SPDX-License-Identifier: MPL-2.0

package rds

import "slices"

// clientCodes are the package's own codes for calls that were not sent or not answered in full.
func clientCodes() []CodeInfo {
	return slices.Concat(
		same(ClassAbsent, attributeInstance, "The instance does not exist under this account in this region.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the instance.", codeAbsent),
		same(ClassIneligible, attributeInstance, "The instance has been released.",
			"Only retention_days can still be changed, for the copies left behind. Set everything else back, or remove the resource.", codeReleased),
		same(ClassConnection, "", "The call ended before the API answered, because it was canceled or its time ran out.", "Run the same command again.", codeInterrupted),
		same(ClassUnreadable, "", "A list changed or broke off while it was read, so that it is not complete.", "Run the same command again.", codeIncomplete),
		only(same(ClassUnreadable, "", "STS answered, but handed out no keys.", "Check endpoints.sts and whether a proxy stands in between"+again, codeIncomplete),
			actionAssume, actionAssumeOIDC),
		same(ClassCredential, attributeAccessKey, "The provider has no usable credentials.",
			"Correct what the cause names. Or set access_key and secret_key in the provider block, or a profile.", codeNoKeys),
		same(ClassInvalid, "", "The call was not sent, because a value in it is malformed.", "Correct the value that the cause names"+again, codeInvalidRequest),
		same(ClassInvalid, attributeRegion, "The region is missing, or is no id such as cn-hangzhou.",
			"Set region to that of the instance, here or in the provider block.", codeInvalidRegion),
		same(ClassInvalid, attributeSet, "The backup set id is not a number such as 14377.", "Use an id that the data source apsaradb_rds_cross_region_backup_sets lists.", codeInvalidSetID),
		same(ClassUnreadable, "", "The provider failed while it handled the answer. The call may have been executed.",
			"This is a defect of the provider: report it with the provider's version. Run the same command again to see what was done.", codePanic),
	)
}

// connectionCodes are the package's own codes for answers that did not arrive, or do not come from the API.
func connectionCodes() []CodeInfo {
	const network = "Check the network, the proxy variables HTTPS_PROXY and NO_PROXY, and endpoints in the provider block" + again
	return slices.Concat(
		same(ClassConnection, "", "The API could not be reached, or the connection broke.", network, codeConnection),
		same(ClassConnection, "", "The API did not answer in time.", network+" If the network is slow, set a larger client_read_timeout.", codeTimeout),
		same(ClassConnection, "", "The API could not be reached in time, so that the call was not sent.",
			network+" If the network is slow, set a larger client_connect_timeout.", codeConnectTimeout),
		same(ClassUnreadable, "", "The API answered without content.", "Run the same command again. If this stays, check whether a proxy stands in between.", codeEmpty),
		same(ClassUnreadable, attributeEndpoints, "The answer does not come from this API, or is damaged.",
			"A proxy, a login page or a wrong endpoint may have answered. "+network, codeForeign),
		same(ClassUnavailable, "", "A gateway in front of the API failed.", "Wait a few minutes"+again, codeForeignFailure),
	)
}

// gatewayCodes are the codes of the gateway in front of every API that are not about access.
func gatewayCodes() []CodeInfo {
	const endpoint = "Check endpoints in the provider block: each has to be one of the service it is named after."
	return slices.Concat(
		same(ClassInvalid, attributeEndpoints, "The endpoint does not know this call.", endpoint, "InvalidAction*", "UnsupportedOperation", "UnsupportedHTTPMethod"),
		same(ClassInvalid, attributeEndpoints, "The endpoint does not know this version of the API.", endpoint, "InvalidVersion", "NoSuchVersion"),
		same(ClassInvalid, attributeRegion, "The API does not offer this call in this region.", "Check the region, and endpoints in the provider block.", "Api.NotSupport"),
		same(ClassDenied, attributeProtocol, "A policy of the account allows HTTPS only, and the provider is set to HTTP.",
			"Remove protocol = \"HTTP\" and the http:// of endpoints from the provider block and its environment variables"+again, "InvalidProtocol.NeedSsl"),
		same(ClassUnavailable, "", "The API has seen this request before: something on the way sent it twice.",
			"Run the same command again. If this stays, check whether a proxy repeats requests.", "SignatureNonceUsed"),
		same(ClassInvalid, "", "A repeated request differs from the first one.", "Run the same command again.", "IdempotentParameterMismatch"),
		same(ClassCredential, "", "The clock of this machine differs too much from the clock of the API.",
			"{clock}Correct the clock here, for example with NTP"+again, "InvalidTimeStamp*", "IllegalTimestamp*"),
		same(ClassThrottled, "", "The account makes more calls than the API accepts.",
			"The provider has already slowed down and repeated the call. Wait a few minutes"+again+" To make fewer calls, set max_requests_per_second in the provider block, for example to 5. "+
				"Calls of other tools with the same account count as well.", "Throttling*", "Rejected.Throttling"),
		same(ClassUnavailable, "", "The API failed with an internal error.",
			"Wait a few minutes"+again+" If this stays, open a ticket with Alibaba Cloud that names the request id.", codeInternalError),
		same(ClassUnavailable, "", "The API is not available at the moment.", "Wait a few minutes"+again,
			"ServiceUnavailable*", "ServiceUnAvailable*", "ExternalFailure", "RequestMetaDataFailed", "InvokeProxyFailure", "SqlExecuteFailedOrTimeout"),
	)
}
