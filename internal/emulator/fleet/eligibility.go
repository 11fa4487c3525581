// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"slices"
	"strconv"
	"strings"
)

const (
	engineMySQL      = "MySQL"
	enginePostgreSQL = "PostgreSQL"
	engineSQLServer  = "SQLServer"
	engineMariaDB    = "MariaDB"
)

func (r *record) onLocalDisk() bool {
	return r.StorageType == "local_ssd" || r.StorageType == "ephemeral_ssd"
}

func (r *record) mysqlOnCloudDisk() bool { return r.Engine == engineMySQL && !r.onLocalDisk() }

// dropsSetsOnRelease reports whether the sets go with the instance.
func (r *record) dropsSetsOnRelease() bool { return r.mysqlOnCloudDisk() }

// spellEngine spells an engine as the policy getter and the sets do.
func (f *Fleet) spellEngine(engine string) string {
	switch {
	case f.guesses[guessEngineSpelling] == "attribute":
		return engine
	case engine == engineSQLServer:
		return "mssql"
	default:
		return strings.ToLower(engine)
	}
}

// refuseIneligible applies the documented rules of the three engines, in the order
// engine, version, host, role and class.
func (f *Fleet) refuseIneligible(r *record) error {
	rules := map[string]func(*record) string{
		enginePostgreSQL: refusePostgreSQL, engineMySQL: refuseMySQL, engineSQLServer: refuseSQLServer,
	}
	rule, known := rules[r.Engine]
	if !known {
		return Refusal{CodeEngine, r.Engine}
	}
	if code := rule(r); code != "" {
		return Refusal{code, r.ID}
	}
	switch {
	case r.isServerless():
		return Refusal{CodeHostType, r.ID}
	case r.Role != rolePrimary:
		return Refusal{CodeInstanceType, r.Role}
	case f.blocked.MatchString(r.Class):
		return Refusal{CodeInstanceLevel, r.Class}
	case r.ColdData:
		return Refusal{CodeColdData, r.ID}
	}
	return nil
}

func refusePostgreSQL(r *record) string {
	major, _ := strconv.Atoi(strings.SplitN(r.EngineVersion, ".", 2)[0]) // 0 for no number: refused
	switch {
	case r.onLocalDisk() && r.EngineVersion != "9.4" && major != 10:
		return CodeEngineVersion
	case r.onLocalDisk() && r.Category != categoryHA:
		return CodeHostType
	case !r.onLocalDisk() && major < 10:
		return CodeEngineVersion
	}
	return ""
}

func refuseMySQL(r *record) string {
	versions, editions := []string{"5.7", "8.0"}, []string{"basic", "highavailability", "cluster"}
	if r.onLocalDisk() {
		versions, editions = []string{"5.6", "5.7", "8.0"}, []string{"highavailability"}
		if r.EngineVersion == "5.7" {
			editions = append(editions, "finance")
		}
	}
	switch {
	case !slices.Contains(versions, r.EngineVersion):
		return CodeEngineVersion
	case !slices.Contains(editions, strings.ToLower(r.Category)) && !r.isServerless():
		return CodeHostType
	}
	return ""
}

func refuseSQLServer(r *record) string {
	if r.ClassType == "s" {
		return CodeInstanceLevel
	}
	return ""
}

func (r *record) isServerless() bool {
	return r.Serverless || strings.HasPrefix(strings.ToLower(r.Category), "serverless") ||
		strings.EqualFold(r.PayType, "serverless") || strings.Contains(r.Class, ".serverless.") ||
		(r.Engine == engineSQLServer && strings.HasSuffix(r.EngineVersion, "_sl"))
}

// inSnapshotMode reports whether the instance backs up by snapshots, which only the
// Cluster Edition of SQL Server can copy to another region.
func (r *record) inSnapshotMode() bool {
	return r.Engine == engineSQLServer && r.BackupMethod == "Snapshot" && r.Category != "AlwaysOn"
}
