// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// control calls the control API as curl would, and decodes the answer into target unless it is nil.
func control(t *testing.T, s *emulator.Server, method, path, body string, target any) (status int, raw string) {
	t.Helper()
	request, err := http.NewRequest(method, s.URL()+"/_emulator/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if target != nil && response.StatusCode == http.StatusOK {
		if err := json.Unmarshal(text, target); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return response.StatusCode, string(text)
}

func TestControl_callsAreRecordedAsSent(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	wantOK(t, c.call(modifyAction, append(enable("pgm-demo"), "SourceIp", "", "Note", "a b+c")...))
	wantCode(t, c.policy("pgm-none"), 400, "InvalidDBInstanceId.NotFound")
	var record struct {
		Calls   []emulator.Call
		Dropped *int
	}
	control(t, s, http.MethodGet, "calls?action="+modifyAction, "", &record)
	if len(record.Calls) != 1 || record.Dropped == nil || *record.Dropped != 0 {
		t.Fatalf("got %+v, want the one write and nothing dropped", record)
	}
	call := record.Calls[0]
	if call.Method != "POST" || call.Status != 200 || call.Scheme != "v1" || call.AccountID != ownAccount ||
		call.Version != "2014-08-15" {
		t.Errorf("got %+v", call)
	}
	if !call.Params.Has("SourceIp") || call.Params.Has("EndTime") || call.Params.Get("Note") != "a b+c" ||
		call.Params.Get("Retention") != "30" {
		t.Errorf("got %v, want parameters as sent: empty is not absent", call.Params)
	}
	for name := range call.Params {
		if strings.HasPrefix(name, "Signature") || name == "AccessKeyId" || name == "Timestamp" {
			t.Errorf("the record shows %s", name)
		}
	}
	control(t, s, http.MethodGet, "calls", "", &record)
	if len(record.Calls) != 2 || record.Calls[1].Code != "InvalidDBInstanceId.NotFound" {
		t.Errorf("got %+v, want both calls", record.Calls)
	}
	control(t, s, http.MethodDelete, "calls", "", &record)
	if len(record.Calls) != 0 || len(s.Calls()) != 0 {
		t.Errorf("got %+v, want none", record.Calls)
	}
}

func TestControl_recordedCallsAreCopies(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	newCaller(t, s).policy("pgm-console")
	s.Calls()[0].Params.Set("DBInstanceId", "changed")
	if got := s.Calls(describeAction)[0].Params.Get("DBInstanceId"); got != "pgm-console" {
		t.Errorf("got %q, want what was sent", got)
	}
	s.ResetCalls()
	if len(s.Calls()) != 0 {
		t.Error("calls are left")
	}
}

func TestControl_faults(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	var faults []emulator.Fault
	control(t, s, http.MethodPost, "faults",
		`{"action":"DescribeInstanceCrossBackupPolicy","code":"Throttling.User","times":1}`, &faults)
	if len(faults) != 1 || faults[0].Code != "Throttling.User" {
		t.Errorf("got %+v", faults)
	}
	wantCode(t, c.policy("pgm-console"), 400, "Throttling.User")
	wantOK(t, c.policy("pgm-console"))
	control(t, s, http.MethodDelete, "faults", "", &faults)
	control(t, s, http.MethodGet, "faults", "", &faults)
	if len(faults) != 0 {
		t.Errorf("got %+v, want none", faults)
	}
}

func TestControl_clock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var clock struct{ Now string }
	control(t, s, http.MethodPost, "clock", `{"advance":"36h"}`, &clock)
	if clock.Now != "2026-01-16T20:00:00Z" {
		t.Errorf("got %q", clock.Now)
	}
	control(t, s, http.MethodGet, "clock", "", &clock)
	if clock.Now != "2026-01-16T20:00:00Z" {
		t.Errorf("got %q, want the same", clock.Now)
	}
}

