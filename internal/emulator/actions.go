// SPDX-License-Identifier: MPL-2.0

package emulator

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

// The two ways in which RDS actions refuse parameters. The cross-region actions document the first.
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

// instanceID returns the instance that the call names. An instance of another account does not exist for the caller, so
// its id is replaced by one that no instance can have.
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

// owned keeps the items of the caller's account.
func owned[T any](c *call, items []T, account func(T) string) []T {
	kept := make([]T, 0, len(items))
	for _, item := range items {
		if account(item) == c.who.accountID {
			kept = append(kept, item)
		}
	}
	return kept
}

// page cuts out one page. It returns the page's number and size too, which many answers repeat.
func page[T any](c *call, items []T) (onPage []T, pageNumber, pageSize int, err error) {
	pageNumber, pageSize = number(c.params, "PageNumber", 1), number(c.params, "PageSize", 30)
	first := (pageNumber - 1) * pageSize
	if first >= len(items) && pageNumber > 1 {
		if c.s.guess(guessPastLastPage) == "notfound" {
			return nil, 0, 0, refuse("InvalidPage.notFound", "")
		}
		return nil, pageNumber, pageSize, nil
	}
	return items[first:min(first+pageSize, len(items))], pageNumber, pageSize, nil
}

// convert maps items to their views. The result is never nil, so that an empty list is written as [].
func convert[T, V any](items []T, view func(T) V) []V {
	views := make([]V, 0, len(items))
	for _, item := range items {
		views = append(views, view(item))
	}
	return views
}

// wrapped is the inner of the two wrappings of a list: {"Items":{"Item":[...]}}.
type wrapped[V any] struct {
	Item []V
}
