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
	var counted []struct{ Code, Matched, Injected any }
	control(t, s, http.MethodGet, "faults", "", &counted)
	if len(counted) != 1 || counted[0].Code != "Throttling.User" || counted[0].Matched != 2.0 ||
		counted[0].Injected != 1.0 {
		t.Errorf("got %v, want one fault that matched twice and was injected once", counted)
	}
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

// What is changed by hand shows in the API, as after a change at the console.
func TestControl_driftByHand(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	const console, demo = "state/instances/pgm-console", "state/instances/pgm-demo"
	control(t, s, http.MethodPatch, console, `{"description":"new","policy":{"retention_days":90}}`, nil)
	if got := c.policy("pgm-console"); got.text("Retention") != "90" || got.text("DBInstanceDescription") != "new" {
		t.Errorf("got %s", got.raw)
	}
	control(t, s, http.MethodPatch, console, `{"policy":{"enabled":false}}`, nil)
	if got := c.policy("pgm-console"); got.text("BackupEnabled")+got.text("LogBackupEnabled") != "DisabledDisabled" {
		t.Errorf("got %s, want both off", got.raw)
	}
	control(t, s, http.MethodPatch, demo, `{"policy":{"enabled":true,"destination_region":"cn-shanghai"}}`, nil)
	if got := c.policy("pgm-demo"); got.text("BackupEnabled") != "Enable" {
		t.Errorf("got %s, want it on", got.raw)
	}
	var instance fleet.Instance
	control(t, s, http.MethodPatch, console, `{"released":true}`, &instance)
	if !instance.Released {
		t.Errorf("got %+v, want it released", instance)
	}
	control(t, s, http.MethodPost, "state/instances", asJSON(fleet.PostgreSQL("cn-hangzhou", "pgm-new")), nil)
	wantOK(t, c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-new"))
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

// What cannot be is refused with 400 and a message that says what to send instead.
func TestControl_errorsAreReadable(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	account, instance := "PATCH state/accounts/"+ownAccount, "PATCH state/instances/pgm-demo"
	for _, row := range [][3]string{
		{"POST clock", ``, "not a JSON object"},
		{"POST clock", `{"advance":"1h"} more`, "after the closing brace"},
		{"POST clock", `{"advance":1}`, "advance is a number, and has to be a string"},
		{"POST clock", `{"advance":"-1h"}`, "use a positive duration"},
		{"POST clock", `{"advance":"tomorrow"}`, "use a positive duration"},
		{"POST faults", `{"kode":"X"}`, `unknown field \"kode\"`},
		{"POST faults", `{}`, "does nothing"},
		{"POST faults", `{"action":"ModifyCrossBackup","code":"InternalError"}`, "use one of"},
		{"POST faults", `{"code":"InternalError","drop":true}`, "set only one of"},
		{"POST faults", `{"code":"X","when":"during"}`, "when is"},
		{"POST faults", `{"code":"X","status":99}`, "status is 99"},
		{"POST faults", `{"code":"X","nth":-1}`, "may be negative"},
		{"POST faults", `{"code":"X","content_type":"text/html"}`, "content_type belongs"},
		{"POST faults", `{"delay":"soon"}`, "delay is"},
		{"POST faults", `{"drop":true,"status":500}`, "status belongs"},
		{"POST faults", `{"drop":true,"message":"x"}`, "message belongs"},
		{"POST faults", `{"drop":true,"retry_after":"1"}`, "retry_after belongs"},
		{"POST faults", `{"null":["X"],"when":"before"}`, "change a real answer"},
		{"POST faults", `{"null":["*"],"when":"arrival"}`, "change a real answer"},
		{"POST faults", `{"truncate":true,"when":"before"}`, "change a real answer"},
		{"POST faults", `{"effect":"drop"}`, "there is no effect"},
		{"POST faults", `{"effect":"cut","drop":true}`, "is complete"},
		{"POST faults", `{"effect":"cut","action":"DescribeNothing"}`, "there is no action"},
		{"PUT random-faults", `{"rate":2}`, "rate is 2"},
		{"PUT random-faults", `{"rate":"x"}`, "rate is a string, and has to be a number"},
		{"PUT random-faults", `{"effects":"cut"}`, "effects is a string, and has to be a list"},
		{"PUT random-faults", `{"seed":-1}`, "seed is a number -1, and has to be a whole number, not negative"},
		{"PUT guesses", `{"nothing":"x"}`, "nothing"},
		{"PUT guesses", `{"default-format":"yaml"}`, "want one of xml, json"},
		{"PUT quota", `{"actions":{"DescribeRegion":1}}`, "use one of"},
		{"PUT quota", `{"per_account":-1}`, "negative"},
		{instance, `{"retention":7}`, "unknown field"},
		{instance, `{"id":"x"}`, "id"},
		{instance, `{"policy":{"enabled":true}}`, "destination_region"},
		{instance, `{"policy":{"enabled":true,"destination_region":"cn-nowhere"}}`, "unknown"},
		{account, `{"denied_actions":["DescribeRegions"]}`, "rds:DescribeRegions"},
		{account, `{"denied_actions":["rds:Describe*"]}`, "rds:DescribeRegions"},
	} {
		t.Run(row[0]+row[1], func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(row[0], " ")
			status, raw := control(t, s, method, path, row[1], nil)
			if status != http.StatusBadRequest || !strings.Contains(raw, row[2]) {
				t.Errorf("got %d %s, want 400 and %q", status, raw, row[2])
			}
		})
	}
}

func TestControl_whatIsUnknownIsNotFound(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for call, says := range map[string]string{
		"GET state/instances/pgm-none": "pgm-none", "PATCH state/instances/pgm-none": "pgm-none",
		"DELETE state/instances/pgm-none": "pgm-none", "PATCH state/accounts/1": "account",
		"GET nothing": "the control API has",
	} {
		method, path, _ := strings.Cut(call, " ")
		status, raw := control(t, s, method, path, "{}", nil)
		if status != http.StatusNotFound || !strings.Contains(raw, says) {
			t.Errorf("%s: got %d %s, want 404 and %q", call, status, raw, says)
		}
	}
}
