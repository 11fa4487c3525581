// SPDX-License-Identifier: MPL-2.0

package eligibility

// Documents that the rules come from. Titles are those of Alibaba Cloud's help center.
const (
	productPage     = "ApsaraDB RDS for PostgreSQL: Use the cross-region backup feature"
	productPageDate = "2025-07-23"

	mySQLPage     = "ApsaraDB RDS for MySQL: Cross-region backup"
	mySQLPageDate = "2026-06-21"

	// A newer copy of the page carries no date and states the same conditions.
	sqlServerPage     = "ApsaraDB RDS for SQL Server: Use the cross-region backup feature"
	sqlServerPageDate = "2023-11-27"

	setterPage   = "API reference: ModifyInstanceCrossBackupPolicy, error codes"
	instancePage = "API reference: DescribeDBInstanceAttribute"

	statePage     = "API reference: Instance state table"
	statePageDate = "2024-10-28"

	apiDate = "2026-04-21" // of the API metadata that agrees with both pages
)

// Reason codes. They are stable: configurations name them in ignore_checks, and the coverage data source returns them.
const (
	CodeEngineUnknown         = "ENGINE_UNKNOWN"
	CodeEngineNotSupported    = "ENGINE_NOT_SUPPORTED"
	CodeRoleUnknown           = "ROLE_UNKNOWN"
	CodeNotPrimary            = "NOT_PRIMARY"
	CodeServerless            = "SERVERLESS"
	CodePayTypeUnknown        = "PAY_TYPE_UNKNOWN"
	CodeEngineVersionUnknown  = "ENGINE_VERSION_UNKNOWN"
	CodeEditionUnknown        = "EDITION_UNKNOWN"
	CodeStorageTypeUnknown    = "STORAGE_TYPE_UNKNOWN"
	CodeClassUnknown          = "CLASS_UNKNOWN"
	CodeClassTypeUnknown      = "CLASS_TYPE_UNKNOWN"
	CodeBackupMethodUnknown   = "BACKUP_METHOD_UNKNOWN"
	CodeColdData              = "COLD_DATA"
	CodeSourceRegionNotListed = "SOURCE_REGION_NOT_LISTED"
	CodeSourceRegionUnknown   = "SOURCE_REGION_UNKNOWN"

	CodePostgreSQLLocalVersion      = "POSTGRESQL_LOCAL_SSD_VERSION"
	CodePostgreSQLLocalEdition      = "POSTGRESQL_LOCAL_SSD_EDITION"
	CodePostgreSQLCloudVersion      = "POSTGRESQL_CLOUD_DISK_VERSION"
	CodePostgreSQLNewGeneralPurpose = "POSTGRESQL_NEW_GENERAL_PURPOSE"

	CodeMySQLLocalVersion   = "MYSQL_LOCAL_SSD_VERSION"
	CodeMySQLLocalEdition   = "MYSQL_LOCAL_SSD_EDITION"
	CodeMySQLFinanceVersion = "MYSQL_FINANCE_VERSION"
	CodeMySQLCloudVersion   = "MYSQL_CLOUD_DISK_VERSION"
	CodeMySQLCloudEdition   = "MYSQL_CLOUD_DISK_EDITION"
	CodeMySQLVersionNewer   = "MYSQL_VERSION_NOT_LISTED"

	CodeSQLServerSharedClass = "SQLSERVER_SHARED_CLASS"
	CodeSQLServerSnapshot    = "SQLSERVER_SNAPSHOT_BACKUP"

	CodeReleased        = "INSTANCE_RELEASED"
	CodeDeleting        = "INSTANCE_DELETING"
	CodeIdle            = "INSTANCE_NOT_RUNNING"
	CodeLocked          = "INSTANCE_LOCKED"
	CodeLockedByDisk    = "INSTANCE_LOCKED_BY_DISK_QUOTA"
	CodeLockModeUnknown = "LOCK_MODE_UNKNOWN"
)

// Reason is one row of the table of reason codes.
type Reason struct {
	Code     string
	Verdict  Verdict
	Passing  bool   // a state that can pass, not a lasting fact
	Sentence string // the rule
	Remedy   string // what to do
	Source   string // the document that states the rule
	Date     string // the document's date, YYYY-MM-DD
}

// LookupReason returns the table row of a code.
func LookupReason(code string) (Reason, bool) {
	for _, r := range Reasons() {
		if r.Code == code {
			return r, true
		}
	}
	return Reason{}, false
}

// Reasons returns the whole table: rules for every engine first, then one engine's, then passing states.
func Reasons() []Reason {
	table := sharedReasons()
	table = append(table, engineReasons()...)
	return append(table, stateReasons()...)
}
