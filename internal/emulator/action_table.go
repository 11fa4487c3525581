// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
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

// page cuts out one page. It returns the page's number and size too, which many answers repeat.
func page[T any](c *call, items []T) (onPage []T, pageNumber, pageSize int, err error) {
	part, pageNumber := c.page()
	if err := c.checkPage(part, len(items)); err != nil {
		return nil, 0, 0, err
	}
	return fleet.Cut(items, part), pageNumber, part.Size, nil
}

// page is the part of a list of the caller's own that the call asks for, and the number of that page.
func (c *call) page() (part fleet.Part, pageNumber int) {
	pageNumber, part.Size = number(c.params, "PageNumber", 1), number(c.params, "PageSize", 30)
	part.AccountID, part.First = c.who.accountID, (pageNumber-1)*part.Size
	return part, pageNumber
}

// checkPage refuses a page after the last one, where the guess says so.
func (c *call) checkPage(part fleet.Part, total int) error {
	if part.First > 0 && part.First >= total && c.s.guess(guessPastLastPage) == "notfound" {
		return refuse("InvalidPage.notFound", "")
	}
	return nil
}

// convert returns the views of items. It is never nil, so that an empty list is written as [].
func convert[T, V any](items []T, view func(T) V) []V {
	views := make([]V, 0, len(items))
	for _, item := range items {
		views = append(views, view(item))
	}
	return views
}

// wrapped is a list as the API nests it: {"Items":{"Item":[...]}}.
type wrapped[V any] struct {
	Item []V
}
