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
			AccessKeys: []AccessKey{{
				ID: "emulator-key", Secret: "emulator-secret", ARN: "acs:ram::1234567890123456:user/emulator",
			}},
			Roles: []string{ServiceRole, RoleDeployer, RoleExternalID, RoleOneHour},
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

// seedRegion is where most instances of the default fleet are.
const seedRegion = "cn-hangzhou"

// backedUp is the history of an instance that is backed up daily, and has never had copies.
const backedUp = 2

// postgres is [PostgreSQL] in the default fleet's region, with a description, a tag and local backups.
func postgres(id, description string, changes ...func(*Instance)) Instance {
	described := func(in *Instance) {
		in.Description, in.Tags = description, map[string]string{"team": "data"}
	}
	return PostgreSQL(seedRegion, id, described, WithHistory(backedUp)).With(changes...)
}

func policyInstances() []Instance {
	return []Instance{
		postgres("pgm-demo", "orders"),
		postgres("pgm-console", "billing, switched on by hand", WithHistory(40), WithPolicy(Policy{
			Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 1825,
		})),
		postgres("pgm-released", "reports, released", WithHistory(20), WithPolicy(Policy{
			Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
		}), func(in *Instance) { in.Released = true }),
		postgres("pgm-disabled", "archive, switched off", WithHistory(20), WithPolicy(Policy{
			EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
		})),
		postgres("pgm-shanghai", "orders in Shanghai", func(in *Instance) { in.Region = "cn-shanghai" }),
		postgres("pgm-frankfurt", "orders in Frankfurt", func(in *Instance) { in.Region = "eu-central-1" }),
	}
}

func ineligibleInstances() []Instance {
	local := func(version, category, class string) func(*Instance) {
		return func(in *Instance) {
			in.EngineVersion, in.Category, in.StorageType, in.Class = version, category, "local_ssd", class
		}
	}
	return []Instance{
		postgres("pgm-basic", "eligible: Basic Edition on a cloud disk", func(in *Instance) {
			in.Category, in.Class = "Basic", "pg.n2.2c.1m"
		}),
		postgres("pgm-serverless", "serverless", func(in *Instance) {
			in.Category, in.PayType, in.Class, in.Serverless = "serverless_standard", "SERVERLESS", "pg.n2.serverless.2c", true
		}),
		postgres("pgm-readonly", "read-only instance of pgm-demo", func(in *Instance) {
			in.Role, in.MasterID, in.Category, in.Class = "Readonly", "pgm-demo", "Basic", "pgro.n4.2c.1m"
		}),
		postgres("pgm-old", "version below 10", func(in *Instance) { in.EngineVersion = "9.4" }),
		postgres("pgm-local10", "eligible: version 10 on local disks", local("10.0", categoryHA, "rds.pg.s3.large")),
		postgres("pgm-local12", "version 12 on local disks", local("12.0", categoryHA, "rds.pg.s3.large")),
		postgres("pgm-local-basic", "Basic Edition on local disks", local("10.0", "Basic", "rds.pg.s1.small")),
		postgres("pgm-economy", "new general-purpose class", func(in *Instance) {
			in.Category, in.Class = "Basic", "pg.n2e.1c.1m"
		}),
	}
}

func stateInstances() []Instance {
	return []Instance{
		postgres("pgm-encrypted", "encrypted disk; Shanghai is activated, Chengdu is not", func(in *Instance) {
			in.Encrypted = true
		}),
		postgres("pgm-locked", "locked by expiration", func(in *Instance) {
			in.LockMode, in.LockReason, in.PayType = "LockByExpiration", "instance_expired", "Prepaid"
		}),
		postgres("pgm-busy", "busy for ten minutes", func(in *Instance) { in.BusyFor = "10m" }),
	}
}

func otherEngineInstances() []Instance {
	mysql := func(id, description string, changes ...func(*Instance)) Instance {
		described := func(in *Instance) { in.Description = description }
		return MySQL(seedRegion, id, described, WithHistory(backedUp)).With(changes...)
	}
	sqlServer := func(id, description string, changes ...func(*Instance)) Instance {
		return SQLServer(seedRegion, id, func(in *Instance) { in.Description = description }).With(changes...)
	}
	return []Instance{
		mysql("rm-mysql", "shop"),
		mysql("rm-mysql-cloud", "shop on cloud disks", func(in *Instance) {
			in.StorageType, in.Class = "cloud_essd", "mysql.n4.large.2c"
		}),
		sqlServer("rds-mssql", "ledger"),
		sqlServer("rds-mssql-snapshot", "ledger with snapshot backup", func(in *Instance) {
			in.BackupMethod = methodSnapshot
		}),
		sqlServer("rds-mssql-shared", "ledger on a shared class", func(in *Instance) {
			in.ClassType, in.Class = "s", "rds.mssql.s2.large"
		}),
		mysql("rm-mariadb", "wiki", func(in *Instance) {
			in.Engine, in.EngineVersion = engineMariaDB, "10.3"
			in.StorageType, in.Class = "cloud_essd", "mariadb.n4.large.2c"
		}),
	}
}
