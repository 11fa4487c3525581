// SPDX-License-Identifier: MPL-2.0

package fleet

import "time"

// Instance is an RDS instance. The JSON form is that of seed files.
type Instance struct {
	ID string `json:"id"`
	// AccountID owns the instance; the first account of the seed by default.
	AccountID   string `json:"account_id,omitempty"`
	Region      string `json:"region"`
	Zone        string `json:"zone,omitempty"`
	Description string `json:"description,omitempty"`
	// Engine is MySQL, PostgreSQL, SQLServer or MariaDB.
	Engine        string `json:"engine"`
	EngineVersion string `json:"engine_version"`
	// Category is the edition: Basic, HighAvailability, cluster, AlwaysOn, Finance
	// or one that begins with serverless.
	Category    string `json:"category,omitempty"`
	StorageType string `json:"storage_type,omitempty"`
	Class       string `json:"class,omitempty"`
	// ClassType is s (shared), x (general-purpose), d (dedicated) or h (dedicated host).
	ClassType string `json:"class_type,omitempty"`
	PayType   string `json:"pay_type,omitempty"`
	// Role is Primary (default), Readonly, Guard or Temp.
	Role     string `json:"role,omitempty"`
	MasterID string `json:"master_id,omitempty"`
	// Status is Running by default. What is read is the busy text while the
	// instance is busy and "Released" after the release.
	Status string `json:"status,omitempty"`
	// LockMode is Unlock by default; what is read is "Released" after the release.
	LockMode        string            `json:"lock_mode,omitempty"`
	LockReason      string            `json:"lock_reason,omitempty"`
	KindCode        string            `json:"kind_code,omitempty"`
	ResourceGroupID string            `json:"resource_group_id,omitempty"`
	Tags            map[string]string `json:"tags,omitempty"`
	Serverless      bool              `json:"serverless,omitempty"`
	ColdData        bool              `json:"cold_data,omitempty"`
	Released        bool              `json:"released,omitempty"`
	// ReleasedTime is set by the release; a seed may give it.
	ReleasedTime       time.Time `json:"released_time,omitzero"`
	Encrypted          bool      `json:"encrypted,omitempty"`
	TDE                bool      `json:"tde,omitempty"`
	DeletionProtection bool      `json:"deletion_protection,omitempty"`
	// BackupMethod is Physical (default) or Snapshot.
	BackupMethod string `json:"backup_method,omitempty"`
	StorageGB    int    `json:"storage_gb,omitempty"`
	// SizeBytes is the size of one backup.
	SizeBytes   int64     `json:"size_bytes,omitempty"`
	CreatedTime time.Time `json:"created_time,omitzero"`
	// BusyFor is how long the instance stays busy from now on, such as "10m".
	BusyFor string `json:"busy_for,omitempty"`
	// Policy is absent when cross-region backup was never touched.
	Policy *Policy `json:"policy,omitempty"`
	// History is how many days of local backups, and of copies where the policy
	// was on, exist when the instance is added.
	History int `json:"history,omitempty"`
	// FailedCopies lists the days before the instance was added whose copy failed. 1 is the newest daily backup.
	FailedCopies []int `json:"failed_copies,omitempty"`
	// MissingCopies lists the days before the instance was added whose backup got no copy, counted as in FailedCopies.
	MissingCopies []int `json:"missing_copies,omitempty"`
	// BackupDays are the days of the week of the default backups, such as "Monday"; none means every day.
	BackupDays []string `json:"backup_days,omitempty"`
	// LocalLogBackupOffTime is when log backup was switched off in the instance's own region; zero means never.
	LocalLogBackupOffTime time.Time `json:"local_log_backup_off_time,omitzero"`
	// KeyDisabled and KeyDeleteTime are the state of the key of an encrypted disk, and when it will be deleted.
	KeyDisabled   bool      `json:"key_disabled,omitempty"`
	KeyDeleteTime time.Time `json:"key_delete_time,omitzero"`
}

// Policy is the stored cross-region backup setting of an instance.
type Policy struct {
	Enabled           bool   `json:"enabled"`
	LogEnabled        bool   `json:"log_backup_enabled"`
	DestinationRegion string `json:"destination_region,omitempty"`
	// RetentionDays is 7 to 1825, and absent when never set.
	RetentionDays  int       `json:"retention_days,omitempty"`
	EnabledTime    time.Time `json:"enabled_time,omitzero"`
	LogEnabledTime time.Time `json:"log_backup_enabled_time,omitzero"`
	// EverEnabled tells a policy that was switched off from one that never was on.
	EverEnabled bool `json:"ever_enabled,omitempty"`
	// DisabledTime is when EverEnabled ended, a day before now by default. Only a seed has it.
	DisabledTime time.Time `json:"disabled_time,omitzero"`
}

// Account owns instances and access keys.
type Account struct {
	ID  string `json:"id"`
	ARN string `json:"arn,omitempty"`
	// AccessKeys may call the API in the account's name.
	AccessKeys []AccessKey `json:"access_keys,omitempty"`
	// ActivatedRegions are the regions the account was seen in; empty means all
	// but InactiveRegions.
	ActivatedRegions []string `json:"activated_regions,omitempty"`
	InactiveRegions  []string `json:"inactive_regions,omitempty"`
	// Roles exist in the account; absent means AliyunServiceRoleForDBS alone.
	Roles []string `json:"roles"`
	// RoleRules says who may assume a role of Roles and for how long, by its name.
	RoleRules map[string]RoleRule `json:"role_rules,omitempty"`
	// DeniedActions are refused by RAM, such as "rds:DescribeAvailableCrossRegion".
	DeniedActions []string `json:"denied_actions,omitempty"`
}

