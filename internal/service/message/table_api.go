// SPDX-License-Identifier: MPL-2.0

package message

import (
	"slices"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// OfKind returns the row that says what went wrong with a call. The kinds of package apicode are codes of this list.
func OfKind(kind apicode.Kind) Message {
	i := slices.IndexFunc(table, func(m Message) bool { return m.Code == string(kind) })
	if i < 0 {
		return callFailed
	}
	return table[i]
}

func defineKind(kind apicode.Kind, headline, cause, remedy string) Message {
	return define(string(kind), headline, cause, remedy)
}

// Keys, tokens and roles.
var _ = []Message{
	defineKind(apicode.KindAccessKeyUnknown, "Access key does not exist",
		"The API knows no access key with this id. It was deleted, or its id has a typing error.",
		"Correct the id where the error says that it came from, or use another key."),
	defineKind(apicode.KindAccessKeyDisabled, "Access key is disabled",
		"The access key exists, and somebody disabled it in the RAM console.",
		"Enable it there, or use another key."),
	defineKind(apicode.KindAccessKeyRefused, "Access key is refused",
		"The API does not take the access key, and does not say exactly why.",
		"Check in the RAM console that the key exists and is enabled, and whose it is."),
	defineKind(apicode.KindSecretKeyWrong, "Secret key is wrong",
		"The secret key is not the one that was issued with the access key. Perhaps it was not copied whole.",
		"Set the secret of this access key where the error says that the keys came from."),
	defineKind(apicode.KindTokenExpired, "Security token has expired",
		"The keys are temporary ones, and their time is over.",
		"Get new keys from the source that the error names. A wrong clock has the same effect."),
	defineKind(apicode.KindTokenOfOtherKey, "Security token is that of another access key",
		"Access key and security token were not issued together.",
		"Set access key, secret key and token together, from one answer of STS."),
	defineKind(apicode.KindTokenRefused, "Security token is refused",
		"The API does not take the security token. Perhaps it was not copied whole.",
		"Set access key, secret key and token together, from one answer of STS."),
	defineKind(apicode.KindTokenMissing, "Security token is missing",
		"The access key is a temporary one, which works only together with its security token.",
		"Set the token in the same place as the key."),
	defineKind(apicode.KindOIDCTokenExpired, "Token of the identity provider has expired",
		"A role was to be assumed with a token whose time is over.",
		"Let the identity provider write a new token into the file that oidc_token_file names."),
	defineKind(apicode.KindOIDCTokenRefused, "Token of the identity provider is refused",
		"STS does not take the token: its issuer, its audience or its signature is not the one that RAM knows.",
		"Compare oidc_provider_arn and the token with the identity provider in RAM."),
	defineKind(apicode.KindClockWrong, "Clock of this machine is wrong",
		"The time of a call differs too much from the time of the API, which takes at most 15 minutes.",
		"Correct the clock of this machine, for example with NTP."),
	defineKind(apicode.KindRoleDenied, "Role may not be assumed",
		"STS does not let the caller assume the RAM role.",
		"Allow sts:AssumeRole to the caller, and name the caller in the trust policy of the role."),
	defineKind(apicode.KindRoleNotFound, "Role or identity provider does not exist",
		"RAM has no role, or no identity provider, with the name that the provider block or the environment has.",
		"Correct role_arn or oidc_provider_arn: the account id, and the name."),
	defineKind(apicode.KindRoleSettingRefused, "Setting of the role is refused",
		"STS does not take the ARN, the name, the length or the policy of the session.",
		"Correct the argument that the error names."),
	defineKind(apicode.KindPermissionDenied, "RAM does not allow {action}",
		"The user or role of the credentials lacks the permission for a call, or a policy denies it.",
		"Allow the action on the resource that the error names, in a RAM policy."),
	defineKind(apicode.KindCallRefused, "API refuses the call",
		"The API refuses the call, and its code does not say whether a permission is missing.",
		"Go by the API's own words, which the error has."),
}

// The way to the API, and its answers.
var _ = []Message{
	defineKind(apicode.KindHostUnknown, "Host {host} is not known to DNS",
		"The name of the host that was called cannot be resolved. The error says which setting named the host.",
		"Correct that setting, or the DNS of this machine."),
	defineKind(apicode.KindHostUnreachable, "Host {host} cannot be reached",
		"There was no connection to the host, or it broke. The error says which setting named the host.",
		"Correct that setting, or allow the host in the firewall or the proxy."),
	defineKind(apicode.KindHostSilent, "Host {host} does not answer in time",
		"The call was sent, and no answer came in the time that calls have.",
		"Check the network and the setting that named the host. On a slow network, set a larger client_read_timeout."),
	defineKind(apicode.KindCertificateUntrusted, "Certificate of {host} is not trusted",
		"A proxy inspects TLS, or another server answers in place of the API. Nothing was sent.",
		"Add the CA of the proxy to those of the system, or correct the endpoint."),
	defineKind(apicode.KindProxyUnreachable, "Proxy cannot be reached",
		"HTTPS_PROXY or HTTP_PROXY names a proxy, and there was no connection to it.",
		"Correct the variable, or list the host in NO_PROXY."),
	defineKind(apicode.KindProxyRefuses, "Proxy does not connect to {host}",
		"The proxy that HTTPS_PROXY or HTTP_PROXY names refused to connect to the host.",
		"Allow the host in the proxy, or list it in NO_PROXY."),
	defineKind(apicode.KindGatewayFailed, "Gateway in front of {host} failed",
		"The answer has an HTTP status of 500 or more and no error code, so that it does not come from the API itself.",
		"Wait a few minutes, then run the same command again. If it stays, check the proxy and the endpoint."),
	defineKind(apicode.KindEndpointWrong, "Endpoint {host} is not one of this API",
		"The host answered that it does not know the call. It is the endpoint of another service or another region.",
		"Correct the setting that the error names."),
	defineKind(apicode.KindHTTPSRequired, "Account allows HTTPS only",
		"The provider is set to HTTP, and a policy of the account allows HTTPS only.",
		"Remove protocol = \"HTTP\" and http:// from the settings of the provider."),
	defineKind(apicode.KindAnswerUnreadable, "Answer does not come from the API",
		"The answer has another form than the API's: a proxy, a login page or a wrong endpoint may have sent it.",
		"Check HTTPS_PROXY, NO_PROXY and the endpoint."),
	defineKind(apicode.KindAnswerMisdirected, "Answer is about something else",
		"The API answered about another instance, region or account than was asked.",
		"Check the ids, and whether a proxy stands in between."),
	defineKind(apicode.KindListChanged, "List changed while it was read",
		"A list broke off or changed between two pages, so that it is not complete.",
		"Run the same command again."),
	defineKind(apicode.KindRequestRepeated, "Request arrived twice",
		"The API has seen the same request before, so something on the way sent it twice.",
		"Run the same command again. If it stays, check whether a proxy repeats requests."),
	defineKind(apicode.KindRateLimited, "Rate limit of the API is exceeded",
		"The account makes more calls than the API accepts, also after the provider has slowed down.",
		"Wait a few minutes. To make fewer calls, set max_requests_per_second in the provider block."),
	defineKind(apicode.KindAPIFailed, "API failed",
		"The API could not do its work. It says so itself, or has HTTP status 500 or more.",
		"Wait a few minutes, then run the same command again."),
	defineKind(apicode.KindOperationTimedOut, "Time of the operation ran out",
		"The operation took longer than its timeout.",
		"Run the same command again, or set a longer timeout in the timeouts block."),
	defineKind(apicode.KindOperationCanceled, "Operation was canceled",
		"Somebody ended the run, for example with Ctrl-C.",
		"Run the same command again: the policy is read first."),
	defineKind(apicode.KindUnknownCode, "API refused a call with {code}",
		"This version of the provider does not know the code.",
		"Go by the API's own words, or look up the code at https://api.aliyun.com/troubleshoot."),
}

// The account.
var _ = []Message{
	defineKind(apicode.KindAccountRestricted, "Account is restricted",
		"Risk control, or a rule of the reseller, keeps the account from this.",
		"Let the account owner look for a notice in the console."),
	defineKind(apicode.KindOwnerNotVerified, "Owner of the account is not verified",
		"The identity, or another fact about the owner of the account, is missing.",
		"Let the account owner complete it in the console."),
	defineKind(apicode.KindAccountOverdue, "Account has overdue bills or is frozen",
		"The account owes money, or is frozen for another reason.",
		"Let the account owner look for a notice in the console, and pay what is due."),
	defineKind(apicode.KindNotOpenToAccount, "Product or feature is not open to the account",
		"The account has not opened the product, or the feature has not been opened to it.",
		"Let the account owner open it in the console, or open a ticket with Alibaba Cloud."),
	defineKind(apicode.KindQuotaExceeded, "Quota of the account is used up",
		"A quota of the account, or of the instance, is used up.",
		"Raise it in the Quota Center of the console, or wait where it is one by the day."),
	defineKind(apicode.KindPaymentNotPossible, "Account cannot pay",
		"The account has no means of payment, or its balance is used up.",
		"Top up the account, or add a means of payment, in the console."),
}

// The instance, its regions, and what was asked of it.
var _ = []Message{
	defineKind(apicode.KindInstanceNotShown, "API does not show instance {instance}",
		"The API found nothing for the instance, and its code does not prove that the instance is gone.",
		"Check the id, the region, and the account of the credentials."),
	defineKind(apicode.KindInstanceBusy, "Instance {instance} is busy",
		"The instance executes another task, and takes no change meanwhile.",
		"Wait until the instance is Running, then run the same command again."),
	defineKind(apicode.KindInstanceStopped, "Instance {instance} does not run",
		"The instance is stopped or locked, and does not start by itself.",
		"Start or unlock it in the RDS console, then run the same command again."),
	defineKind(apicode.KindInstanceNotSupported, "API refuses cross-region backup of {instance}",
		"The engine, version, edition, class, storage or backup method of the instance does not support it.",
		"Go by the error: it says which of them, and whether it can be changed."),
	defineKind(apicode.KindOrderUnpaid, "Instance {instance} has an unpaid order",
		"The instance takes no change until the order is settled.",
		"Pay or cancel the order in the console, under Orders."),
	defineKind(apicode.KindChangeRefused, "API refuses the change of {instance}",
		"The order system or the kind of the instance rules the change out, for no reason of cross-region backup.",
		"Look at the instance and its orders in the console."),
	defineKind(apicode.KindEncryptionKeyUnusable, "Encryption key of {instance} cannot be used",
		"The key that encrypts the disk is disabled or gone, or RDS may not use it.",
		"Look at the key in the KMS console."),
	defineKind(apicode.KindDiskNotEncrypted, "Disk of {instance} is not encrypted",
		"The API was asked for the key of a disk that has none.",
		"Nothing needs to be done."),
	defineKind(apicode.KindRegionRefused, "API does not take region {region}",
		"The region does not exist, is not open to the account, or does not have the call.",
		"Set region to a region id that the account may use, such as cn-hangzhou."),
	defineKind(apicode.KindDestinationRefused, "API does not take the destination region",
		"The destination region does not exist, or is not open to the account.",
		"Set destination_region to a region id that the account may use."),
	defineKind(apicode.KindBackupSetNotFound, "Backup set does not exist",
		"No backup set has this id. It may have expired.",
		"Use an id that the data source apsaradb_rds_cross_region_backup_sets lists."),
	defineKind(apicode.KindValueRefused, "API refuses a value",
		"A value in the call is missing or wrong. The API's message may name it.",
		"Correct the argument that the error names."),
}

// Settings of the provider that decide where calls go and as whom.
var (
	CredentialsUnusable = define("CREDENTIALS_UNUSABLE", "Credentials cannot be used",
		"The place that was chosen for credentials has none that work: a file, a profile, a command or a server.",
		"Correct what the error names, or name other credentials in the provider block.")

	NoCredentials = defineKind(apicode.KindMissingKeys, "No usable credentials",
		"No place names credentials, or a part of them is missing.",
		"Set access_key and secret_key, a profile, or the environment variables that the error lists.")

	OtherAccount = define("OTHER_ACCOUNT", "Credentials belong to another account",
		"account_id is set, and the credentials are not of that account. Nothing was read or changed.",
		"Use credentials of that account, or correct account_id.")

	ProfileFieldsUnused = define("PROFILE_FIELDS_UNUSED", "Part of the file of profiles has no effect",
		"The profile has fields by which the Alibaba Cloud CLI would use another host or role.",
		"Set what the warning names in the provider block.")

	RegionMissing = define("REGION_MISSING", "Region is missing",
		"Neither the block nor the provider names a region, and there is no default.",
		"Set region in the block or in the provider block, or set the environment variable that the error names.")

	RegionMalformed = defineKind(apicode.KindRegionMalformed, "Region id is not well formed",
		"The text cannot be the id of a region. It may be a zone or a display name.",
		"Write an id such as cn-hangzhou.")
)

// What no code of the API says.
var (
	// SettingsNotConfirmed is a write that was accepted, or may have been, and does not read back.
	SettingsNotConfirmed = define("SETTINGS_NOT_CONFIRMED", "New settings of {instance} are not confirmed",
		"The change was sent, and reading did not show it in the time of the operation. It may still take effect.",
		"Run the same command again: the policy is read first, and nothing is sent if it is as wanted.")

	callFailed = define("OPERATION_FAILED", "Operation failed",
		"Something failed that is no call of the API, such as reading a file.",
		"Go by the cause that the error has.")
)
