// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// instance is an instance with the method of its local backup.
type instance struct {
	rds.Instance
	BackupMethod string
}

func check(in instance) []eligibility.Finding { return eligibility.Check(in.Instance, in.BackupMethod) }

func checkState(in instance) []eligibility.Finding { return eligibility.CheckState(in.Instance) }

// row is one case of a rule table: a known-good instance with one change.
type row struct {
	name   string
	change func(*instance)
	want   []string // reason codes, in order; none = known good
}

func postgreSQL() instance {
	return instance{Instance: rds.Instance{
		ID: "pgm-1", Region: "cn-hangzhou", Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability",
		StorageType: "cloud_essd",
		Class:       "pg.n4.2c.2m", ClassType: "x", PayType: "Postpaid", Role: "Primary", LockMode: "Unlock",
		Status: "Running",
	}}
}

func postgreSQLLocal() instance {
	in := postgreSQL()
	in.EngineVersion, in.StorageType, in.Class = "10.0", "local_ssd", "rds.pg.s1.small"
	return in
}

func mySQL() instance {
	return instance{Instance: rds.Instance{
		ID: "rm-1", Region: "cn-hangzhou", Engine: "MySQL", EngineVersion: "8.0", Category: "HighAvailability",
		StorageType: "local_ssd",
		Class:       "mysql.n4.large.2", ClassType: "x", PayType: "Prepaid", Role: "Primary", LockMode: "Unlock",
		Status: "Running",
	}}
}

func mySQLCloud() instance {
	in := mySQL()
	in.StorageType = "cloud_essd"
	return in
}

func sqlServer() instance {
	return instance{Instance: rds.Instance{
		ID: "rds-1", Region: "cn-hangzhou", Engine: "SQLServer", EngineVersion: "2019_std_ha", Category: "HighAvailability",
		StorageType: "cloud_essd",
		Class:       "mssql.x4.large.s2", ClassType: "d", PayType: "Postpaid", Role: "Primary", LockMode: "Unlock",
		Status: "Running",
	}, BackupMethod: "Physical"}
}

// ruleTables has a row for each rule of each engine. TestReasons_areAllProduced reads it too.
func ruleTables() map[string]struct {
	base func() instance
	rows []row
} {
	type table = struct {
		base func() instance
		rows []row
	}
	return map[string]table{
		"any engine":       {postgreSQL, sharedRows()},
		"PostgreSQL cloud": {postgreSQL, postgreSQLCloudRows()},
		"PostgreSQL local": {postgreSQLLocal, postgreSQLLocalRows()},
		"MySQL local":      {mySQL, mySQLLocalRows()},
		"MySQL cloud":      {mySQLCloud, mySQLCloudRows()},
		"SQL Server":       {sqlServer, sqlServerRows()},
	}
}