// RoleRule is what a role demands of those who assume it.
type RoleRule struct {
	// ExternalID must be sent; empty means none is demanded.
	ExternalID string `json:"external_id,omitempty"`
	// TrustedRole is the ARN of the one role whose sessions may assume it; empty means that every user and role may.
	TrustedRole string `json:"trusted_role,omitempty"`
	// MaxSessionSeconds is 3600 to 43200; 0 means 3600, RAM's own default.
	MaxSessionSeconds int `json:"max_session_seconds,omitempty"`
}

// AccessKey is one key of an account.
type AccessKey struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
	// SecurityToken is set for temporary keys and must then be sent.
	SecurityToken string `json:"security_token,omitempty"`
	// ExpireTime ends a temporary key; zero means never.
	ExpireTime time.Time `json:"expire_time,omitzero"`
	// ARN is the caller's, when it is not the account's own.
	ARN string `json:"arn,omitempty"`
}

// PolicyView is what DescribeInstanceCrossBackupPolicy or a row of
// DescribeCrossRegionBackupDBInstance shows; lag and guesses are applied.
type PolicyView struct {
	InstanceID, AccountID, Description, Region string
	Engine, EngineVersion, Status, LockMode    string
	// StatusText is what a Status that is a number means; empty where it is a word.
	StatusText string
	// BackupEnabled and LogBackupEnabled are spelled as the API spells them.
	BackupEnabled, LogBackupEnabled string
	// BackupEnabledTime and LogBackupEnabledTime are zero when never enabled.
	BackupEnabledTime, LogBackupEnabledTime time.Time
	DestinationRegion                       string
	// Retention is 0 when it is not reported.
	Retention int
	Released  bool
}

// Backup is a backup in the instance's own region.
type Backup struct {
	ID, JobID, HostInstanceID          int64
	InstanceID, Region                 string
	Mode                               string // Automated or Manual
	Initiator                          string // System or User
	Method                             string // Physical, Logical or Snapshot
	Type                               string // FullBackup
	StartTime, EndTime, ConsistentTime time.Time
	SizeBytes                          int64
	Engine, EngineVersion              string
	ExpireTime                         time.Time
}

// CopySet is a backup set in a destination region.
type CopySet struct {
	// ID is the CrossBackupId, unique in the fleet; BackupID is the local backup's.
	ID, BackupID       int64
	InstanceID, Region string
	DestinationRegion  string
	FileName, Location string
	SizeBytes          int64
	Type               string // F (full)
	Method             string // P (physical), L (logical), or as guessed for snapshots
	NoDownload         bool   // snapshots cannot be downloaded
	Scale              int    // 0: whole instance
	Failed             bool
	// StartTime and EndTime are those of the local backup, ConsistentTime that of
	// its data. CopiedTime is when the set appeared, ExpireTime when it will go
	// under the settings of now.
	StartTime, EndTime, ConsistentTime, CopiedTime, ExpireTime time.Time
	HostInstanceID                                             int64
	Engine, EngineVersion, Category, StorageType               string
	RestoreRegions                                             []string
}

// LogFile is a log file in a destination region.
type LogFile struct {
	ID, HostInstanceID            int64
	InstanceID, DestinationRegion string
	FileName                      string
	SizeBytes                     int64
	BeginTime, EndTime            time.Time
	ExpireTime                    time.Time
}

// LogQuery selects log files. Zero times mean no bound.
type LogQuery struct {
	// Start and End select the files that overlap what lies between them.
	Start, End        time.Time
	DestinationRegion string
}

// BackupTask is a backup job that waits, runs or has finished.
type BackupTask struct {
	JobID, BackupID int64
	// Status is Uploading or Finished, Percent 0 to 100.
	Status             string
	Percent            int
	Mode               string // Automated or Manual
	Action             string // NormalBackupTask (scheduled) or TempBackupTask
	StartTime, EndTime time.Time
}

// Schedule is the local backup policy of an instance.
type Schedule struct {
	Method        string // Physical or Snapshot
	PreferredTime string // the hour in UTC, such as "18:00Z-19:00Z"
	PreferredDays []string
	RetentionDays int
	LogBackupOff  bool
}

// Seed describes a whole fleet.
type Seed struct {
	// Schema names the JSON schema of seeds, for editors. It is not read.
	Schema string `json:"$schema,omitempty"`
	// Start is the clock's first time. Without it, that is the real time, or 2026-01-15T08:00:00Z for a clock that stands.
	Start time.Time `json:"start,omitzero"`
	// Guesses are values of guesses by id. The others have their defaults.
	Guesses   map[string]string `json:"guesses,omitempty"`
	Accounts  []Account         `json:"accounts,omitempty"`
	Instances []Instance        `json:"instances"`
}

// Region is a region of the cloud.
type Region struct {
	ID, Name string
	Zones    []string
	// Destination reports whether cross-region backup is sold there.
	Destination bool
}