// TestControl_driftByHand is what a user does with curl to see drift.
func TestControl_driftByHand(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	var instance fleet.Instance
	control(t, s, http.MethodPatch, "state/instances/pgm-console",
		`{"description":"new","policy":{"retention_days":90}}`, &instance)
	if instance.Policy == nil || instance.Policy.RetentionDays != 90 || !instance.Policy.Enabled ||
		instance.Policy.DestinationRegion != "cn-beijing" {
		t.Errorf("got %+v, want one field of the policy changed", instance.Policy)
	}
	if got := c.policy("pgm-console"); got.text("Retention") != "90" || got.text("DBInstanceDescription") != "new" {
		t.Errorf("got %s", got.raw)
	}
	control(t, s, http.MethodPatch, "state/instances/pgm-console", `{"policy":{"enabled":false}}`, nil)
	if got := c.policy("pgm-console"); got.text("BackupEnabled") != "Disabled" ||
		got.text("LogBackupEnabled") != "Disabled" {
		t.Errorf("got %s, want both off", got.raw)
	}
	control(t, s, http.MethodPatch, "state/instances/pgm-demo",
		`{"policy":{"enabled":true,"destination_region":"cn-shanghai","retention_days":30}}`, nil)
	if got := c.policy("pgm-demo"); got.text("BackupEnabled") != "Enable" || got.text("Retention") != "30" {
		t.Errorf("got %s, want it on", got.raw)
	}
	control(t, s, http.MethodDelete, "state/instances/pgm-console", "", nil)
	control(t, s, http.MethodGet, "state/instances/pgm-console", "", &instance)
	if !instance.Released {
		t.Errorf("got %+v, want it released", instance)
	}
	status, _ := control(t, s, http.MethodPost, "state/instances",
		`{"id":"pgm-new","region":"cn-hangzhou","engine":"PostgreSQL","engine_version":"17.0",`+
			`"category":"HighAvailability","storage_type":"cloud_essd"}`, nil)
	if status != 200 || c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-new").status != 200 {
		t.Error("the new instance is not there")
	}
}

func TestControl_stateHidesSecrets(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var state struct {
		Accounts  []fleet.Account
		Instances []fleet.Instance
	}
	_, raw := control(t, s, http.MethodGet, "state", "", &state)
	if len(state.Accounts) != 2 || len(state.Instances) != len(s.Fleet().Instances()) {
		t.Errorf("got %d accounts and %d instances", len(state.Accounts), len(state.Instances))
	}
	if strings.Contains(raw, "emulator-secret") || !strings.Contains(raw, "emulator-key") {
		t.Error("the state shows a secret, or no key id")
	}
}

func TestControl_accountsGuessesAndQuota(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	control(t, s, http.MethodPatch, "state/accounts/"+ownAccount, `{"denied_actions":["rds:DescribeRegions"]}`, nil)
	wantCode(t, c.call("DescribeRegions"), 403, "Forbidden.RAM")
	var guesses []struct{ ID, Value, Default, Sentence, Source string }
	control(t, s, http.MethodPut, "guesses", `{"disabled-spelling":"Disable","default-format":"json"}`, nil)
	control(t, s, http.MethodGet, "guesses", "", &guesses)
	if len(guesses) != len(emulator.Guesses()) {
		t.Errorf("got %d guesses, want %d", len(guesses), len(emulator.Guesses()))
	}
	for _, guess := range guesses {
		if guess.Sentence == "" || guess.Source == "" || guess.ID == "disabled-spelling" && guess.Value != "Disable" {
			t.Errorf("got %+v", guess)
		}
	}
	if got := c.policy("pgm-disabled"); got.text("BackupEnabled") != "Disable" {
		t.Errorf("got %s", got.raw)
	}
	control(t, s, http.MethodPut, "quota", `{"per_action":1}`, nil)
	var quota emulator.Quota
	control(t, s, http.MethodGet, "quota", "", &quota)
	if quota.PerAction != 1 {
		t.Errorf("got %+v", quota)
	}
}

// A body with one mistake changes nothing at all.
func TestControl_guessesAreSetTogether(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	before := s.GuessValues()
	status, _ := control(t, s, http.MethodPut, "guesses",
		`{"disabled-spelling":"Disable","default-format":"json","page-sizes":"any","past-last-page":"x"}`, nil)
	if after := s.GuessValues(); status != 400 || !maps.Equal(before, after) {
		t.Errorf("got %d and %v, want 400 and nothing changed", status, after)
	}
}

