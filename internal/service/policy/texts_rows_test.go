// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// existingPolicies are creates where the API has a policy already.
func existingPolicies() []textCase {
	return []textCase{
		{
			name:   "adopts equal settings",
			config: settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true}),
		},
		{name: "refuses other settings", config: settings("pgm-console", "cn-shanghai", 30)},
		{
			name:   "refuses to declare an enabled policy off",
			config: settings("pgm-console", "cn-beijing", 1825, attributes{"enabled": false}),
		},
		{name: "enables again with shorter retention", config: settings("pgm-disabled", "cn-shanghai", 7)},
		{
			name:   "takes over a policy that is off",
			config: settings("pgm-disabled", "cn-shanghai", 30, attributes{"enabled": false}),
		},
		{name: "off from the start", config: settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false})},
		{
			name:   "off from the start, instance not found",
			config: settings("pgm-nowhere", "cn-shanghai", 30, attributes{"enabled": false}),
		},
	}
}

// changes are plans that change the policy of pgm-console, which is on, to cn-beijing, with logs, for 1825 days; or
// that of pgm-released, which is on, to cn-shanghai, for 30 days.
func changes() []textCase {
	console := func(name string, state, config attributes) textCase {
		for argument, value := range map[string]any{
			"instance_id": "pgm-console", "destination_region": "cn-beijing", "retention_days": 1825, "log_backup_enabled": true,
		} {
			if _, given := config[argument]; !given {
				config[argument] = value
			}
		}
		return textCase{name: name, imports: "pgm-console", state: state, config: config}
	}
	unchangedAbroad := func(name string, provider attributes) textCase {
		row := console(name, nil, attributes{})
		row.provider = provider
		return row
	}
	return []textCase{
		console("no change", nil, attributes{}),
		console("shorter retention", nil, attributes{"retention_days": 30}),
		console("shorter retention that no copy reaches", nil, attributes{"retention_days": 365}),
		console("longer retention of elsewhere is accepted", attributes{"retention_days": 30}, attributes{}),
		console("another destination", nil, attributes{"destination_region": "cn-shanghai"}),
		console("no log copy", nil, attributes{"log_backup_enabled": false}),
		console("switched off", nil, attributes{"log_backup_enabled": false, "enabled": false}),
		{
			name:    "switched off, instance is locked",
			seed:    lock("pgm-console"),
			imports: "pgm-console",
			config:  settings("pgm-console", "cn-beijing", 1825, attributes{"enabled": false}),
		},
		console(
			"everything at once",
			nil,
			attributes{"log_backup_enabled": false, "retention_days": 7, "destination_region": "eu-west-1"},
		),
		{
			name:    "switched off outside Terraform",
			imports: "pgm-disabled",
			state:   attributes{"enabled": true},
			config:  settings("pgm-disabled", "cn-shanghai", 30),
		},
		{
			name:    "shorter retention, copies denied",
			seed:    deny("DescribeCrossRegionBackups"),
			imports: "pgm-console",
			config:  settings("pgm-console", "cn-beijing", 30, attributes{"log_backup_enabled": true}),
		},
		{
			name:    "longer retention, somebody locked the instance",
			seed:    lockAs("pgm-disabled", "ManualLock"),
			imports: "pgm-disabled",
			config:  settings("pgm-disabled", "cn-shanghai", 60),
		},
		console("another region", nil, attributes{"region": "cn-shenzhen"}),
		console("destination becomes the source", nil, attributes{"destination_region": "cn-hangzhou"}),
		console("another destination does not exist", nil, attributes{"destination_region": "cn-nowhere"}),
		unchangedAbroad(
			"unchanged, destination not allowed",
			attributes{"allowed_destination_regions": []string{"cn-shanghai"}},
		),
		unchangedAbroad(
			"unchanged, destination not allowed, plan_checks OFF",
			attributes{"allowed_destination_regions": []string{"cn-shanghai"}, "plan_checks": "OFF"},
		),
		{name: "released, other destination", imports: "pgm-released", config: settings("pgm-released", "cn-beijing", 30)},
		{
			name:    "released, switched off",
			imports: "pgm-released",
			config:  settings("pgm-released", "cn-shanghai", 30, attributes{"enabled": false}),
		},
		{
			name:    "released, log copy",
			imports: "pgm-released",
			config:  settings("pgm-released", "cn-shanghai", 30, attributes{"log_backup_enabled": true}),
		},
		{name: "released, shorter retention", imports: "pgm-released", config: settings("pgm-released", "cn-shanghai", 7)},
		{name: "released, longer retention", imports: "pgm-released", config: settings("pgm-released", "cn-shanghai", 60)},
		{name: "enables a policy that was off", imports: "pgm-disabled", config: settings("pgm-disabled", "cn-shanghai", 30)},
	}
}

