// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// minimum_retention_days holds under every plan_checks. It refuses what a plan sets, warns of what stands, and stands
// in the way of no end but one that lets copies expire.
func TestMinimum_holdsInEveryPlan(t *testing.T) {
	t.Parallel()
	const below, expiry = "RETENTION_BELOW_MINIMUM", "EXPIRY_REFUSED"
	was := func(days int, more ...attributes) attributes {
		return settings("", "", 0, append([]attributes{{
			"instance_id": "pgm-console", "destination_region": "eu-central-1", "retention_days": days, "enabled": true,
			"log_backup_enabled": true, "deletion_policy": "DISABLE",
		}}, more...)...)
	}
	expires := attributes{"deletion_policy": "DISABLE_AND_EXPIRE"}
	unknown := attributes{"retention_days": testkit.Unknown{}}
	off := attributes{"enabled": false, "log_backup_enabled": false}
	cases := map[string]struct {
		state, config attributes // a nil state is a create, a nil config a destroy
		want          string     // severity and code; "" is silence
	}{
		"create below":                 {nil, settings("pgm-demo", "cn-shanghai", 59), "error " + below},
		"create at the minimum":        {nil, settings("pgm-demo", "cn-shanghai", 60), ""},
		"create that is off":           {nil, settings("pgm-demo", "cn-shanghai", 30, off), "error " + below},
		"create that expires":          {nil, settings("pgm-demo", "cn-shanghai", 60, expires), "error " + expiry},
		"unknown retention":            {nil, settings("pgm-demo", "cn-shanghai", 0, unknown), ""},
		"no change":                    {was(30), was(30), "warning " + below},
		"longer, but below":            {was(30), was(45), "error " + below},
		"raised to the minimum":        {was(30), was(60), ""},
		"shortened to the minimum":     {was(90), was(60), ""},
		"shortened below":              {was(90), was(59), "error " + below},
		"another setting":              {was(30), was(30, attributes{"log_backup_enabled": false}), "warning " + below},
		"switched off":                 {was(30), was(30, off), "warning " + below},
		"switched on":                  {was(30, off), was(30), "error " + below},
		"expires from now on":          {was(60), was(60, expires), "error " + expiry},
		"expires already":              {was(60, expires), was(60, expires), ""},
		"expires no longer":            {was(60, expires), was(60), ""},
		"destroy":                      {was(30), nil, ""},
		"destroy that expires":         {was(60, expires), nil, "error " + expiry},
		"destroy that forgets":         {was(30, attributes{"deletion_policy": "ABANDON"}), nil, ""},
		"another instance, below":      {was(30), settings("pgm-demo", "cn-shanghai", 30), ""}, // its create has its own plan
		"another instance, and expiry": {was(60, expires), settings("pgm-demo", "cn-shanghai", 60), "error " + expiry},
	}
	for _, mode := range []string{"ENFORCE", "WARN", "OFF"} {
		for name, row := range cases {
			t.Run(mode+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := emulator.Start(t)
				var prior result
				if row.state != nil {
					prior = testkit.NewSession(t, s, nil).Import("pgm-console").With(t, row.state)
				}
				provider := attributes{"plan_checks": mode, "minimum_retention_days": 60}
				var found []string
				for _, text := range testkit.NewSession(t, s, provider).Plan(prior, row.config).Said.Texts() {
					for _, code := range []string{below, expiry} {
						if strings.HasSuffix(text, "("+code+")") {
							severity, _, _ := strings.Cut(text, " ")
							found = append(found, strings.TrimSuffix(severity, ":")+" "+code)
						}
					}
				}
				if got := strings.Join(found, ", "); got != row.want {
					t.Errorf("said %q, want %q", got, row.want)
				}
			})
		}
	}
}

// Where the plan could not know the minimum or the retention, the apply holds it, and sends nothing.
func TestMinimum_holdsInTheApply(t *testing.T) {
	t.Parallel()
	keep, expire := settings("pgm-demo", "cn-shanghai", 90), settings(
		"pgm-demo", "cn-shanghai", 90, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"})
	for name, row := range map[string]struct {
		before, config attributes
		code           string
	}{
		"create":  {nil, settings("pgm-demo", "cn-shanghai", 30), "RETENTION_BELOW_MINIMUM"},
		"update":  {keep, settings("pgm-demo", "cn-shanghai", 30), "RETENTION_BELOW_MINIMUM"},
		"destroy": {expire, nil, "EXPIRY_REFUSED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			open := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
			var prior result
			if row.before != nil {
				prior = created(t, open, row.before)
			}
			planned := open().Plan(prior, row.config) // while nothing says that there is a minimum
			s.ResetCalls()
			w := testkit.NewSession(t, s, attributes{"minimum_retention_days": 60})
			said := w.Apply(prior, row.config, planned).Said
			if !strings.Contains(fmt.Sprint(said), "("+row.code+")") {
				t.Errorf("said:\n%s\nwant the code %s", said, row.code)
			}
			requireWrites(t, s)
		})
	}
}

// A destroy does not advise what the minimum forbids.
func TestMinimum_isNoAdviceToExpire(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		block   attributes
		advises bool
	}{
		"no minimum": {nil, true},
		"a minimum":  {attributes{"minimum_retention_days": 60}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			open := func() *testkit.Session { return testkit.NewSession(t, s, row.block) }
			prior := open().Import("pgm-console") // which has copies
			said := fmt.Sprint(open().Plan(prior, nil).Said)
			if strings.Contains(said, "DISABLE_AND_EXPIRE") != row.advises || !strings.Contains(said, "ABANDON") {
				t.Errorf("said:\n%s", said)
			}
		})
	}
}
