// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// action is one row of the dispatch table.
type action struct {
	version  string
	name     string
	unsigned bool // called without an access key
	writes   bool // changes something
	rules    rules
	params   []param
	handle   func(*call) (any, error)
}

// The two sets of codes with which RDS actions refuse parameters. The cross-region actions document the first.
var (
	crossRules  = rules{missing: "ParameterAbsence", invalid: "InvalidParameters.Format"}
	commonRules = rules{missing: "MissingParameter", invalid: "InvalidParameter"}
)

// Rows that many actions share.
var (
	instanceParam       = param{name: "DBInstanceId", required: true}
	regionParam         = param{name: "RegionId", kind: kindRegion, required: true, code: "InvalidRegion.Format"}
	optionalRegionParam = param{name: "RegionId", kind: kindRegion, code: "InvalidRegionId"}
	destinationParam    = param{name: "CrossBackupRegion", kind: kindRegion, code: "InvalidRegion.Format"}
	pageNumberParam     = param{name: "PageNumber", kind: kindInt, min: 1, max: 1 << 31}
	pageSizeParam       = param{name: "PageSize", kind: kindPage, guess: "page-sizes"}
	groupParam          = param{name: "ResourceGroupId"}
	keepPolicyParam     = param{
		name: "ReleasedKeepPolicy", kind: kindEnum, values: []string{"None", "Lastest", "All"},
		code: "InvalidReleasedKeepPolicy.Format",
	}
	engineParam = param{
		name: "Engine", kind: kindEnum, required: true, values: []string{"MySQL", "SQLServer", "PostgreSQL"},
		code: "InvalidEngine.Malformed",
	}
)

// actionTable returns every action by version and name.
func actionTable() map[string]map[string]action {
	table := map[string]map[string]action{}
	for _, row := range []action{
		modifyInstanceCrossBackupPolicy(), describeInstanceCrossBackupPolicy(), describeCrossRegionBackupDBInstance(),
		describeAvailableCrossRegion(), describeCrossRegionBackups(), describeCrossRegionLogBackupFiles(),
		describeAvailableRecoveryTime(), checkCreateDdrDBInstance(),
		describeDBInstanceAttribute(), describeDBInstances(), describeDBInstanceEncryptionKey(), describeDBInstanceTDE(),
		describeRegions(), deleteDBInstance(),
		describeBackupPolicy(), createBackup(), describeBackups(), describeBackupTasks(),
		getCallerIdentity(), assumeRole(), assumeRoleWithOIDC(), getRole(),
	} {
		if table[row.version] == nil {
			table[row.version] = map[string]action{}
		}
		table[row.version][row.name] = row
	}
	return table
}

// Faults, quotas and denied actions name actions. An unknown name is refused: a typo would otherwise do nothing.

// knownActions returns the names of all actions, sorted.
func (s *Server) knownActions() []string {
	names := map[string]bool{}
	for _, actions := range s.actions {
		for name := range actions {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (s *Server) checkAction(name string) error {
	if known := s.knownActions(); !slices.Contains(known, name) {
		return fmt.Errorf("there is no action %q: use one of %s", name, strings.Join(known, ", "))
	}
	return nil
}

// instanceID returns the id that the call names. An instance of another account does not exist for the caller: its id
// is replaced by one that no instance can have.
func (c *call) instanceID() string {
	id := c.params.Get("DBInstanceId")
	if instance, ok := c.s.fleet.Instance(id); ok && instance.AccountID != c.who.accountID {
		return id + "\x00"
	}
	return id
}

// region returns the region that the call names. Where the parameter is optional and absent, the endpoint serves every
// region and finds the instance by its id.
func (c *call) region() string {
	if region := c.params.Get("RegionId"); region != "" {
		return region
	}
	instance, _ := c.s.fleet.Instance(c.instanceID())
	return instance.Region
}

// regionOfInstance returns the region in which the instance of the call is, which an answer names.
func (c *call) regionOfInstance() string {
	if instance, ok := c.s.fleet.Instance(c.instanceID()); ok {
		return instance.Region
	}
	return c.region()
}
