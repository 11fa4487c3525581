// SPDX-License-Identifier: MPL-2.0

package apicode

// gatewayCodes are the codes of the gateway in front of every API that are not about access.
func gatewayCodes() []Row {
	const endpoint = "Check endpoints in the provider block: each has to be one of the service it is named after."
	return []Row{
		row("InvalidAction* InvalidApi* UnsupportedOperation UnsupportedHTTPMethod", Invalid, KindEndpointWrong, "endpoints",
			"The endpoint does not know this call.",
			endpoint),
		row("InvalidVersion NoSuchVersion", Invalid, KindEndpointWrong, "endpoints",
			"The endpoint does not know this version of the API.",
			endpoint),
		row("Api.NotSupport", Invalid, KindRegionRefused, "region",
			"The API does not offer this call in this region.",
			"Check the region, and endpoints in the provider block."),
		row("InvalidProtocol.NeedSsl", Unknown, KindHTTPSRequired, "protocol",
			"A policy of the account allows HTTPS only, and the provider is set to HTTP.",
			"Remove protocol = \"HTTP\" and the http:// of endpoints from the provider block and its environment "+
				"variables"+again),
		row("SignatureNonceUsed", Unavailable, KindRequestRepeated, "",
			"The API has seen this request before: something on the way sent it twice.",
			"Run the same command again. If this stays, check whether a proxy repeats requests."),
		row("IdempotentParameterMismatch", Invalid, KindRequestRepeated, "",
			"A repeated request differs from the first one.",
			"Run the same command again."),
		row("InvalidTimeStamp* IllegalTimestamp* *Timestamp* *Skew* *RequestExpired*", Credential, KindClockWrong, "",
			"The clock of this machine differs too much from the clock of the API.",
			"{clock}Correct the clock here, for example with NTP"+again),
		row("Throttling* Rejected.Throttling", Throttled, KindRateLimited, "",
			"The account makes more calls than the API accepts.",
			"The provider has already slowed down and repeated the call. Wait a few minutes"+again+" To make "+
				"fewer calls, set max_requests_per_second in the provider block, for example to 5. Calls of other "+
				"tools with the same account count as well."),
		row("InternalError", Unavailable, KindAPIFailed, "",
			"The API failed with an internal error.",
			"Wait a few minutes"+again+" If this stays, open a ticket with Alibaba Cloud that names the request "+
				"id."),
		row("ServiceUnavailable* ExternalFailure RequestMetaDataFailed InvokeProxyFailure "+
			"SqlExecuteFailedOrTimeout", Unavailable, KindAPIFailed, "",
			"The API is not available at the moment.",
			"Wait a few minutes"+again),
	}
}
