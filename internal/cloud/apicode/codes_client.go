// SPDX-License-Identifier: MPL-2.0

package apicode

// The client's own codes, for failures that the API has no code for.
const (
	InstanceAbsent     = "Client.InstanceAbsent"     // an answer for this instance holds no instance
	InstanceReleased   = "Client.InstanceReleased"   // the instance is released, and will never be Running again
	InstanceDeleting   = "Client.InstanceDeleting"   // the instance is being deleted, and will never be Running again
	InstanceIdle       = "Client.InstanceIdle"       // the instance is not Running until somebody acts
	ConnectionFailed   = "Client.ConnectionFailed"   // no connection, or a broken one
	ConnectTimeout     = "Client.ConnectTimeout"     // no connection in time, so that nothing was sent
	HostNotFound       = "Client.HostNotFound"       // the name of the host is not known, so that nothing was sent
	UntrustedHost      = "Client.UntrustedHost"      // a certificate that is not trusted, so that nothing was sent
	ProxyFailed        = "Client.ProxyFailed"        // no connection to the proxy, so that nothing was sent
	ProxyRefused       = "Client.ProxyRefused"       // the proxy does not connect, so that nothing was sent
	ReadTimeout        = "Client.ReadTimeout"        // no answer in time
	Interrupted        = "Client.Interrupted"        // the caller's own context ended
	EmptyAnswer        = "Client.EmptyAnswer"        // an answer without a body
	ForeignAnswer      = "Client.ForeignAnswer"      // an answer that does not decode
	ForeignFailure     = "Client.ForeignFailure"     // HTTP 5xx without an error code
	OtherRegion        = "Client.OtherRegion"        // an answer about another region than was asked
	OtherInstance      = "Client.OtherInstance"      // an answer about another instance
	OtherCopies        = "Client.OtherCopies"        // an answer about copies that were not asked for
	OtherAccount       = "Client.OtherAccount"       // an answer about another account, or a role of one
	IncompleteList     = "Client.IncompleteList"     // a list that changed or broke off while it was read
	NoCredentials      = "Client.NoCredentials"      // the source of credentials failed
	InvalidRequest     = "Client.InvalidRequest"     // a malformed value, so that nothing was sent
	InvalidRegion      = "Client.InvalidRegion"      // a malformed region, so that nothing was sent
	InvalidBackupSetID = "Client.InvalidBackupSetID" // a malformed backup set id, so that nothing was sent
	Failure            = "Client.Failure"            // a panic while the answer was handled
)

// clientCodes are the package's own codes for calls that were not sent or not answered in full.
func clientCodes() []Row {
	return []Row{
		row(InstanceAbsent, Absent, KindInstanceNotFound, "instance_id",
			"The instance does not exist under this account in this region.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the "+
				"instance."),
		row(OtherRegion, Invalid, KindInstanceElsewhere, "region",
			"The API answered about another region than was asked.",
			"{elsewhere}"),
		row(OtherInstance, Invalid, KindAnswerMisdirected, "instance_id",
			"The API answered about something else than what was asked.",
			"Check instance_id, letter by letter. If it is right, check whether a proxy stands in between"+again),
		row(OtherCopies, Invalid, KindAnswerMisdirected, "",
			"The API answered about other copies than were asked for.",
			"Read without destination_region and the id of a copy, and choose from the result. If that fails too, check "+
				"whether a proxy stands in between"+again),
		row(OtherAccount, Credential, KindAnswerMisdirected, "",
			"The API answered about another account or role than was asked.",
			"Check the credentials, endpoints in the provider block, and whether a proxy stands in between"+again),
		row(Interrupted, Connection, KindOperationTimedOut, "",
			"The call ended before the API answered, because it was canceled or its time ran out.",
			"Run the same command again."),
		row(IncompleteList, Unreadable, KindListChanged, "",
			"A list changed or broke off while it was read, so that it is not complete.",
			"Run the same command again."),
		row(IncompleteList, Unreadable, KindAnswerUnreadable, "",
			"STS answered, but handed out no keys.",
			"Check endpoints.sts and whether a proxy stands in between"+again).in(assumeRole, assumeRoleWithOIDC),
		row(NoCredentials, Credential, KindMissingKeys, "access_key",
			"The provider has no usable credentials.",
			"Correct what the cause names. Or set access_key and secret_key in the provider block, or a profile."),
		row(InvalidRequest, Invalid, KindValueRefused, "",
			"The call was not sent, because a value in it is malformed.",
			"Correct the value that the cause names"+again),
		row(InvalidRegion, Invalid, KindRegionMalformed, "region",
			"The region is missing, or is no id such as cn-hangzhou.",
			"Set region to that of the instance, here or in the provider block."),
		row(InvalidBackupSetID, Invalid, KindNotACopyID, "backup_set_id",
			"The backup set id is not a number such as 14377.",
			"Use an id that the data source apsaradb_rds_cross_region_backup_sets lists."),
		row(Failure, Unreadable, KindProviderDefect, "",
			"The provider failed while it handled the answer. The call may have been executed.",
			"This is a defect of the provider: report it with the provider's version. Run the same command again to "+
				"see what was done."),
	}
}

// connectionCodes are the package's own codes for answers that did not arrive, or do not come from the API.
func connectionCodes() []Row {
	const proxy = " If the host needs no proxy, list it in NO_PROXY."
	return []Row{
		row(ConnectionFailed, Connection, KindHostUnreachable, "",
			"{Host} could not be reached, or the connection broke.",
			"{open}"),
		row(ReadTimeout, Connection, KindHostSilent, "",
			"{Host} did not answer in time.",
			"{open}{slower}"),
		row(ConnectTimeout, Connection, KindHostUnreachable, "",
			"{Host} could not be reached in time, so that the call was not sent.",
			"{open}{slower}"),
		row(HostNotFound, Connection, KindHostUnknown, "",
			"The name of {host} could not be resolved.",
			"Check the DNS of this machine. {open}"),
		row(UntrustedHost, Connection, KindCertificateUntrusted, "",
			"The certificate of {host} is not trusted, so that the call was not sent.",
			"If a proxy inspects TLS, add its CA certificate to those of the system. On Linux, you can also name a file "+
				"with all CA certificates in the variable SSL_CERT_FILE. Otherwise another server answers in place of "+
				"the API: check {endpoint}."),
		row(ProxyFailed, Connection, KindProxyUnreachable, "",
			"The proxy could not be reached, so that {host} was not called.",
			"Check the proxy variables HTTPS_PROXY and NO_PROXY"+again+proxy),
		row(ProxyRefused, Connection, KindProxyRefuses, "",
			"The proxy does not connect to {host}.",
			"Allow the host in the proxy. After HTTP 407, put the user and the password of the proxy into the variable "+
				"HTTPS_PROXY."+proxy),
		row(EmptyAnswer, Unreadable, KindAnswerUnreadable, "",
			"The API answered without content.",
			"Run the same command again. If this stays, check whether a proxy stands in between."),
		row(ForeignAnswer, Unreadable, KindAnswerUnreadable, "endpoints",
			"The answer{from} does not come from this API, or is damaged.",
			"A proxy, a login page or a wrong endpoint may have answered. Check HTTPS_PROXY, NO_PROXY and {endpoint}"+again),
		row(ForeignFailure, Unavailable, KindGatewayFailed, "",
			"A gateway in front of the API failed.",
			"Wait a few minutes"+again),
	}
}
