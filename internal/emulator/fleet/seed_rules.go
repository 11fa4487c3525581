// SPDX-License-Identifier: MPL-2.0

package fleet

// Rule says which values a field of a seed may have, beyond its type.
type Rule struct {
	Required bool
	// Values are all that is allowed, in a list for each item; empty means anything.
	Values []string
	// Min and Max bound a number where Max is not 0.
	Min, Max int
	// Duration is a text such as 10m.
	Duration bool
}

// SeedRules returns the rules of seed files, by type and JSON name. Checks and the JSON schema both follow them.
func SeedRules() map[string]Rule {
	var regions []string
	for _, region := range Regions() {
		regions = append(regions, region.ID)
	}
	return map[string]Rule{
		"Account.id":                   {Required: true},
		"AccessKey.id":                 {Required: true},
		"AccessKey.secret":             {Required: true},
		"RoleRule.max_session_seconds": {Min: minMaxSession, Max: maxMaxSession},
		"Instance.id":                  {Required: true},
		"Instance.region":              {Required: true, Values: regions},
		"Instance.engine":              {Required: true, Values: engines()},
		"Instance.engine_version":      {Required: true},
		"Instance.role":                {Values: roles()},
		"Instance.backup_method":       {Values: backupMethods()},
		"Instance.backup_days":         {Values: weekdays()},
		"Instance.history":             {Min: 0, Max: maxHistory},
		"Instance.busy_for":            {Duration: true},
		"Policy.destination_region":    {Values: regions},
		"Policy.retention_days":        {Min: minRetentionDays, Max: maxRetentionDays},
	}
}

func engines() []string {
	return []string{enginePostgreSQL, engineMySQL, engineSQLServer, engineMariaDB}
}

func roles() []string { return []string{rolePrimary, "Readonly", "Guard", "Temp"} }

func backupMethods() []string { return []string{methodPhysical, methodSnapshot} }
