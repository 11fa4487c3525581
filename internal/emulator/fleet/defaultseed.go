// SPDX-License-Identifier: MPL-2.0

package fleet

// DefaultSeed returns the fleet that the emulator starts with: instances that are
// eligible, each kind that is not, and every state a policy can be in. It leaves
// Start to the caller.
func DefaultSeed() Seed {
	var instances []Instance
	instances = append(instances, policyInstances()...)
	instances = append(instances, ineligibleInstances()...)
	instances = append(instances, stateInstances()...)
	instances = append(instances, otherEngineInstances()...)
	return Seed{Accounts: defaultAccounts(), Instances: instances}
}

// Roles of the default fleet's first account, beside ServiceRole.
const (
	RoleDeployer   = "deployer"             // for up to 12 hours
	RoleExternalID = "deployer-external-id" // demands DefaultExternalID
	RoleOneHour    = "deployer-one-hour"    // for up to an hour

	DefaultExternalID = "emulator-external-id"
)

// defaultAccounts are one with the key of a RAM user, who can assume roles, and one with a key of the account itself,
// which cannot.
func defaultAccounts() []Account {
	return []Account{
		{
			ID: "1234567890123456", InactiveRegions: []string{"cn-chengdu"},
			AccessKeys: []AccessKey{{ID: "emulator-key", Secret: "emulator-secret", ARN: "acs:ram::1234567890123456:user/emulator"}},
			Roles:      []string{ServiceRole, RoleDeployer, RoleExternalID, RoleOneHour},
			RoleRules: map[string]RoleRule{
				RoleDeployer:   {MaxSessionSeconds: maxMaxSession},
				RoleExternalID: {MaxSessionSeconds: maxMaxSession, ExternalID: DefaultExternalID},
				RoleOneHour:    {MaxSessionSeconds: minMaxSession},
			},
		},
		{
			ID:         "6543210987654321",
			AccessKeys: []AccessKey{{ID: "other-key", Secret: "other-secret"}},
		},
	}
}

// postgres is an eligible instance: High-availability Edition on a cloud disk.
func postgres(id, description string) Instance {
	return Instance{
		ID: id, Region: "cn-hangzhou", Description: description, Engine: enginePostgreSQL, EngineVersion: "16.0",
		Category: categoryHA, StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
		Tags: map[string]string{"team": "data"},
	}
}

// with returns in after changes.
func (in Instance) with(change func(*Instance)) Instance {
	change(&in)
	return in
}

func policyInstances() []Instance {
	return []Instance{
		postgres("pgm-demo", "orders"),
		postgres("pgm-console", "billing, switched on by hand").with(func(in *Instance) {
			in.History = 40
			in.Policy = &Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 1825}
		}),
		postgres("pgm-released", "reports, released").with(func(in *Instance) {
			in.History, in.Released = 20, true
			in.Policy = &Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
		}),
		postgres("pgm-disabled", "archive, switched off").with(func(in *Instance) {
			in.History = 20
			in.Policy = &Policy{EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
		}),
		postgres("pgm-shanghai", "orders in Shanghai").with(func(in *Instance) { in.Region = "cn-shanghai" }),
		postgres("pgm-frankfurt", "orders in Frankfurt").with(func(in *Instance) { in.Region = "eu-central-1" }),
	}
}

func ineligibleInstances() []Instance {
	local := func(version, category, class string) func(*Instance) {
		return func(in *Instance) {
			in.EngineVersion, in.Category, in.StorageType, in.Class = version, category, "local_ssd", class
		}
	}
	return []Instance{
		postgres("pgm-basic", "eligible: Basic Edition on a cloud disk").with(func(in *Instance) {
			in.Category, in.Class = "Basic", "pg.n2.2c.1m"
		}),
		postgres("pgm-serverless", "serverless").with(func(in *Instance) {
			in.Category, in.PayType, in.Class, in.Serverless = "serverless_standard", "SERVERLESS", "pg.n2.serverless.2c", true
		}),
		postgres("pgm-readonly", "read-only instance of pgm-demo").with(func(in *Instance) {
			in.Role, in.MasterID, in.Category, in.Class = "Readonly", "pgm-demo", "Basic", "pgro.n4.2c.1m"
		}),
		postgres("pgm-old", "version below 10").with(func(in *Instance) { in.EngineVersion = "9.4" }),
		postgres("pgm-local10", "eligible: version 10 on local disks").with(local("10.0", categoryHA, "rds.pg.s3.large")),
		postgres("pgm-local12", "version 12 on local disks").with(local("12.0", categoryHA, "rds.pg.s3.large")),
		postgres("pgm-local-basic", "Basic Edition on local disks").with(local("10.0", "Basic", "rds.pg.s1.small")),
		postgres("pgm-economy", "new general-purpose class").with(func(in *Instance) {
			in.Category, in.Class = "Basic", "pg.n2e.1c.1m"
		}),
	}
}

func stateInstances() []Instance {
	return []Instance{
		postgres("pgm-encrypted", "encrypted disk; Shanghai is activated, Chengdu is not").with(func(in *Instance) { in.Encrypted = true }),
		postgres("pgm-locked", "locked by expiration").with(func(in *Instance) {
			in.LockMode, in.LockReason, in.PayType = "LockByExpiration", "instance_expired", "Prepaid"
		}),
		postgres("pgm-busy", "busy for ten minutes").with(func(in *Instance) { in.BusyFor = "10m" }),
	}
}

func otherEngineInstances() []Instance {
	mysql := Instance{
		Region: "cn-hangzhou", Engine: engineMySQL, EngineVersion: "8.0", Category: categoryHA,
		StorageType: "local_ssd", Class: "rds.mysql.s3.large",
	}
	mssql := Instance{
		Region: "cn-hangzhou", Engine: engineSQLServer, EngineVersion: "2019_std_ha", Category: categoryHA,
		StorageType: "cloud_essd", Class: "mssql.x4.large.s2", ClassType: "d",
	}
	return []Instance{
		mysql.with(func(in *Instance) {
			in.ID, in.Description, in.History = "rm-mysql", "shop", 2
		}),
		mysql.with(func(in *Instance) {
			in.ID, in.Description, in.StorageType, in.Class = "rm-mysql-cloud", "shop on cloud disks", "cloud_essd", "mysql.n4.large.2c"
		}),
		mssql.with(func(in *Instance) { in.ID, in.Description = "rds-mssql", "ledger" }),
		mssql.with(func(in *Instance) {
			in.ID, in.Description, in.BackupMethod = "rds-mssql-snapshot", "ledger with snapshot backup", methodSnapshot
		}),
		mssql.with(func(in *Instance) {
			in.ID, in.Description, in.ClassType, in.Class = "rds-mssql-shared", "ledger on a shared class", "s", "rds.mssql.s2.large"
		}),
		mysql.with(func(in *Instance) {
			in.ID, in.Description, in.Engine, in.EngineVersion = "rm-mariadb", "wiki", engineMariaDB, "10.3"
			in.StorageType, in.Class = "cloud_essd", "mariadb.n4.large.2c"
		}),
	}
}
