// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// probe reads everything that a server shows: what was accepted must be possible to serve.
func probe(t *testing.T, s *emulator.Server) {
	t.Helper()
	for _, path := range []string{"state", "calls", "faults", "guesses", "quota", "clock"} {
		if status, body := askControl(t, s, http.MethodGet, path, ""); status != http.StatusOK || !json.Valid(body) {
			t.Fatalf("GET %s: HTTP %d %s", path, status, body)
		}
	}
	s.ClearFaults()
	s.SetQuota(emulator.Quota{})
	now := s.Fleet().Now()
	start, end := now.AddDate(0, 0, -3).Format("2006-01-02T15:04:05Z"), now.AddDate(0, 0, 1).Format("2006-01-02T15:04:05Z")
	served := 0
	for _, in := range s.Fleet().Instances() {
		account, ok := s.Fleet().Account(in.AccountID)
		if !ok || len(account.AccessKeys) == 0 || served == 2 {
			continue
		}
		served++
		key := account.AccessKeys[0]
		c := newMemoryCaller(t, s).with(func(c *caller) { c.key, c.secret, c.token = key.ID, key.Secret, key.SecurityToken })
		for _, action := range fuzzActions() {
			if action == modifyAction || action == "DeleteDBInstance" || action == "CreateBackup" {
				continue
			}
			request := c.request("2014-08-15", action, "RegionId", in.Region, "DBInstanceId", in.ID, "StartTime", start,
				"EndTime", end)
			checkWellFormed(t, exchange(t, s, request.Method, "/", request.URL.RawQuery, "", ""))
		}
	}
}

func askControl(t *testing.T, s *emulator.Server, method, path, body string) (status int, answer []byte) {
	t.Helper()
	path, query, _ := strings.Cut(path, "?")
	got := exchange(t, s, method, "/_emulator/"+path, query, "application/json", body)
	return got.status, got.body
}

// FuzzControl sends any call of the control API. The answer is JSON, a refusal says why, and whatever was accepted
// can be served weeks later.
func FuzzControl(f *testing.F) {
	for _, row := range [][3]string{
		{http.MethodPost, "faults", `{"action":"ModifyInstanceCrossBackupPolicy","code":"Throttling","times":3}`},
		{http.MethodPost, "faults", `{"null":["*"],"delay":"1ms"}`},
		{http.MethodPost, "clock", `{"advance":"24h"}`},
		{http.MethodPost, "clock", `{"advance":"2562047h"}`},
		{
			http.MethodPost, "state/instances",
			`{"id":"pgm-new","region":"cn-beijing","engine":"PostgreSQL","engine_version":"16.0","history":30,` +
				`"busy_for":"10m","failed_copies":[1],"policy":{"enabled":true,"destination_region":"cn-shanghai"}}`,
		},
		{
			http.MethodPatch, "state/instances/pgm-console",
			`{"policy":{"enabled":false},"status":"Restarting","tags":{"a":"b"},"size_bytes":-1}`,
		},
		{
			http.MethodPatch, "state/accounts/1234567890123456",
			`{"denied_actions":["rds:DescribeAvailableCrossRegion"],"roles":null}`,
		},
		{http.MethodDelete, "state/instances/pgm-console", ``},
		{http.MethodPut, "guesses", `{"never-enabled-policy":"locknull"}`},
		{http.MethodPut, "quota", `{"per_second":20}`},
		{http.MethodPut, "random-faults", `{"seed":1,"rate":0.5}`},
		{http.MethodGet, "state/instances/%2F", ``},
		{http.MethodPost, "tokens/expire", `{}`},
		{http.MethodGet, "calls?action=x", `null`},
	} {
		f.Add(row[0], row[1], row[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		if strings.Contains(body, "delay") {
			return // A delay is real time.
		}
		s := emulator.StartInMemory(t, emulator.WithSeed(smallSeed()))
		status, answer := askControl(t, s, method, path, body)
		switch {
		case status >= 300 && status < 400: // a path such as "a/../b" is sent to its clean form
		case !json.Valid(answer):
			t.Fatalf("HTTP %d %s", status, answer)
		case status != http.StatusOK && !strings.HasPrefix(string(answer), "{\n  \"error\": \""):
			t.Errorf("HTTP %d does not say why: %s", status, answer)
		}
		calm(t, s)
		s.Fleet().Advance(40 * 24 * time.Hour)
		probe(t, s)
	})
}

// calm ends what an accepted call may have put in the way of a look at the fleet.
func calm(t *testing.T, s *emulator.Server) {
	t.Helper()
	for _, path := range []string{"faults", "random-faults"} {
		_, _ = askControl(t, s, http.MethodDelete, path, "")
	}
}

// FuzzSeed reads any seed file. One that is accepted makes a server that can serve it a year later; a refusal is a
// message for people.
func FuzzSeed(f *testing.F) {
	small, err := json.Marshal(smallSeed())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(small))
	for _, seed := range []string{
		`{"start":"2026-01-15T08:00:00Z","accounts":[{"id":"1","access_keys":[{"id":"k","secret":"s"}],"roles":null}],
"instances":[{"id":"rm-1","region":"cn-hangzhou","engine":"MySQL","engine_version":"8.0","storage_type":"local_ssd",
"history":400,"policy":{"enabled":true,"log_backup_enabled":true,"destination_region":"cn-beijing",
"retention_days":1825}}]}`,
		`{"start":"2099-12-31T23:59:59Z","instances":[{"id":"a","region":"cn-hangzhou","engine":"SQLServer",` +
			`"engine_version":"2019_std_ha","released":true,"history":3}]}`,
		`{"start":"1900-01-01T00:00:01Z","instances":[{"id":"a","region":"us-west-1","engine":"PostgreSQL",` +
			`"engine_version":"x","history":3650,"policy":{"enabled":false,"ever_enabled":true,"retention_days":7,` +
			`"destination_region":"eu-west-1"}}]}`,
		`{"guesses":{"never-enabled-policy":"locknull"}}`, `{}`, `{"instances":[{}]}`, `null`, `[]`, `{} {}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seed, err := fleet.ReadSeed(strings.NewReader(text))
		if err != nil {
			if strings.Contains(err.Error(), "json:") {
				t.Errorf("the refusal is no message for people: %v", err)
			}
			return
		}
		if _, err := emulator.New(emulator.WithSeed(seed)); err != nil {
			return // guesses and denied actions are checked here
		}
		s := emulator.StartInMemory(t, emulator.WithManualClock(seed.Start), emulator.WithSeed(seed))
		s.Fleet().Advance(400 * 24 * time.Hour)
		probe(t, s)
	})
}