// ends are plans that destroy.
func ends() []textCase {
	return []textCase{
		{name: "destroy, DISABLE", imports: "pgm-console"},
		{name: "destroy, instance is locked", seed: lock("pgm-console"), imports: "pgm-console"},
		{name: "destroy, copies denied", seed: deny("DescribeCrossRegionBackups"), imports: "pgm-console"},
		{
			name:    "destroy, DISABLE_AND_EXPIRE, copies denied",
			seed:    deny("DescribeCrossRegionBackups"),
			imports: "pgm-console",
			state:   attributes{"deletion_policy": "DISABLE_AND_EXPIRE"},
		},
		{
			name:    "destroy, DISABLE_AND_EXPIRE",
			imports: "pgm-console",
			state:   attributes{"deletion_policy": "DISABLE_AND_EXPIRE"},
		},
		{name: "destroy, ABANDON", imports: "pgm-console", state: attributes{"deletion_policy": "ABANDON"}},
		{name: "destroy, off with copies", imports: "pgm-disabled"},
		{
			name:    "destroy, off with copies, DISABLE_AND_EXPIRE",
			imports: "pgm-disabled",
			state:   attributes{"deletion_policy": "DISABLE_AND_EXPIRE"},
		},
		{name: "destroy, off with copies, ABANDON", imports: "pgm-disabled", state: attributes{"deletion_policy": "ABANDON"}},
		{name: "destroy, released", imports: "pgm-released"},
		{
			name:     "destroy, residency forbids the destination",
			imports:  "pgm-console",
			provider: attributes{"allowed_destination_regions": []string{}},
		},
		{
			name:    "replaced by another instance",
			imports: "pgm-console",
			config:  settings("pgm-demo", "cn-beijing", 1825, attributes{"log_backup_enabled": true}),
		},
		{name: "import of a policy that never was on", imports: "pgm-demo"},
		{name: "import of an instance that does not exist", imports: "pgm-nowhere"},
		{name: "import of two colons", imports: "cn-hangzhou:pgm:demo"},
		{name: "import without instance", imports: "cn-hangzhou:"},
		{name: "import without region before the colon", imports: ":pgm-demo"},
		{name: "import the wrong way round", imports: "pgm-demo:cn-hangzhou"},
		{name: "import with a misspelled region", imports: "cn-hangzhou-h:pgm-demo"},
		{name: "import from the wrong region", imports: "cn-shanghai:pgm-console"},
	}
}

// lock locks an instance, as it is when it has not been paid for.
func lock(instanceID string) func(*emulator.Server) { return lockAs(instanceID, "LockByExpiration") }

func lockAs(instanceID, mode string) func(*emulator.Server) {
	return func(s *emulator.Server) {
		if err := s.Fleet().UpdateInstance(instanceID, func(in *fleet.Instance) { in.LockMode = mode }); err != nil {
			panic(err)
		}
	}
}

// prevented are plans under PREVENT.
func prevented() []textCase {
	state := attributes{"deletion_policy": "PREVENT"}
	console := func(more attributes) attributes {
		return settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true}, more)
	}
	return []textCase{
		{name: "PREVENT, destroy", imports: "pgm-console", state: state},
		{
			name:    "PREVENT, replacement",
			imports: "pgm-console",
			state:   state,
			config:  settings("pgm-demo", "cn-beijing", 1825, attributes{"deletion_policy": "PREVENT"}),
		},
		{
			name:    "PREVENT, switched off",
			imports: "pgm-console",
			state:   state,
			config:  console(attributes{"enabled": false, "log_backup_enabled": false, "deletion_policy": "PREVENT"}),
		},
		{
			name:    "PREVENT, shorter retention",
			imports: "pgm-console",
			state:   state,
			config:  console(attributes{"retention_days": 30, "deletion_policy": "PREVENT"}),
		},
		{
			name:    "PREVENT, shorter retention and way out at once",
			imports: "pgm-console",
			state:   state,
			config:  console(attributes{"retention_days": 30}),
		},
		{
			name:    "PREVENT, retention lengthened outside Terraform",
			imports: "pgm-console",
			state:   attributes{"deletion_policy": "PREVENT", "retention_days": 50},
			config:  console(attributes{"retention_days": 50, "deletion_policy": "PREVENT"}),
		},
		{name: "PREVENT, way out alone", imports: "pgm-console", state: state, config: console(nil)},
		{
			name:    "PREVENT, longer retention of elsewhere is accepted",
			imports: "pgm-console",
			state:   attributes{"deletion_policy": "PREVENT", "retention_days": 30},
			config:  console(attributes{"deletion_policy": "PREVENT"}),
		},
		{
			name:    "PREVENT, released and switched off",
			imports: "pgm-released",
			state:   state,
			config:  settings("pgm-released", "cn-shanghai", 30, attributes{"enabled": false, "deletion_policy": "PREVENT"}),
		},
		{
			name:    "PREVENT, released and shorter retention",
			imports: "pgm-released",
			state:   state,
			config:  settings("pgm-released", "cn-shanghai", 7, attributes{"deletion_policy": "PREVENT"}),
		},
	}
}
