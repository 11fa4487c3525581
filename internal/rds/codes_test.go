// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"strings"
	"testing"
)

func TestCodes_everyDocumentedCodeHasARow(t *testing.T) {
	t.Parallel()
	documented := map[Class]string{
		ClassAbsent: `InvalidDBInstanceId.NotFound InvalidDBInstanceName.NotFound InvalidDBInstance.NotFound Client.InstanceAbsent`,
		ClassBusy: `IncorrectDBInstanceState InvalideStatus.Format OperationDenied.DBInstanceStatus OperationDenied.DBStatus OperationDenied.DBClusterStatus
			OperationDenied.ReadDBInstanceStatus OperationDenied.MasterDBInstanceState ConcurrentTaskExceeded LockTimeout InstanceConnectTimeoutFault
			Database.ConnectError OperationDenied.OutofUsage ReadDBInstance.Mismatch TimeoutRetryLater ConnectTimeoutRetryLater`,
		ClassThrottled: `Throttling Throttling.User Throttling.Api Rejected.Throttling`,
		ClassDenied: `InvalidUserOperatorPermission OrderStatus.UnPaid InvalidProtocol.NeedSsl Forbidden.RAM Forbidden NoPermission Forbidden.RiskControl
			Forbidden.NotVerified Order.NoRealNameAuthentication Pay.InsufficientBalance pay.noCreditCard Pay.NoCreditCard Order.InstHasUnpaidOrder
			noAvailablePaymentMethod BasicInfoUncompleted Risk.RiskControlRejection`,
		ClassCredential: `InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive MissingSecurityToken InvalidSecurityToken.Malformed
			InvalidSecurityToken.MismatchWithAccessKey InvalidSecurityToken.Expired SignatureDoesNotMatch IncompleteSignature InvalidTimeStamp.Expired
			InvalidTimeStamp.Format IllegalTimestamp MissingAccessKeyId`,
		ClassInvalid: `InvalidParameters.Format ParameterAbsence ParameterLeastAssociate InvalidRegion.Format Api.NotSupport InvalidPage.notFound
			InvalidStartTime.Format InvalidEndTime.Format InvalidTime.Format MissingParameter MissingDBInstanceId InvalidParameter InvalidAction.NotFound InvalidVersion NoSuchVersion
			UnsupportedOperation IdempotentParameterMismatch InvalidRegionId InvalidRegion.NotFound InvalidBackupSetID.NotFound Invalid.NextToken
			InvalidDBInstanceType.ValueNotSupported InvalidExpired.Format ByokInsnameAndRegionAllEmpty Order.ComboInstanceNotAllowOperate
			Price.PricingPlanResultNotFound InsufficientAvailableQuota Commodity.InvalidComponent Price.CommoditySys Order.PeriodInvalid
			ContainForbiddenLabelError InvalidParam System.SaleValidateFailed Abs.InvalidAccount.NotFound InvalidConnectionString.Duplicate
			RequiredParam.NotFound Parameters.Invalid InvalidReleasedKeepPolicy.Format InvalidBackupSet OrdTCommodityQueryError InvalidReduceDiskSize
			InvalidVswitchId OperationDenied.ZoneResource`,
		ClassIneligible: `OperationDenied.SwitchToCrossRegionBackup OperationDenied.SwitchToSnapshot OperationDenied.SwitchSnapshotToPhysical
			UnsupportEncryptedSnapshot DstRegionNoUser BackupPolicyNotSupport InvalidDBInstanceEngineType.Format KmsApiError RegionDissolvedEOM
			ProductInstanceReleased IncorrectEngineVersion IncorrectHostType IncorrectDBInstanceType IncorrectDBInstanceEngine IncorrectDBInstanceLockMode
			InvalidDdrStorage.NotFound CrossBackupNotSupport CloudSSDNotSupport InvalidInstanceLevel.Malformed IncorrectMinorVersion InvalidKmsKey
			NotInFlowController InvalidClusterKms RegionEndTimeDissolvedAustralia RegionEndTimeDissolvedIndia InvalidInstanceLevel.DiskType
			ColdData.EngineVersionNotSupport ColdData.MinorVersionNotSupport IncorrectTargetClasscode VpcNetworkTypeNotSupport MirrorInsExists UnsupportedClassCode`,
		ClassUnavailable: `ExternalFailure RequestMetaDataFailed InvokeProxyFailure InternalError ServiceUnavailable ServiceUnAvailable SignatureNonceUsed
			CommodityServiceCalling.Exception SqlExecuteFailedOrTimeout`,
		ClassUnknown: `Request.NotFound HostInfo.NotFound DataNotExist NoActiveBYOK EntityNotExist.Role`,
	}
	for class, codes := range documented {
		for _, code := range strings.Fields(codes) {
			info, ok := LookupCode(code)
			if !ok || info.Class != class {
				t.Errorf("%s: class %v (row found: %v), want %v", code, info.Class, ok, class)
			}
		}
	}
}

