// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// The two rules about where data may go hold under every plan_checks. They refuse what is new or changed, warn of what
// stays, and stand in the way of no end.
func TestResidency_holdsUnderEveryPlanChecks(t *testing.T) {
	t.Parallel()
	rules := map[string]struct {
		provider attributes
		says     string
	}{
		"allowed_destination_regions": {
			attributes{"allowed_destination_regions": []string{"cn-shenzhen"}},
			" on destination_region: Destination region is not allowed\n",
		},
		"cross_border": {
			attributes{"cross_border": "DENY"},
			" on destination_region: Copies would cross a border\n",
		},
	}
	on := settings("pgm-console", "eu-central-1", 1825, attributes{"log_backup_enabled": true})
	abroad := attributes{"destination_region": "eu-central-1"}
	cases := map[string]struct {
		state, config attributes // a nil state is a create, a nil config a destroy
		severity      string     // "" is silence
	}{
		"create":             {nil, settings("pgm-demo", "eu-central-1", 30), "error"},
		"create that is off": {nil, settings("pgm-demo", "eu-central-1", 30, attributes{"enabled": false}), ""},
		"change": {
			abroad,
			settings("", "", 0, on, attributes{"retention_days": 1826 - 1, "log_backup_enabled": false}),
			"error",
		},
		"changed destination": {attributes{}, on, "error"},
		"no change":           {abroad, on, "warning"},
		"deletion policy alone": {
			abroad,
			settings("", "", 0, on, attributes{"deletion_policy": "ABANDON"}),
			"warning",
		},
		"switched off": {
			abroad,
			settings("", "", 0, on, attributes{"enabled": false, "log_backup_enabled": false}),
			"",
		},
		"switched on": {
			attributes{"destination_region": "eu-central-1", "enabled": false, "log_backup_enabled": false},
			on,
			"error",
		},
		"destroy":                     {abroad, nil, ""},
		"destination that is allowed": {nil, settings("pgm-demo", "cn-shenzhen", 30), ""},
		"back to a destination allowed": {
			abroad,
			settings("", "", 0, on, attributes{"destination_region": "cn-shenzhen"}),
			"",
		},
	}
	for ruleName, rule := range rules {
		for _, mode := range []string{"ENFORCE", "WARN", "OFF"} {
			for name, row := range cases {
				t.Run(ruleName+"/"+mode+"/"+name, func(t *testing.T) {
					t.Parallel()
					s := emulator.Start(t)
					provider := maps.Clone(rule.provider)
					provider["plan_checks"] = mode
					var prior result
					if row.state != nil {
						prior = testkit.NewSession(t, s, nil).Import("pgm-console").With(t, row.state)
					}
					var found []string
					for _, text := range testkit.NewSession(t, s, provider).Plan(prior, row.config).Said.Texts() {
						if severity, _, matches := strings.Cut(text, rule.says); matches {
							found = append(found, severity)
						}
					}
					if got := strings.Join(found, " "); got != row.severity {
						t.Errorf("severity is %q, want %q", got, row.severity)
					}
				})
			}
		}
	}
}

