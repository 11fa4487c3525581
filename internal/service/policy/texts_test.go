// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

// textCase is a plan, and with it everything that the user reads about it.
type textCase struct {
	name     string
	provider attributes
	seed     func(*emulator.Server)
	imports  string     // the import id of the policy that the plan starts from; "" is a create
	state    attributes // changes of the imported state
	config   attributes // nil is a destroy
}

// read returns what the user reads about the case. Plans of policies that exist are made after the read that precedes
// them.
func (c textCase) read(t *testing.T, s *emulator.Server) []string {
	t.Helper()
	if c.seed != nil {
		c.seed(s)
	}
	w := testkit.NewSession(t, s, c.provider)
	if c.config != nil {
		if found := w.Validate(c.config); len(found) > 0 {
			return found.Texts()
		}
	}
	var prior result
	if c.imports != "" {
		prior = testkit.NewSession(t, s, nil).Import(c.imports)
		if len(prior.Said.Texts()) > 0 {
			return prior.Said.Texts()
		}
		prior = w.Read(prior.With(t, c.state))
		if c.config == nil {
			w = testkit.NewSession(t, s, c.provider) // a destroy is planned in a walk without reads
		}
	}
	return append(prior.Said.Texts(), w.Plan(prior, c.config).Said.Texts()...)
}

// Every text is compared whole, each plan is made twice with the same result, and no plan writes or says a thing twice.
func TestPlan_texts(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, row := range textCases() {
		s := emulator.Start(t)
		found := row.read(t, s)
		if again := row.read(t, s); !cmp.Equal(found, again) {
			t.Errorf("%s: planned twice with different results:\n%s", row.name, cmp.Diff(found, again))
		}
		if writes := s.Calls(modify); len(writes) > 0 {
			t.Errorf("%s: the plan sent %d writes", row.name, len(writes))
		}
		seen := map[string]bool{}
		for _, text := range found {
			if head, _, _ := strings.Cut(text, "\n"); seen[head] {
				t.Errorf("%s: said twice: %s", row.name, head)
			} else {
				seen[head] = true
			}
		}
		fmt.Fprintf(&got, "=== %s\n%s\n\n", row.name, strings.Join(found, "\n---\n"))
	}
	golden.Equal(t, "plan_texts.golden", got.String())
}

func textCases() []textCase {
	var rows []textCase
	for _, part := range [][]textCase{
		refusedSettings(), refusedInstances(), existingPolicies(), changes(), advice(), ends(), prevented(),
	} {
		rows = append(rows, part...)
	}
	return rows
}

func refusedSettings() []textCase {
	return []textCase{
		{name: "nothing to say", config: settings("pgm-demo", "cn-shanghai", 30)},
		{name: "destination is the provider's region", config: settings("pgm-demo", "cn-hangzhou", 30)},
		{
			name:   "destination is the source region",
			config: settings("pgm-demo", "cn-hangzhou", 30, attributes{"region": "cn-hangzhou"}),
		},
		{name: "destination does not exist", config: settings("pgm-demo", "cn-nowhere", 30)},
		{name: "destination is misspelled", config: settings("pgm-demo", "cn-shangai", 30)},
		{name: "destination is a zone", config: settings("pgm-demo", "cn-shanghai-b", 30)},
		{name: "destination is a name", config: settings("pgm-demo", "China (Shanghai)", 30)},
		{
			name:     "destination is not allowed",
			provider: attributes{"allowed_destination_regions": []string{"cn-beijing", "cn-shenzhen"}},
			config:   settings("pgm-demo", "cn-shanghai", 30),
		},
		{
			name:     "no destination is allowed",
			provider: attributes{"allowed_destination_regions": []string{}},
			config:   settings("pgm-demo", "cn-shanghai", 30),
		},
		{
			name:     "destination abroad is denied",
			provider: attributes{"cross_border": "DENY"},
			config:   settings("pgm-demo", "eu-central-1", 30),
		},
		{
			name:     "unfamiliar destination while abroad is denied",
			provider: attributes{"cross_border": "DENY"},
			config:   settings("pgm-demo", "xx-nowhere-1", 30),
		},
		{name: "retention of 6 days", config: settings("pgm-demo", "cn-shanghai", 6)},
		{name: "retention of 1826 days", config: settings("pgm-demo", "cn-shanghai", 1826)},
		{
			name:   "log copy without backup",
			config: settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false, "log_backup_enabled": true}),
		},
		{
			name:   "unknown deletion policy",
			config: settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": "DELETE"}),
		},
		{name: "no region anywhere", provider: attributes{"region": nil}, config: settings("pgm-demo", "cn-shanghai", 30)},
		{
			name:   "source region without the feature, unfamiliar",
			config: settings("pgm-demo", "cn-shanghai", 30, attributes{"region": "cn-shanghai-b"}),
		},
	}
}

