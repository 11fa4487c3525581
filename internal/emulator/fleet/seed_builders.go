// SPDX-License-Identifier: MPL-2.0

package fleet

// The functions of this file build instances for seeds and tests.

// PostgreSQL is an instance that cross-region backup supports: High-availability Edition on a cloud disk.
func PostgreSQL(region, id string, changes ...func(*Instance)) Instance {
	return Instance{
		ID: id, Region: region, Engine: enginePostgreSQL, EngineVersion: "16.0",
		Category: categoryHA, StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
	}.With(changes...)
}

// MySQL is an instance that cross-region backup supports: High-availability Edition on local disks.
func MySQL(region, id string, changes ...func(*Instance)) Instance {
	return Instance{
		ID: id, Region: region, Engine: engineMySQL, EngineVersion: "8.0",
		Category: categoryHA, StorageType: "local_ssd", Class: "rds.mysql.s3.large",
	}.With(changes...)
}

// SQLServer is an instance that cross-region backup supports: High-availability Edition on a dedicated class.
func SQLServer(region, id string, changes ...func(*Instance)) Instance {
	return Instance{
		ID: id, Region: region, Engine: engineSQLServer, EngineVersion: "2019_std_ha",
		Category: categoryHA, StorageType: "cloud_essd", Class: "mssql.x4.large.s2", ClassType: "d",
	}.With(changes...)
}

// With returns a copy of the instance with the changes.
func (in Instance) With(changes ...func(*Instance)) Instance {
	in = in.clone()
	for _, change := range changes {
		change(&in)
	}
	return in
}

// WithPolicy gives an instance its cross-region backup policy.
func WithPolicy(policy Policy) func(*Instance) {
	return func(in *Instance) {
		own := policy
		in.Policy = &own
	}
}

// WithHistory gives an instance days of backups, and of copies where its policy was on.
func WithHistory(days int) func(*Instance) {
	return func(in *Instance) { in.History = days }
}
