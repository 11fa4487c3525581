// SPDX-License-Identifier: MPL-2.0

package rds

import "time"

// Engine names as this package reports them, whatever spelling the API used.
const (
	EngineMySQL      = "MySQL"
	EnginePostgreSQL = "PostgreSQL"
	EngineSQLServer  = "SQLServer"
	EngineMariaDB    = "MariaDB"
)

// Policy is what the API reports about the cross-region backup of one instance.
type Policy struct {
	InstanceID string
	Region     string
	// RegionNamed says that an answer named the region, or that the instance itself was asked. Otherwise nothing proves
	// that the instance is there.
	RegionNamed   bool
	Description   string
	Engine        string
	EngineVersion string
	LockMode      string
	// Exists is false when the feature was never enabled: an empty answer, or lock mode "null", with everything off and no
	// destination.
	Exists            bool
	Enabled           bool
	LogBackupEnabled  bool
	DestinationRegion string
	// RetentionDays is 0 where the API reports none.
	RetentionDays int64
	// EnabledTime and LogBackupEnabledTime are zero where the API reports none.
	EnabledTime          time.Time
	LogBackupEnabledTime time.Time
	// Released says that the instance itself is gone and only the retention of its sets can still be changed.
	Released bool
	// TellsRelease says that the answer has a status, so that it also tells when the instance is not released. The status
	// tells nothing else: see [Status].
	TellsRelease bool
	// Incomplete says that the answer left out whether the policy or its copying of logs is on, or, of one that is on,
	// where to and for how long. A list row like that proves nothing.
	Incomplete bool
}

// Settings are the fields of a policy that this client owns. A write sends all of them.
type Settings struct {
	InstanceID        string
	Region            string
	Enabled           bool
	LogBackupEnabled  bool
	DestinationRegion string
	RetentionDays     int64
}

// Instance is what the API reports about one database instance, spelled as the API spells it. Fields that an answer
// lacks are empty.
type Instance struct {
	ID            string
	Region        string // the source region
	Description   string
	Engine        string // PostgreSQL, MySQL, SQLServer, MariaDB
	EngineVersion string // 16.0, 8.0, 2019_std_ha
	Category      string // the edition: Basic, HighAvailability, cluster, AlwaysOn, Finance, serverless_...
	StorageType   string // local_ssd, ephemeral_ssd, cloud_ssd, cloud_essd, general_essd, ...
	Class         string // pg.n4.2c.2m
	ClassType     string // s shared, x general-purpose, d dedicated, h dedicated host
	PayType       string // Postpaid, Prepaid, Serverless
	Role          string // Primary, Readonly, Guard, Temp
	MasterID      string // the primary instance of a read-only one
	Status        string // Running, Released, ...; KindOf says what it means
	LockMode      string // Unlock, ManualLock, LockByExpiration, ...
	LockReason    string // why it is locked, in a word such as instance_expired or in somebody's own words
	// ServerlessConfig says that the API reported a serverless configuration, which the list of instances lacks.
	ServerlessConfig bool
	// ColdData says that cold data archiving is on.
	ColdData bool
	// StorageGB is 0 where the API reports it in no way that is known. Only an estimate of costs reads it.
	StorageGB int64
	Released  bool
}

// InstanceQuery selects instances of one region; no ids means all of them.
type InstanceQuery struct {
	Region      string
	InstanceIDs []string
	// Tags are up to five tags that an instance must have, all of them. Only the API can tell: rows carry no tags.
	Tags            map[string]string
	ResourceGroupID string
	// Together is how many pages are read at a time; 0 means one after the other.
	Together int
}

// BackupSetQuery selects backup sets of one instance.
type BackupSetQuery struct {
	Region     string
	InstanceID string
	// DestinationRegion and SetID narrow the query when set, and so does BackupID, the backup that was copied.
	DestinationRegion string
	SetID             string
	BackupID          string
	// Start and End bound the start time of the sets. Zero values stand for everything kept: now minus 1,830 days, and now
	// plus a day.
	Start, End time.Time
}

// BackupSet is one copy of a data backup in a destination region.
type BackupSet struct {
	ID                string
	DestinationRegion string
	FileName          string
	StorageLocation   string
	SizeBytes         int64
	// Type is FULL or INCREMENTAL.
	Type string
	// Method is PHYSICAL, LOGICAL or SNAPSHOT.
	Method string
	// Scope is INSTANCE or DATABASE.
	Scope string
	// Status is SUCCESS or FAILED.
	Status         string
	StartTime      time.Time
	EndTime        time.Time
	ConsistentTime time.Time
	HostInstanceID string
	Engine         string
	EngineVersion  string
	Category       string
	StorageType    string
	RestoreRegions []string
}

// BackupSetSummary counts backup sets without listing them all.
type BackupSetSummary struct {
	Count        int64
	SampledCount int64
	SampledBytes int64
}

// EstimatedBytes is the size of all sets. Where not all were sampled, the sampled ones stand for the rest.
func (s BackupSetSummary) EstimatedBytes() float64 {
	if s.SampledCount == 0 {
		return 0
	}
	return float64(s.SampledBytes) / float64(s.SampledCount) * float64(s.Count)
}

// Identity is who the credentials belong to.
type Identity struct {
	AccountID string
	ARN       string
}