func TestCodes_tableIsSound(t *testing.T) {
	t.Parallel()
	attributes := " instance_id region destination_region retention_days log_backup_enabled start_time end_time backup_set_id access_key secret_key security_token protocol endpoints "
	seen := map[string]bool{}
	for _, row := range Codes() {
		if seen[row.Code] {
			t.Errorf("%s has two rows", row.Code)
		}
		seen[row.Code] = true
		if row.Code == "" || !strings.HasSuffix(row.Summary, ".") || !strings.HasSuffix(row.Remedy, ".") {
			t.Errorf("%q: summary and remedy must be sentences: %q, %q", row.Code, row.Summary, row.Remedy)
		}
		if row.Attribute != "" && !strings.Contains(attributes, " "+row.Attribute+" ") {
			t.Errorf("%s: unknown attribute %q", row.Code, row.Attribute)
		}
		if row.Class == ClassAbsent && !strings.HasPrefix(row.Code, "InvalidDBInstance") && row.Code != codeAbsent {
			t.Errorf("%s must not count as absent", row.Code)
		}
	}
}

func TestCodes_unknownCodesGoByStatus(t *testing.T) {
	t.Parallel()
	cases := []struct {
		code   string
		status int
		want   Class
	}{
		{"SomethingNew", 500, ClassUnavailable},
		{"SomethingNew", 503, ClassUnavailable},
		{"SomethingNew", 429, ClassThrottled},
		{"SomethingNew", 404, ClassUnknown},
		{"Something.NotFound", 404, ClassUnknown},
		{"Throttling.Brand.New", 400, ClassThrottled},
		{"DstRegionNoUser", 500, ClassIneligible},
		{"InvalidDBInstanceId.NotFound", 400, ClassAbsent},
		{"InvalidDBInstanceId.NotFound", 404, ClassAbsent},
		{"InvalidAccessKeyId.NotFound", 404, ClassCredential},
		{"InvalidPage.notFound", 404, ClassInvalid},
	}
	for _, tc := range cases {
		failed := &Error{Code: tc.code, Status: tc.status}
		if got := ClassOf(failed); got != tc.want {
			t.Errorf("%s with %d is %v, want %v", tc.code, tc.status, got, tc.want)
		}
		if info := failed.Info(); info.Code != tc.code || info.Summary == "" || info.Remedy == "" {
			t.Errorf("%s: Info is %+v", tc.code, info)
		}
	}
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	cases := []struct {
		code       string
		readTries  int
		writeTries int
	}{
		{"Throttling.User", 100, 100},
		{"IncorrectDBInstanceState", 8, 1},
		{"TimeoutRetryLater", 8, 1},
		{"InternalError", 4, 1},
		{"ServiceUnavailable", 4, 1},
		{codeConnection, 4, 1},
		{codeTimeout, 4, 1},
		{codeEmpty, 4, 1},
		{codeForeign, 4, 1},
		{codeTokenExpired, 2, 2},
		{codeInterrupted, 1, 1},
		{codePanic, 1, 1},
		{codeNoKeys, 1, 1},
		{"InvalidDBInstanceId.NotFound", 1, 1},
		{"Forbidden.RAM", 1, 1},
		{"SignatureDoesNotMatch", 1, 1},
		{"DstRegionNoUser", 1, 1},
		{"SomethingNew", 1, 1},
	}
	for _, tc := range cases {
		for write, want := range map[bool]int{false: tc.readTries, true: tc.writeTries} {
			count := 1
			for retryable(&Error{Code: tc.code}, write, count) {
				count++
			}
			if count != want {
				t.Errorf("%s (write: %v) is sent %d times, want %d", tc.code, write, count, want)
			}
		}
	}
}