func sharedRows() []row {
	return []row{
		{"MariaDB", func(in *instance) { in.Engine = "MariaDB" }, []string{"ENGINE_NOT_SUPPORTED"}},
		{"engine of the future", func(in *instance) { in.Engine = "DuckDB" }, []string{"ENGINE_NOT_SUPPORTED"}},
		{
			"bad engine is reported alone",
			func(in *instance) { in.Engine, in.Role, in.PayType = "MariaDB", "Readonly", "Serverless" },
			[]string{"ENGINE_NOT_SUPPORTED"},
		},
		{"no engine", func(in *instance) { in.Engine = "" }, []string{"ENGINE_UNKNOWN"}},
		{"engine in lower case", func(in *instance) { in.Engine = "postgresql" }, nil},
		{"read-only", func(in *instance) { in.Role, in.MasterID = "Readonly", "pgm-0" }, []string{"NOT_PRIMARY"}},
		{
			"read-only is reported alone", func(in *instance) { in.Role, in.Class = "Readonly", "pg.n2e.1c.1m" },
			[]string{"NOT_PRIMARY"},
		},
		{"guard", func(in *instance) { in.Role = "Guard" }, []string{"NOT_PRIMARY"}},
		{"temporary", func(in *instance) { in.Role = "Temp" }, []string{"NOT_PRIMARY"}},
		{"no role but a master", func(in *instance) { in.Role, in.MasterID = "", "pgm-0" }, []string{"NOT_PRIMARY"}},
		{"no role", func(in *instance) { in.Role = "" }, []string{"ROLE_UNKNOWN"}},
		{"own id as master", func(in *instance) { in.Role, in.MasterID = "", in.ID }, []string{"ROLE_UNKNOWN"}},
		{"unfamiliar role", func(in *instance) { in.Role = "Witness" }, []string{"ROLE_UNKNOWN"}},
		{"serverless category", func(in *instance) { in.Category = "serverless_basic" }, []string{"SERVERLESS"}},
		{
			"serverless category, other spelling", func(in *instance) { in.Category = "Serverless_standard" },
			[]string{"SERVERLESS"},
		},
		{"serverless pay type", func(in *instance) { in.PayType = "SERVERLESS" }, []string{"SERVERLESS"}},
		{"serverless pay type, other spelling", func(in *instance) { in.PayType = "Serverless" }, []string{"SERVERLESS"}},
		{"serverless configuration", func(in *instance) { in.ServerlessConfig = true }, []string{"SERVERLESS"}},
		{"serverless class", func(in *instance) { in.Class = "pg.n2.serverless.1c" }, []string{"SERVERLESS"}},
		{"every serverless signal is one finding", func(in *instance) {
			in.Category, in.PayType = "serverless_basic", "Serverless"
			in.Class, in.ServerlessConfig = "pg.n2.serverless.1c", true
		}, []string{"SERVERLESS"}},
		{"serverless version of another engine", func(in *instance) { in.EngineVersion = "16_SL" }, []string{
			"SERVERLESS", "ENGINE_VERSION_UNKNOWN",
		}},
		{"no pay type", func(in *instance) { in.PayType = "" }, []string{"PAY_TYPE_UNKNOWN"}},
		{"unfamiliar pay type", func(in *instance) { in.PayType = "Rented" }, []string{"PAY_TYPE_UNKNOWN"}},
		{"subscription", func(in *instance) { in.PayType = "Prepaid" }, nil},
		{"cold data", func(in *instance) { in.ColdData = true }, []string{"COLD_DATA"}},
		{"unlisted source region", func(in *instance) { in.Region = "me-east-1" }, []string{"SOURCE_REGION_NOT_LISTED"}},
		{
			"finance region is not for PostgreSQL", func(in *instance) { in.Region = "cn-hangzhou-finance" },
			[]string{"SOURCE_REGION_NOT_LISTED"},
		},
		{"no source region", func(in *instance) { in.Region = "" }, []string{"SOURCE_REGION_UNKNOWN"}},
		{"passing states do not count", func(in *instance) { in.LockMode, in.Status = "ManualLock", "Restarting" }, nil},
	}
}

