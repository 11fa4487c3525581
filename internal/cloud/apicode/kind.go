// SPDX-License-Identifier: MPL-2.0

package apicode

// Kind says what went wrong, in the words of the user. Its value is the code of the message that the user reads.
// The class of a code decides what the client does; the kind decides what is said.
type Kind string

// Kinds about the keys, and about who may call.
const (
	KindMissingKeys        Kind = "NO_CREDENTIALS"
	KindAccessKeyUnknown   Kind = "ACCESS_KEY_UNKNOWN"
	KindAccessKeyDisabled  Kind = "ACCESS_KEY_DISABLED"
	KindAccessKeyRefused   Kind = "ACCESS_KEY_REFUSED"
	KindSecretKeyWrong     Kind = "SECRET_KEY_WRONG"
	KindTokenExpired       Kind = "TOKEN_EXPIRED"
	KindTokenOfOtherKey    Kind = "TOKEN_OF_OTHER_KEY"
	KindTokenRefused       Kind = "TOKEN_REFUSED"
	KindTokenMissing       Kind = "TOKEN_MISSING"
	KindOIDCTokenExpired   Kind = "OIDC_TOKEN_EXPIRED"
	KindOIDCTokenRefused   Kind = "OIDC_TOKEN_REFUSED"
	KindClockWrong         Kind = "CLOCK_WRONG"
	KindRoleDenied         Kind = "ROLE_DENIED"
	KindRoleNotFound       Kind = "ROLE_NOT_FOUND"
	KindRoleSettingRefused Kind = "ROLE_SETTING_REFUSED"
	KindPermissionDenied   Kind = "PERMISSION_DENIED"
	KindCallRefused        Kind = "CALL_REFUSED"

	KindServiceLinkedRoleMissing Kind = "SERVICE_LINKED_ROLE_MISSING"
)

// Kinds about the way to the API, and its answers.
const (
	KindHostUnknown          Kind = "HOST_UNKNOWN"
	KindHostUnreachable      Kind = "HOST_UNREACHABLE"
	KindHostSilent           Kind = "HOST_SILENT"
	KindCertificateUntrusted Kind = "CERTIFICATE_UNTRUSTED"
	KindProxyUnreachable     Kind = "PROXY_UNREACHABLE"
	KindProxyRefuses         Kind = "PROXY_REFUSES"
	KindGatewayFailed        Kind = "GATEWAY_FAILED"
	KindEndpointWrong        Kind = "ENDPOINT_WRONG"
	KindHTTPSRequired        Kind = "HTTPS_REQUIRED"
	KindAnswerUnreadable     Kind = "ANSWER_UNREADABLE"
	KindAnswerMisdirected    Kind = "ANSWER_MISDIRECTED"
	KindListChanged          Kind = "LIST_CHANGED"
	KindRequestRepeated      Kind = "REQUEST_REPEATED"
	KindRateLimited          Kind = "RATE_LIMITED"
	KindAPIFailed            Kind = "API_FAILED"
	KindOperationTimedOut    Kind = "OPERATION_TIMED_OUT"
	KindOperationCanceled    Kind = "OPERATION_CANCELED"
	KindUnknownCode          Kind = "UNKNOWN_API_CODE"
	KindProviderDefect       Kind = "PROVIDER_DEFECT"
)

// Kinds about the account.
const (
	KindAccountRestricted  Kind = "ACCOUNT_RESTRICTED"
	KindOwnerNotVerified   Kind = "OWNER_NOT_VERIFIED"
	KindAccountOverdue     Kind = "ACCOUNT_OVERDUE"
	KindNotOpenToAccount   Kind = "NOT_OPEN_TO_ACCOUNT"
	KindQuotaExceeded      Kind = "QUOTA_EXCEEDED"
	KindPaymentNotPossible Kind = "PAYMENT_NOT_POSSIBLE"
)

// Kinds about the instance, its regions and what was asked of it.
const (
	KindInstanceNotFound        Kind = "INSTANCE_NOT_FOUND"
	KindInstanceNotShown        Kind = "INSTANCE_NOT_SHOWN"
	KindInstanceElsewhere       Kind = "INSTANCE_IN_OTHER_REGION"
	KindInstanceBusy            Kind = "INSTANCE_BUSY"
	KindInstanceStopped         Kind = "INSTANCE_STOPPED"
	KindInstanceLocked          Kind = "INSTANCE_LOCKED"
	KindInstanceDeleting        Kind = "INSTANCE_DELETING"
	KindInstanceReleased        Kind = "INSTANCE_RELEASED"
	KindInstanceNotSupported    Kind = "INSTANCE_NOT_SUPPORTED"
	KindOrderUnpaid             Kind = "ORDER_UNPAID"
	KindChangeRefused           Kind = "CHANGE_REFUSED"
	KindEncryptionKeyUnusable   Kind = "ENCRYPTION_KEY_UNUSABLE"
	KindDiskEncrypted           Kind = "DISK_ENCRYPTED"
	KindDiskNotEncrypted        Kind = "DISK_NOT_ENCRYPTED"
	KindRegionMalformed         Kind = "REGION_MALFORMED"
	KindRegionRefused           Kind = "REGION_REFUSED"
	KindSourceNotAvailable      Kind = "SOURCE_REGION_NOT_AVAILABLE"
	KindDestinationRefused      Kind = "DESTINATION_REFUSED"
	KindDestinationNotAvailable Kind = "DESTINATION_NOT_AVAILABLE"
	KindBackupSetNotFound       Kind = "BACKUP_SET_NOT_FOUND"
	KindNotACopyID              Kind = "NOT_A_COPY_ID"
	KindValueRefused            Kind = "VALUE_REFUSED"
)

// OfRun reports whether a cause concerns a whole run, or all of it in one region, and not one instance.
func (k Kind) OfRun() bool {
	switch k {
	case KindMissingKeys, KindAccessKeyUnknown, KindAccessKeyDisabled, KindAccessKeyRefused, KindSecretKeyWrong,
		KindTokenExpired, KindTokenOfOtherKey, KindTokenRefused, KindTokenMissing, KindOIDCTokenExpired,
		KindOIDCTokenRefused, KindClockWrong, KindRoleDenied, KindRoleNotFound, KindRoleSettingRefused,
		KindPermissionDenied,
		KindHostUnknown, KindHostUnreachable, KindHostSilent, KindCertificateUntrusted, KindProxyUnreachable,
		KindProxyRefuses, KindGatewayFailed, KindEndpointWrong, KindHTTPSRequired, KindRateLimited,
		KindAccountRestricted, KindOwnerNotVerified, KindAccountOverdue, KindNotOpenToAccount,
		KindRegionRefused, KindSourceNotAvailable:
		return true
	default:
		return false
	}
}