func refusedInstances() []textCase {
	var rows []textCase
	for _, instanceID := range []string{
		"pgm-nowhere", "pgm-shanghai", "pgm-serverless", "pgm-readonly", "pgm-old", "pgm-local12", "pgm-local-basic",
		"rm-mariadb", "rds-mssql-snapshot", "rds-mssql-shared", "pgm-locked", "pgm-released",
	} {
		rows = append(rows, textCase{name: "create on " + instanceID, config: settings(instanceID, "cn-beijing", 30)})
	}
	return append(
		rows,
		textCase{
			name:     "create on pgm-old with plan_checks WARN",
			provider: attributes{"plan_checks": "WARN"},
			config:   settings("pgm-old", "cn-beijing", 30),
		},
		textCase{
			name:     "create on pgm-old with plan_checks OFF",
			provider: attributes{"plan_checks": "OFF"},
			config:   settings("pgm-old", "cn-beijing", 30),
		},
		textCase{
			name:     "create on pgm-old with its reason ignored",
			provider: attributes{"ignore_checks": []string{"POSTGRESQL_CLOUD_DISK_VERSION"}},
			config:   settings("pgm-old", "cn-beijing", 30),
		},
	)
}

// deny denies an action.
func deny(action string) func(*emulator.Server) {
	return func(s *emulator.Server) { s.AddFault(emulator.Fault{Action: action, Code: "Forbidden.RAM"}) }
}

func advice() []textCase {
	return []textCase{
		{name: "suspected new general-purpose class", config: settings("pgm-economy", "cn-shanghai", 30)},
		{name: "encrypted disk", config: settings("pgm-encrypted", "cn-chengdu", 30)},
		{
			name:     "encrypted disk, ignored",
			provider: attributes{"ignore_checks": []string{"DISK_ENCRYPTED"}},
			config:   settings("pgm-encrypted", "cn-chengdu", 30),
		},
		{name: "destination abroad", config: settings("pgm-demo", "eu-central-1", 30)},
		{
			name:     "destination abroad is allowed",
			provider: attributes{"cross_border": "ALLOW"},
			config:   settings("pgm-demo", "eu-central-1", 30),
		},
		{name: "service-linked role is missing", seed: func(s *emulator.Server) {
			err := s.Fleet().UpdateAccount("1234567890123456", func(a *fleet.Account) { a.Roles = []string{"Other"} })
			if err != nil {
				panic(err)
			}
		}, config: settings("pgm-demo", "cn-shanghai", 30)},
		{
			name:   "destinations denied",
			seed:   deny("DescribeAvailableCrossRegion"),
			config: settings("pgm-demo", "cn-shanghai", 30),
		},
		{
			name:   "destinations denied, destination not in the table",
			seed:   deny("DescribeAvailableCrossRegion"),
			config: settings("pgm-demo", "cn-shangai", 30),
		},
		{
			name:   "instances denied",
			seed:   deny("DescribeDBInstanceAttribute"),
			config: settings("pgm-demo", "cn-shanghai", 30),
		},
		{
			name:   "encryption denied",
			seed:   deny("DescribeDBInstanceEncryptionKey"),
			config: settings("pgm-demo", "cn-shanghai", 30),
		},
		{name: "role denied", seed: deny("GetRole"), config: settings("pgm-demo", "cn-shanghai", 30)},
		{
			name:   "policies denied",
			seed:   deny("DescribeInstanceCrossBackupPolicy"),
			config: settings("pgm-demo", "cn-shanghai", 30),
		},
	}
}