func postgreSQLCloudRows() []row {
	return []row{
		{"high availability 16", func(*instance) {}, nil},
		{"basic", func(in *instance) { in.Category, in.Class = "Basic", "pg.n2.2c.1m" }, nil},
		{"cluster", func(in *instance) { in.Category, in.Class = "cluster", "pg.n2e.2c.xc" }, nil},
		{"version 10", func(in *instance) { in.EngineVersion = "10.0" }, nil},
		{"version 10 without a minor", func(in *instance) { in.EngineVersion = "10" }, nil},
		{"version 18", func(in *instance) { in.EngineVersion = "18.0" }, nil},
		{"version of the future", func(in *instance) { in.EngineVersion = "27.0" }, nil},
		{"version 9.4", func(in *instance) { in.EngineVersion = "9.4" }, []string{"POSTGRESQL_CLOUD_DISK_VERSION"}},
		{"standard SSD is not blocked", func(in *instance) { in.StorageType = "cloud_ssd" }, nil},
		{"premium ESSD", func(in *instance) { in.StorageType = "general_essd" }, nil},
		{"premium ESSD of the future", func(in *instance) { in.StorageType = "general_essd2" }, nil},
		{"performance level of the future", func(in *instance) { in.StorageType = "cloud_essd9" }, nil},
		{"no storage type", func(in *instance) { in.StorageType = "" }, []string{"STORAGE_TYPE_UNKNOWN"}},
		{"unfamiliar storage type", func(in *instance) { in.StorageType = "tape" }, []string{"STORAGE_TYPE_UNKNOWN"}},
		{"no version", func(in *instance) { in.EngineVersion = "" }, []string{"ENGINE_VERSION_UNKNOWN"}},
		{"unreadable version", func(in *instance) { in.EngineVersion = "sixteen" }, []string{"ENGINE_VERSION_UNKNOWN"}},
		{"unreadable minor version", func(in *instance) { in.EngineVersion = "16.x" }, []string{"ENGINE_VERSION_UNKNOWN"}},
		{"no edition", func(in *instance) { in.Category = "" }, []string{"EDITION_UNKNOWN"}},
		{"unfamiliar edition", func(in *instance) { in.Category = "Platinum" }, []string{"EDITION_UNKNOWN"}},
		{"no class", func(in *instance) { in.Class = "" }, []string{"CLASS_UNKNOWN"}},
		{
			"economy class", func(in *instance) { in.Category, in.Class = "Basic", "pg.n2e.1c.1m" },
			[]string{"POSTGRESQL_NEW_GENERAL_PURPOSE"},
		},
		{
			"other economy class", func(in *instance) { in.Category, in.Class = "Basic", "pg.n1e.2c.1m" },
			[]string{"POSTGRESQL_NEW_GENERAL_PURPOSE"},
		},
		{
			"two problems", func(in *instance) { in.EngineVersion, in.PayType = "9.4", "Serverless" },
			[]string{"SERVERLESS", "POSTGRESQL_CLOUD_DISK_VERSION"},
		},
		{
			"nothing but the engine", func(in *instance) { *in = instance{Instance: rds.Instance{Engine: "PostgreSQL"}} },
			[]string{
				"ROLE_UNKNOWN", "SOURCE_REGION_UNKNOWN", "PAY_TYPE_UNKNOWN", "ENGINE_VERSION_UNKNOWN", "STORAGE_TYPE_UNKNOWN",
				"EDITION_UNKNOWN", "CLASS_UNKNOWN",
			},
		},
	}
}

func postgreSQLLocalRows() []row {
	return []row{
		{"version 10 high availability", func(*instance) {}, nil},
		{"version 9.4", func(in *instance) { in.EngineVersion = "9.4" }, nil},
		{"ephemeral SSD counts as local", func(in *instance) { in.StorageType = "ephemeral_ssd" }, nil},
		{"version 9.6", func(in *instance) { in.EngineVersion = "9.6" }, []string{"POSTGRESQL_LOCAL_SSD_VERSION"}},
		{"version 12", func(in *instance) { in.EngineVersion = "12.0" }, []string{"POSTGRESQL_LOCAL_SSD_VERSION"}},
		{
			"ephemeral version 12", func(in *instance) { in.StorageType, in.EngineVersion = "ephemeral_ssd", "12.0" },
			[]string{"POSTGRESQL_LOCAL_SSD_VERSION"},
		},
		{"basic", func(in *instance) { in.Category = "Basic" }, []string{"POSTGRESQL_LOCAL_SSD_EDITION"}},
		{"cluster", func(in *instance) { in.Category = "cluster" }, []string{"POSTGRESQL_LOCAL_SSD_EDITION"}},
		{"serverless", func(in *instance) { in.Category = "serverless_basic" }, []string{"SERVERLESS"}},
		{"no edition", func(in *instance) { in.Category = "" }, []string{"EDITION_UNKNOWN"}},
		{"no version", func(in *instance) { in.EngineVersion = "" }, []string{"ENGINE_VERSION_UNKNOWN"}},
	}
}