// plan_checks and ignore_checks decide what becomes of a known-bad instance; the API has the last word.
func TestResidency_planChecksDecideTheSeverity(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		provider attributes
		config   attributes
		want     string
	}{
		"ENFORCE": {attributes{"plan_checks": "ENFORCE"}, settings("pgm-old", "cn-shanghai", 30), "error"},
		"default": {nil, settings("pgm-old", "cn-shanghai", 30), "error"},
		"WARN":    {attributes{"plan_checks": "WARN"}, settings("pgm-old", "cn-shanghai", 30), "warning"},
		"OFF":     {attributes{"plan_checks": "OFF"}, settings("pgm-old", "cn-shanghai", 30), ""},
		"ignored": {
			attributes{"ignore_checks": []string{"POSTGRESQL_CLOUD_DISK_VERSION"}}, settings("pgm-old", "cn-shanghai", 30), "",
		},
		"another one ignored": {
			attributes{"ignore_checks": []string{"SERVERLESS"}}, settings("pgm-old", "cn-shanghai", 30), "error",
		},
		"destination, ENFORCE": {nil, settings("pgm-demo", "cn-nowhere", 30), "error"},
		"destination, WARN":    {attributes{"plan_checks": "WARN"}, settings("pgm-demo", "cn-nowhere", 30), "warning"},
		"destination, OFF":     {attributes{"plan_checks": "OFF"}, settings("pgm-demo", "cn-nowhere", 30), ""},
		"destination, ignored": {
			attributes{"ignore_checks": []string{"DESTINATION_NOT_AVAILABLE"}}, settings("pgm-demo", "cn-nowhere", 30), "",
		},
		"instance not found, WARN": {
			attributes{"plan_checks": "WARN"}, settings("pgm-nowhere", "cn-shanghai", 30), "warning",
		},
		"instance not found, OFF":    {attributes{"plan_checks": "OFF"}, settings("pgm-nowhere", "cn-shanghai", 30), ""},
		"source as destination, OFF": {attributes{"plan_checks": "OFF"}, settings("pgm-demo", "cn-hangzhou", 30), "error"},
		"suspected class":            {nil, settings("pgm-economy", "cn-shanghai", 30), "warning"},
		"suspected class, WARN": {
			attributes{"plan_checks": "WARN"}, settings("pgm-economy", "cn-shanghai", 30), "warning",
		},
		"suspected class, ignored": {
			attributes{"ignore_checks": []string{"POSTGRESQL_NEW_GENERAL_PURPOSE"}},
			settings("pgm-economy", "cn-shanghai", 30),
			"",
		},
		"locked, WARN": {
			attributes{"plan_checks": "WARN"}, settings("pgm-locked", "cn-shanghai", 30), "warning",
		},
		"existing, OFF": {attributes{"plan_checks": "OFF"}, settings("pgm-console", "cn-shanghai", 30), "error"},
		"released, OFF": {
			attributes{"plan_checks": "OFF"}, settings("pgm-released", "cn-shanghai", 30), "error",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			var severities []string
			for _, text := range testkit.NewSession(t, s, row.provider).Plan(result{}, row.config).Said.Texts() {
				severity, _, _ := strings.Cut(text, " ")
				severities = append(severities, severity)
			}
			if got := strings.Join(severities, " "); got != row.want {
				t.Errorf("severities %q, want %q", got, row.want)
			}
		})
	}
}

// Regions that the product page does not list have an area where their id tells it. A pair of them is judged by that.
func TestResidency_beyondTheProductPage(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ source, destination, want string }{
		"finance":                  {"cn-shanghai-finance-1", "cn-shenzhen-finance-1", ""},
		"finance to the mainland":  {"cn-hangzhou-finance", "cn-beijing", ""},
		"government":               {"cn-north-2-gov-1", "cn-beijing", ""},
		"new in the mainland":      {"cn-nanjing", "cn-fuzhou", ""},
		"abroad":                   {"me-east-1", "rus-west-1", ""},
		"finance abroad":           {"cn-shanghai-finance-1", "me-central-1", "Copies would cross a border"},
		"finance to Hong Kong":     {"cn-shanghai-finance-1", "cn-hongkong", "Copies would cross a border"},
		"from abroad":              {"rus-west-1", "cn-nanjing", "Copies would cross a border"},
		"an id that tells nothing": {"cn-shanghai", "xx-north-1", "which area xx-north-1 is"},
		"neither tells it":         {"cn-taiwan-1", "xx-north-1", "which area cn-taiwan-1 or xx-north-1 is"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			session := testkit.NewSession(t, s, attributes{
				"region": row.source, "cross_border": "DENY", "plan_checks": "OFF",
			}, testkit.InMemory(s))
			said := session.Plan(result{}, settings("pgm-demo", row.destination, 30)).Said.String()
			if row.want == "" && strings.Contains(said, "border") || !strings.Contains(said, row.want) {
				t.Errorf("said %q, want %q", said, row.want)
			}
		})
	}
}

// A bank keeps its copies in the mainland: from one finance region to another, under DENY.
func TestResidency_financeRegionsUnderDeny(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		if err := s.SetGuess("destinations", "finance"); err != nil {
			t.Fatal(err)
		}
		if err := s.Fleet().AddInstance(fleet.SQLServer("cn-shanghai-finance-1", "rds-bank")); err != nil {
			t.Fatal(err)
		}
		tf := newTerraform(t, s, attributes{"region": "cn-shanghai-finance-1", "cross_border": "DENY"})
		tf.mustApply(settings("rds-bank", "cn-shenzhen-finance-1", 180))
		requirePolicy(t, s, "rds-bank", true, false, "cn-shenzhen-finance-1", 180)
	})
}

// A rule that comes later blocks neither the end of a policy nor switching it off.
func TestResidency_blocksNoEnd(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
		s.ResetCalls()
		tf.provider = attributes{"allowed_destination_regions": []string{"cn-beijing"}}
		tf.apply(only(settings("pgm-demo", "cn-shanghai", 60))).Require(t, "allows only cn-beijing.")
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false}))
		requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
		tf.apply(only(settings("pgm-demo", "cn-shanghai", 30))).Require(t, "allows only cn-beijing.")
		tf.mustApply()
		requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
	})
}
