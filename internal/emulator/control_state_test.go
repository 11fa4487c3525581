// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// What GET state answers is a seed: a server that is started with it, and one that it is put into, answer the same.
func TestControl_stateIsASeed(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	newCaller(t, s).call(modifyAction, enable("pgm-demo")...)
	control(t, s, http.MethodPost, "clock", `{"advance":"50h"}`, nil)
	control(t, s, http.MethodPut, "guesses", `{"page-sizes":"any"}`, nil)
	_, want := control(t, s, http.MethodGet, "state?secrets=true", "", nil)
	seed, err := fleet.ReadSeed(strings.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	started := emulator.Start(t, emulator.WithSeed(seed))
	if _, got := control(t, started, http.MethodGet, "state?secrets=true", "", nil); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	put := emulator.Start(t)
	control(t, put, http.MethodPut, "state", want, nil)
	if _, got := control(t, put, http.MethodGet, "state?secrets=true", "", nil); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	for _, id := range []string{"pgm-demo", "pgm-console", "pgm-released", "pgm-disabled", "rm-mysql"} {
		want, got := newCaller(t, s).policy(id), newCaller(t, started).policy(id)
		for _, field := range []string{"BackupEnabled", "BackupEnabledTime", "CrossBackupRegion", "Retention", "LockMode"} {
			if got.text(field) != want.text(field) {
				t.Errorf("%s: %s is %q, want %q", id, field, got.text(field), want.text(field))
			}
		}
	}
}

// The built-in fleet as GET state shows it lies in testdata, where the validator of internal/tools reads it.
func TestControl_stateOfTheBuiltInFleet(t *testing.T) { //nolint:paralleltest // with -update it writes the file
	s := emulator.Start(t)
	_, got := control(t, s, http.MethodGet, "state", "", nil)
	if *update {
		if err := os.WriteFile("testdata/state.json", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/state.json")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("testdata/state.json is out of date: go test ./internal/emulator -run 'TestControl_stateOf' -update")
	}
}

// A seed may name its schema, which the server shows.
func TestControl_schema(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	status, raw := control(t, s, http.MethodPut, "state",
		`{"$schema":"`+s.URL()+`/_emulator/seed.schema.json","instances":[]}`, nil)
	if status != http.StatusOK || len(s.Fleet().Instances()) != 0 {
		t.Errorf("got %d %s", status, raw)
	}
	var schema struct {
		Properties map[string]any `json:"properties"`
	}
	control(t, s, http.MethodGet, "seed.schema.json", "", &schema)
	if schema.Properties["instances"] == nil {
		t.Errorf("got %v", schema)
	}
}

// Reset goes back to what the options said, whatever has been changed since.
func TestControl_reset(t *testing.T) {
	t.Parallel()
	saved := fleet.Seed{Instances: []fleet.Instance{fleet.MySQL("cn-beijing", "rm-saved")}}
	s := emulator.Start(t, emulator.WithState(saved), emulator.WithGuess("page-sizes", "any"),
		emulator.WithQuota(emulator.Quota{PerAction: 50}))
	if got := s.Fleet().Instances(); len(got) != 1 {
		t.Errorf("started with %d instances, want the one of the state", len(got))
	}
	reset := func() {
		t.Helper()
		if status, raw := control(t, s, http.MethodPost, "reset", "", nil); status != http.StatusOK {
			t.Fatal(raw)
		}
	}
	reset()
	_, want := control(t, s, http.MethodGet, "state", "", nil)
	for _, change := range [][3]string{
		{http.MethodPost, "clock", `{"advance":"50h","skew":"20m"}`},
		{http.MethodPut, "guesses", `{"page-sizes":"enum","getter-lag":"1s"}`},
		{http.MethodPut, "quota", `{"per_account":1}`},
		{http.MethodPost, "faults", `{"effect":"cut"}`},
		{http.MethodPut, "random-faults", `{"rate":1}`},
		{http.MethodDelete, "state/instances/pgm-demo", ``},
		{http.MethodPatch, "state/instances/pgm-console", `{"policy":{"enabled":false}}`},
		{http.MethodPost, "state/accounts", `{"id":"42"}`},
	} {
		if status, raw := control(t, s, change[0], change[1], change[2], nil); status != http.StatusOK {
			t.Fatal(raw)
		}
	}
	newCaller(t, s).policy("pgm-console")
	reset()
	if _, got := control(t, s, http.MethodGet, "state", "", nil); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	for path, want := range map[string]string{
		"calls": `"calls": []`, "faults": `[]`, "quota": `"per_action": 50`, "random-faults": `"active": false`,
		"clock": `"skew": "0s"`,
	} {
		if _, got := control(t, s, http.MethodGet, path, "", nil); !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	wantOK(t, newCaller(t, s).policy("pgm-console"))
}

// DELETE leaves no trace of an instance: its id is free for another one.
func TestControl_deletesForGood(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	control(t, s, http.MethodDelete, "state/instances/pgm-released", "", nil)
	wantCode(t, c.policy("pgm-released"), 400, "InvalidDBInstanceId.NotFound")
	if status, _ := control(t, s, http.MethodGet, "state/instances/pgm-released", "", nil); status != http.StatusNotFound {
		t.Errorf("got %d, want 404", status)
	}
	control(t, s, http.MethodPost, "state/instances", asJSON(fleet.PostgreSQL("cn-hangzhou", "pgm-released")), nil)
	if got := c.policy("pgm-released"); got.text("BackupEnabled") != "Disabled" {
		t.Errorf("got %s", got.raw)
	}
}

// An account that is added can call, with a fleet of its own. One that owns instances stays.
func TestControl_accounts(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	const third = `{"id":"42","access_keys":[{"id":"third-key","secret":"third-secret"}]}`
	var account fleet.Account
	_, raw := control(t, s, http.MethodPost, "state/accounts", third, &account)
	if account.ARN != "acs:ram::42:root" || strings.Contains(raw, "third-secret") {
		t.Errorf("got %s", raw)
	}
	mine := fleet.PostgreSQL("cn-hangzhou", "pgm-third", func(in *fleet.Instance) { in.AccountID = "42" })
	control(t, s, http.MethodPost, "state/instances", asJSON(mine), nil)
	c := newCaller(t, s).with(func(c *caller) { c.key, c.secret = "third-key", "third-secret" })
	wantOK(t, c.policy("pgm-third"))
	wantCode(t, c.policy("pgm-demo"), 400, "InvalidDBInstanceId.NotFound")
	for _, refused := range [][3]string{
		{http.MethodPost, "42", "exists already"}, {http.MethodDelete, "42", "owns instance pgm-third"},
	} {
		path := "state/accounts/" + refused[1]
		if refused[0] == http.MethodPost {
			path = "state/accounts"
		}
		if status, raw := control(t, s, refused[0], path, third, nil); status != 400 || !strings.Contains(raw, refused[2]) {
			t.Errorf("%s: got %d %s, want %s", refused[0], status, raw, refused[2])
		}
	}
	control(t, s, http.MethodDelete, "state/instances/pgm-third", "", nil)
	if status, raw := control(t, s, http.MethodDelete, "state/accounts/42", "", nil); status != http.StatusOK {
		t.Errorf("got %s", raw)
	}
	wantCode(t, c.policy("pgm-demo"), 404, "InvalidAccessKeyId.NotFound")
}

func TestControl_deletesOneFault(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var faults []struct {
		ID     int
		Effect string
	}
	control(t, s, http.MethodPost, "faults", `{"effect":"cut"}`, nil)
	control(t, s, http.MethodPost, "faults", `{"effect":"slow"}`, &faults)
	control(t, s, http.MethodDelete, fmt.Sprintf("faults/%d", faults[0].ID), "", &faults)
	if len(faults) != 1 || faults[0].Effect != "slow" {
		t.Errorf("got %+v, want the other one", faults)
	}
	if status, _ := control(t, s, http.MethodDelete, "faults/1", "", nil); status != http.StatusNotFound {
		t.Errorf("got %d, want 404", status)
	}
}

func TestControl_health(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var health struct {
		Status   string
		Mistakes int
	}
	if control(t, s, http.MethodGet, "health", "", &health); health.Status != "ok" || health.Mistakes != 0 {
		t.Errorf("got %+v", health)
	}
}

// The log has a line for each call, also for one whose connection is closed, and no secret.
func TestWithLogger_logsCalls(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := emulator.StartInMemory(t, emulator.WithLogger(
		slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	c := newMemoryCaller(t, s)
	c.policy("pgm-none")
	s.AddFault(emulator.Fault{Effect: "drop-after-commit", Action: modifyAction})
	request := c.request("2014-08-15", modifyAction, enable("pgm-demo")...)
	if response, err := (&http.Client{Transport: s.Transport()}).Do(request); err == nil {
		_ = response.Body.Close()
		t.Error("the connection was not dropped")
	}
	want := []map[string]any{
		{
			"method": "POST", "action": describeAction, "instance": "pgm-none", "status": 400.0,
			"code": "InvalidDBInstanceId.NotFound", "fault": nil,
		},
		{"action": modifyAction, "instance": "pgm-demo", "status": 0.0, "fault": "drop-after-commit"},
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	text := log.String()
	if len(lines) != len(want) || strings.Contains(text, "Signature") || strings.Contains(text, "emulator-key") {
		t.Fatalf("got %s", text)
	}
	for i, line := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		for name, value := range want[i] {
			if got[name] != value {
				t.Errorf("%s is %v, want %v", name, got[name], value)
			}
		}
		if got["ms"] == nil {
			t.Errorf("%s has no duration", line)
		}
	}
}