func TestControl_errorsAreReadable(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for _, row := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{http.MethodPost, "faults", `{"kode":"X"}`, 400, `unknown field \"kode\"`},
		{http.MethodPost, "faults", `{}`, 400, "does nothing"},
		{http.MethodPost, "faults", `{"code":"X","when":"during"}`, 400, "when is"},
		{http.MethodPost, "faults", `{"delay":"soon"}`, 400, "delay is"},
		{http.MethodPost, "faults", `{"code":"X","status":99}`, 400, "status is 99"},
		{http.MethodPost, "faults", `{"code":"X","nth":-1}`, 400, "may be negative"},
		{http.MethodPost, "faults", `{"null":["X"],"when":"before"}`, 400, "change a real answer"},
		{http.MethodPost, "faults", `{"truncate":true,"when":"before"}`, 400, "change a real answer"},
		{http.MethodPost, "clock", `{"advance":"-1h"}`, 400, "use a duration"},
		{http.MethodPost, "clock", `{"advance":"tomorrow"}`, 400, "use a duration"},
		{http.MethodGet, "state/instances/pgm-none", "", 404, "pgm-none"},
		{http.MethodPatch, "state/instances/pgm-none", "{}", 404, "pgm-none"},
		{http.MethodDelete, "state/instances/pgm-none", "", 404, "pgm-none"},
		{http.MethodPatch, "state/instances/pgm-demo", `{"retention":7}`, 400, "unknown field"},
		{http.MethodPatch, "state/instances/pgm-demo", `{"id":"x"}`, 400, "id"},
		{http.MethodPatch, "state/instances/pgm-demo", `{"policy":{"enabled":true}}`, 400, "destination_region"},
		{http.MethodPatch, "state/accounts/1", "{}", 404, "account"},
		{http.MethodPut, "guesses", `{"nothing":"x"}`, 400, "nothing"},
		{http.MethodPut, "guesses", `{"default-format":"yaml"}`, 400, "want one of xml, json"},
		{http.MethodPost, "clock", "", 400, "not a JSON object"},
		{http.MethodPost, "clock", `{"advance":"1h"} more`, 400, "after the closing brace"},
		{http.MethodPost, "clock", `{"advance":1}`, 400, "advance is a number, and has to be a string"},
		{http.MethodPost, "faults", `{"action":"ModifyCrossBackup","code":"InternalError"}`, 400, "use one of"},
		{http.MethodPost, "faults", `{"code":"InternalError","drop":true}`, 400, "set only one of"},
		{http.MethodPost, "faults", `{"drop":true,"status":500}`, 400, "status belongs"},
		{http.MethodPost, "faults", `{"drop":true,"message":"x"}`, 400, "message belongs"},
		{http.MethodPost, "faults", `{"code":"X","content_type":"text/html"}`, 400, "content_type belongs"},
		{http.MethodPut, "quota", `{"actions":{"DescribeRegion":1}}`, 400, "use one of"},
		{
			http.MethodPatch, "state/accounts/" + ownAccount, `{"denied_actions":["DescribeRegions"]}`, 400,
			"rds:DescribeRegions",
		},
		{
			http.MethodPatch, "state/accounts/" + ownAccount, `{"denied_actions":["rds:Describe*"]}`, 400,
			"rds:DescribeRegions",
		},
		{
			http.MethodPatch, "state/instances/pgm-demo", `{"policy":{"enabled":true,"destination_region":"cn-nowhere"}}`, 400,
			"unknown",
		},
		{http.MethodPut, "quota", `{"per_account":-1}`, 400, "negative"},
		{http.MethodGet, "nothing", "", 404, "the control API has"},
	} {
		t.Run(row.method+" "+row.path+row.body, func(t *testing.T) {
			t.Parallel()
			status, raw := control(t, s, row.method, row.path, row.body, nil)
			if status != row.status || !strings.Contains(raw, row.says) {
				t.Errorf("got %d %s, want %d and %q", status, raw, row.status, row.says)
			}
		})
	}
}