func mySQLLocalRows() []row {
	return []row{
		{"8.0", func(*instance) {}, nil},
		{"5.7", func(in *instance) { in.EngineVersion = "5.7" }, nil},
		{"5.6", func(in *instance) { in.EngineVersion = "5.6" }, nil},
		{"5.5", func(in *instance) { in.EngineVersion = "5.5" }, []string{"MYSQL_LOCAL_SSD_VERSION"}},
		{"newer than the page", func(in *instance) { in.EngineVersion = "8.4" }, []string{"MYSQL_VERSION_NOT_LISTED"}},
		{"basic", func(in *instance) { in.Category = "Basic" }, []string{"MYSQL_LOCAL_SSD_EDITION"}},
		{"cluster", func(in *instance) { in.Category = "cluster" }, []string{"MYSQL_LOCAL_SSD_EDITION"}},
		{"finance 5.7", func(in *instance) { in.Category, in.EngineVersion = "Finance", "5.7" }, nil},
		{"finance 8.0", func(in *instance) { in.Category = "Finance" }, []string{"MYSQL_FINANCE_VERSION"}},
		{"no version", func(in *instance) { in.EngineVersion = "" }, []string{"ENGINE_VERSION_UNKNOWN"}},
		{"no edition", func(in *instance) { in.Category = "" }, []string{"EDITION_UNKNOWN"}},
		{"no storage type", func(in *instance) { in.StorageType = "" }, []string{"STORAGE_TYPE_UNKNOWN"}},
		{
			"nothing but the storage missing", func(in *instance) { in.StorageType, in.EngineVersion, in.Category = "", "", "" },
			[]string{"STORAGE_TYPE_UNKNOWN", "ENGINE_VERSION_UNKNOWN", "EDITION_UNKNOWN"},
		},
		{"class does not matter", func(in *instance) { in.Class, in.ClassType = "", "" }, nil},
	}
}

func mySQLCloudRows() []row {
	return []row{
		{"8.0", func(*instance) {}, nil},
		{"5.7", func(in *instance) { in.EngineVersion = "5.7" }, nil},
		{"5.6", func(in *instance) { in.EngineVersion = "5.6" }, []string{"MYSQL_CLOUD_DISK_VERSION"}},
		{"newer than the page", func(in *instance) { in.EngineVersion = "9.0" }, []string{"MYSQL_VERSION_NOT_LISTED"}},
		{"basic", func(in *instance) { in.Category = "Basic" }, nil},
		{"cluster", func(in *instance) { in.Category = "cluster" }, nil},
		{
			"finance", func(in *instance) { in.Category, in.EngineVersion = "Finance", "5.7" },
			[]string{"MYSQL_CLOUD_DISK_EDITION"},
		},
		{"unfamiliar edition", func(in *instance) { in.Category = "Platinum" }, []string{"EDITION_UNKNOWN"}},
		{
			"serverless", func(in *instance) { in.Category, in.Class = "serverless_basic", "mysql.n2.serverless.1c" },
			[]string{"SERVERLESS"},
		},
	}
}

