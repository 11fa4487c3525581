// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// patched is a fleet of one account and one instance for the tests of PATCH.
func patched() fleet.Seed {
	account := fleet.Account{
		ID: ownAccount, DeniedActions: []string{"rds:DescribeRegions"},
		AccessKeys: []fleet.AccessKey{{ID: "old", Secret: "s", SecurityToken: "token", ARN: "acs:ram::1:user/old"}},
		Roles:      []string{"a", "b"},
		RoleRules:  map[string]fleet.RoleRule{"a": {ExternalID: "x"}, "b": {MaxSessionSeconds: 7200}},
	}
	instance := fleet.PostgreSQL("cn-hangzhou", "pgm-a", fleet.WithHistory(30), func(in *fleet.Instance) {
		in.Tags, in.FailedCopies, in.SizeBytes = map[string]string{"team": "data", "stage": "test"}, []int{1, 2}, 1<<53+1
	}, fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 90}))
	return fleet.Seed{Accounts: []fleet.Account{account}, Instances: []fleet.Instance{instance}}
}

// A body of PATCH is merged as RFC 7396 says: objects are merged, everything else is replaced, and null removes.
func TestControl_patchIsAMerge(t *testing.T) {
	t.Parallel()
	type both struct {
		in fleet.Instance
		a  fleet.Account
	}
	type row struct {
		body string
		want func(*both)
	}
	for path, rows := range map[string]map[string]row{
		"state/instances/pgm-a": {
			"nothing":           {`{}`, func(*both) {}},
			"a text":            {`{"description":"new"}`, func(w *both) { w.in.Description = "new" }},
			"null is a default": {`{"class_type":null}`, func(w *both) { w.in.ClassType = "x" }},
			"one more tag":      {`{"tags":{"owner":"me"}}`, func(w *both) { w.in.Tags["owner"] = "me" }},
			"one tag less":      {`{"tags":{"team":null}}`, func(w *both) { delete(w.in.Tags, "team") }},
			"tags untouched":    {`{"tags":{}}`, func(*both) {}},
			"a tag in capitals": {`{"tags":{"Team":"x"}}`, func(w *both) { w.in.Tags["Team"] = "x" }},
			"no tags":           {`{"tags":null}`, func(w *both) { w.in.Tags = nil }},
			"a shorter list":    {`{"failed_copies":[3]}`, func(w *both) { w.in.FailedCopies = []int{3} }},
			"an empty list":     {`{"failed_copies":[]}`, func(w *both) { w.in.FailedCopies = nil }},
			"part of a policy":  {`{"policy":{"retention_days":30}}`, func(w *both) { w.in.Policy.RetentionDays = 30 }},
			"no policy":         {`{"policy":null}`, func(w *both) { w.in.Policy = nil }},
		},
		"state/accounts/" + ownAccount: {
			"nothing at all": {`{}`, func(*both) {}},
			"other keys have nothing of the old ones": {
				`{"access_keys":[{"id":"new","secret":"y"}]}`,
				func(w *both) { w.a.AccessKeys = []fleet.AccessKey{{ID: "new", Secret: "y"}} },
			},
			"denied actions are replaced": {
				`{"denied_actions":["rds:CreateBackup"]}`,
				func(w *both) { w.a.DeniedActions = []string{"rds:CreateBackup"} },
			},
			"nothing is denied":   {`{"denied_actions":[]}`, func(w *both) { w.a.DeniedActions = nil }},
			"null denies nothing": {`{"denied_actions":null}`, func(w *both) { w.a.DeniedActions = nil }},
			"a role goes with its rule": {`{"roles":["b"]}`, func(w *both) {
				w.a.Roles = []string{"b"}
				delete(w.a.RoleRules, "a")
			}},
			"one rule less": {`{"role_rules":{"a":null}}`, func(w *both) { delete(w.a.RoleRules, "a") }},
			"part of a rule": {`{"role_rules":{"a":{"max_session_seconds":7200}}}`, func(w *both) {
				w.a.RoleRules["a"] = fleet.RoleRule{ExternalID: "x", MaxSessionSeconds: 7200}
			}},
			"rules untouched": {`{"role_rules":{}}`, func(*both) {}},
		},
	} {
		for name, tc := range rows {
			t.Run(path+" "+name, func(t *testing.T) {
				t.Parallel()
				s := emulator.Start(t, emulator.WithSeed(patched()))
				now := func() (now both) {
					now.in, _ = s.Fleet().Instance("pgm-a")
					now.a, _ = s.Fleet().Account(ownAccount)
					return now
				}
				want := now()
				tc.want(&want)
				if status, raw := control(t, s, http.MethodPatch, path, tc.body, nil); status != 200 {
					t.Fatalf("got %d %s", status, raw)
				}
				if got := now(); asJSON(got.in)+asJSON(got.a) != asJSON(want.in)+asJSON(want.a) {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
			})
		}
	}
}

// A name in other letters would be merged beside the real one, and change nothing.
func TestControl_patchRefusesUnknownNames(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithSeed(patched()))
	for _, row := range [][3]string{
		{"instances/pgm-a", `{"Description":"x"}`, `unknown field \"Description\"`},
		{"instances/pgm-a", `{"policy":{"Enabled":false}}`, `unknown field \"policy.Enabled\"`},
		{"instances/pgm-a", `{"policy":{"retention":7}}`, `unknown field \"retention\"`},
		{"instances/pgm-a", `{"policy":{"retention_days":"7"}}`, "policy.retention_days is a string"},
		{"accounts/" + ownAccount, `{"role_rules":{"a":{"externalid":"x"}}}`, `unknown field \"externalid\"`},
		{"accounts/" + ownAccount, `{"access_keys":[{"key":"x"}]}`, `unknown field \"key\"`},
	} {
		before := asJSON(s.Fleet().Instances()) + asJSON(s.Fleet().Accounts())
		status, raw := control(t, s, http.MethodPatch, "state/"+row[0], row[1], nil)
		if status != 400 || !strings.Contains(raw, row[2]) {
			t.Errorf("%s: got %d %s, want %s", row[1], status, raw, row[2])
		}
		if after := asJSON(s.Fleet().Instances()) + asJSON(s.Fleet().Accounts()); after != before {
			t.Errorf("%s changed something", row[1])
		}
	}
}

// asJSON shows a value for comparison: nil and empty lists are the same in it.
func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