func sqlServerRows() []row {
	return []row{
		{"dedicated, physical", func(*instance) {}, nil},
		{"general-purpose", func(in *instance) { in.ClassType = "x" }, nil},
		{"dedicated host", func(in *instance) { in.ClassType = "h" }, nil},
		{"shared", func(in *instance) { in.ClassType = "s" }, []string{"SQLSERVER_SHARED_CLASS"}},
		{
			"shared, class missing", func(in *instance) { in.ClassType, in.Class = "s", "" }, []string{"SQLSERVER_SHARED_CLASS"},
		},
		{"no class type", func(in *instance) { in.ClassType = "" }, []string{"CLASS_TYPE_UNKNOWN"}},
		{"unfamiliar class type", func(in *instance) { in.ClassType = "q" }, []string{"CLASS_TYPE_UNKNOWN"}},
		{"snapshot", func(in *instance) { in.BackupMethod = "Snapshot" }, []string{"SQLSERVER_SNAPSHOT_BACKUP"}},
		{
			"snapshot on basic", func(in *instance) { in.Category, in.BackupMethod = "Basic", "Snapshot" },
			[]string{"SQLSERVER_SNAPSHOT_BACKUP"},
		},
		{
			"snapshot on the Cluster Edition", func(in *instance) { in.Category, in.BackupMethod = "AlwaysOn", "Snapshot" }, nil,
		},
		{"Cluster Edition, method not asked", func(in *instance) { in.Category, in.BackupMethod = "AlwaysOn", "" }, nil},
		{
			"method not shown of local disks", func(in *instance) { in.StorageType, in.BackupMethod = "local_ssd", "" }, nil,
		},
		{
			"no method and an unknown disk", func(in *instance) { in.StorageType, in.BackupMethod = "", "" },
			[]string{"BACKUP_METHOD_UNKNOWN"},
		},
		{"no backup method", func(in *instance) { in.BackupMethod = "" }, []string{"BACKUP_METHOD_UNKNOWN"}},
		{"unfamiliar backup method", func(in *instance) { in.BackupMethod = "Telepathy" }, []string{"BACKUP_METHOD_UNKNOWN"}},
		{
			"snapshot and no edition", func(in *instance) { in.Category, in.BackupMethod = "", "Snapshot" },
			[]string{"EDITION_UNKNOWN"},
		},
		{"any version", func(in *instance) { in.EngineVersion = "08r2_ent_ha" }, nil},
		{"no version", func(in *instance) { in.EngineVersion = "" }, []string{"ENGINE_VERSION_UNKNOWN"}},
		{"serverless version", func(in *instance) { in.EngineVersion = "2019_std_sl" }, []string{"SERVERLESS"}},
		{"serverless edition", func(in *instance) { in.Category = "serverless_ha" }, []string{"SERVERLESS"}},
		{"finance region", func(in *instance) { in.Region = "cn-shanghai-finance-1" }, nil},
	}
}

func stateRows() []row {
	return []row{
		{"running", func(*instance) {}, nil},
		{"released", func(in *instance) { in.Released = true }, []string{"INSTANCE_RELEASED"}},
		{
			"released is reported alone", func(in *instance) { in.Released, in.LockMode = true, "ManualLock" },
			[]string{"INSTANCE_RELEASED"},
		},
		{"deleting", func(in *instance) { in.Status = "Deleting" }, []string{"INSTANCE_DELETING"}},
		{
			"deleting is reported alone, in any case",
			func(in *instance) { in.Status, in.LockMode = "DELETING", "LockByExpiration" },
			[]string{"INSTANCE_DELETING"},
		},
		{"stopped", func(in *instance) { in.Status = "Stopped" }, []string{"INSTANCE_NOT_RUNNING"}},
		{
			"stopped and locked", func(in *instance) { in.Status, in.LockMode = "Stopped", "ManualLock" },
			[]string{"INSTANCE_LOCKED", "INSTANCE_NOT_RUNNING"},
		},
		{"manual lock", func(in *instance) { in.LockMode = "ManualLock" }, []string{"INSTANCE_LOCKED"}},
		{"expired", func(in *instance) { in.LockMode = "LockByExpiration" }, []string{"INSTANCE_LOCKED"}},
		{"being restored", func(in *instance) { in.LockMode = "LockByRestoration" }, []string{"INSTANCE_LOCKED"}},
		{"disk full", func(in *instance) { in.LockMode = "LockByDiskQuota" }, []string{"INSTANCE_LOCKED_BY_DISK_QUOTA"}},
		{
			"read-only instance's disk full", func(in *instance) { in.LockMode = "LockReadInstanceByDiskQuota" },
			[]string{"INSTANCE_LOCKED_BY_DISK_QUOTA"},
		},
		{"no lock mode", func(in *instance) { in.LockMode = "" }, []string{"LOCK_MODE_UNKNOWN"}},
		{"unfamiliar lock mode", func(in *instance) { in.LockMode = "LockByMoon" }, []string{"LOCK_MODE_UNKNOWN"}},
		{"lasting facts do not count", func(in *instance) { in.Engine, in.Role = "MariaDB", "Readonly" }, nil},
		{"a status of no table is not a finding", func(in *instance) { in.Status = "Hibernating" }, nil},
		{"no status is not a finding", func(in *instance) { in.Status = "" }, nil},
		{"busy is not a finding", func(in *instance) { in.Status = "MinorVersionUpgrading" }, nil},
	}
}
