// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/apitable"
)

// request is one way to call a method of the client. Together, those of a method send all parameters that it can send.
type request struct {
	method string // of rds.Client
	run    func(ctx context.Context, c *rds.Client) error
}

func requests() []request {
	return slices.Concat(policyRequests(), writeRequests(), instanceRequests(), backupSetRequests(),
		logBackupRequests(), jobRequests(), accountRequests())
}

func jobRequests() []request {
	oldest := func(ctx context.Context, c *rds.Client) (rds.BackupJob, error) {
		all, err := c.BackupJobs(ctx, home, "pgm-console", "")
		if err != nil {
			return rds.BackupJob{}, err
		}
		return c.FollowBackup(ctx, home, "pgm-console", all[0].ID, func(rds.BackupJob) {})
	}
	return []request{
		{"CreateBackup", func(ctx context.Context, c *rds.Client) error {
			_, err := c.CreateBackup(ctx, home, "pgm-console", "Physical")
			return err
		}},
		{"BackupJobs", func(ctx context.Context, c *rds.Client) error {
			_, err := c.BackupJobs(ctx, home, "pgm-console", "")
			return err
		}},
		{"FollowBackup", func(ctx context.Context, c *rds.Client) error {
			_, err := oldest(ctx, c)
			return err
		}},
		{"AwaitCopy", func(ctx context.Context, c *rds.Client) error {
			job, err := oldest(ctx, c)
			if err != nil {
				return err
			}
			_, err = c.AwaitCopy(ctx, home, "pgm-console", job.BackupID, time.Time{})
			return err
		}},
	}
}

func policyRequests() []request {
	return []request{
		{"Policy", func(ctx context.Context, c *rds.Client) error {
			_, err := c.Policy(ctx, home, "pgm-console")
			return err
		}},
		{"Policies", func(ctx context.Context, c *rds.Client) error {
			_, err := collect(c.Policies(ctx, home, "pgm-console", "pgm-demo"))
			return err
		}},
		{"AllPolicies", func(ctx context.Context, c *rds.Client) error {
			_, err := collect(c.AllPolicies(ctx, home, 2))
			return err
		}},
		{"PolicyPage", func(ctx context.Context, c *rds.Client) error {
			_, _, err := c.PolicyPage(ctx, home, 1, "pgm-console")
			return err
		}},
		{"Lookup", func(ctx context.Context, c *rds.Client) error {
			_, err := c.Lookup(ctx, home, "pgm-demo", false)
			return err
		}},
		{"DestinationRegions", func(ctx context.Context, c *rds.Client) error {
			_, err := c.DestinationRegions(ctx, home)
			return err
		}},
		{"SyncedNow", func(ctx context.Context, c *rds.Client) error {
			c.SyncedNow(ctx, home)
			return nil
		}},
		{"Raw", func(ctx context.Context, c *rds.Client) error { // The caller chooses the parameters.
			_, err := c.Raw(ctx, home, get, map[string]string{"DBInstanceId": "pgm-console"})
			return err
		}},
	}
}

func writeRequests() []request {
	return []request{
		{"PutPolicy", func(ctx context.Context, c *rds.Client) error { return c.PutPolicy(ctx, onSettings()) }},
		{"PutRetention", func(ctx context.Context, c *rds.Client) error {
			return c.PutRetention(ctx, home, "pgm-released", 7)
		}},
		{"ApplySettings", func(ctx context.Context, c *rds.Client) error {
			_, err := c.ApplySettings(ctx, onSettings())
			return err
		}},
		{"ApplyRetention", func(ctx context.Context, c *rds.Client) error {
			_, err := c.ApplyRetention(ctx, home, "pgm-released", 7)
			return err
		}},
	}
}

func instanceRequests() []request {
	return []request{
		{"Instance", func(ctx context.Context, c *rds.Client) error {
			_, err := c.Instance(ctx, home, "pgm-console")
			return err
		}},
		{"Instances", func(ctx context.Context, c *rds.Client) error {
			_, err := collect(c.Instances(ctx, rds.InstanceQuery{Region: home, InstanceIDs: []string{"pgm-console"}}))
			return err
		}},
		{"Instances", func(ctx context.Context, c *rds.Client) error {
			_, err := collect(c.Instances(ctx, rds.InstanceQuery{
				Region: home, Tags: map[string]string{"team": "data"}, ResourceGroupID: "rg-acfm1234",
			}))
			return err
		}},
		{"InstancePage", func(ctx context.Context, c *rds.Client) error {
			_, _, err := c.InstancePage(ctx, home, 1)
			return err
		}},
		{"WaitRunning", func(ctx context.Context, c *rds.Client) error {
			_, err := c.WaitRunning(ctx, home, "pgm-console")
			return err
		}},
		{"DiskEncryption", func(ctx context.Context, c *rds.Client) error {
			_, err := c.DiskEncryption(ctx, home, "pgm-encrypted")
			return err
		}},
		{"LocalBackups", func(ctx context.Context, c *rds.Client) error {
			_, err := c.LocalBackups(ctx, home, "pgm-console", c.Now().Add(-48*time.Hour), c.Now())
			return err
		}},
		{"LocalBackupPolicy", func(ctx context.Context, c *rds.Client) error {
			_, err := c.LocalBackupPolicy(ctx, home, "pgm-console")
			return err
		}},
	}
}

func backupSetRequests() []request {
	first := func(ctx context.Context, c *rds.Client) (string, error) {
		all, err := collect(c.BackupSets(ctx, rds.BackupSetQuery{Region: home, InstanceID: "pgm-console"}))
		if err != nil || len(all) == 0 {
			return "", err
		}
		return all[0].ID, nil
	}
	return []request{
		{"BackupSets", func(ctx context.Context, c *rds.Client) error {
			id, err := first(ctx, c)
			if err != nil {
				return err
			}
			_, err = collect(c.BackupSets(ctx, rds.BackupSetQuery{
				Region: home, InstanceID: "pgm-console", SetID: id, DestinationRegion: "cn-beijing",
			}))
			return err
		}},
		{"SummarizeBackupSets", func(ctx context.Context, c *rds.Client) error {
			_, err := c.SummarizeBackupSets(ctx, rds.BackupSetQuery{Region: home, InstanceID: "pgm-console"})
			return err
		}},
		{"LatestBackupSet", func(ctx context.Context, c *rds.Client) error {
			_, _, err := c.LatestBackupSet(ctx, home, "pgm-console")
			return err
		}},
		{"RecentBackupSets", func(ctx context.Context, c *rds.Client) error {
			_, _, err := c.RecentBackupSets(ctx, home, "pgm-console")
			return err
		}},
		{"RecoveryWindow", func(ctx context.Context, c *rds.Client) error {
			id, err := first(ctx, c)
			if err != nil {
				return err
			}
			_, _, err = c.RecoveryWindow(ctx, home, "pgm-console", id)
			return err
		}},
		{"BackupSetDownload", func(ctx context.Context, c *rds.Client) error {
			id, err := first(ctx, c)
			if err != nil {
				return err
			}
			_, _, err = c.BackupSetDownload(ctx, home, "pgm-console", id)
			return err
		}},
	}
}

func logBackupRequests() []request {
	return []request{
		{"LogBackups", func(ctx context.Context, c *rds.Client) error {
			query := lastLogs(c, time.Hour)
			query.DestinationRegion = "cn-beijing"
			_, err := collect(c.LogBackups(ctx, query))
			return err
		}},
		{"SomeLogBackups", func(ctx context.Context, c *rds.Client) error {
			_, _, err := c.SomeLogBackups(ctx, lastLogs(c, time.Hour), 500)
			return err
		}},
		{"LogBackupDownload", func(ctx context.Context, c *rds.Client) error {
			_, _, err := c.LogBackupDownload(ctx, home, "pgm-console", "1")
			return err
		}},
	}
}

// lastLogs are the logs of pgm-console until an hour ago, so that none appears while they are read.
func lastLogs(c *rds.Client, span time.Duration) rds.LogBackupQuery {
	end := c.Now().Add(-time.Hour)
	return rds.LogBackupQuery{Region: home, InstanceID: "pgm-console", Start: end.Add(-span), End: end}
}

func accountRequests() []request {
	role := rds.Role{
		ARN: emulatedRoles + fleet.RoleExternalID, SessionName: "terraform", Duration: time.Hour,
		ExternalID: fleet.DefaultExternalID,
		Policy:     `{"Version":"1","Statement":[{"Effect":"Allow","Action":"rds:*","Resource":"*"}]}`,
	}
	open := role
	open.ARN, open.ExternalID = emulatedRoles+fleet.RoleDeployer, ""
	return []request{
		{"CallerIdentity", func(ctx context.Context, c *rds.Client) error {
			_, err := c.CallerIdentity(ctx)
			return err
		}},
		{"RoleExists", func(ctx context.Context, c *rds.Client) error {
			_, err := c.RoleExists(ctx, fleet.ServiceRole)
			return err
		}},
		{"AssumeRole", func(ctx context.Context, c *rds.Client) error {
			_, err := c.AssumeRole(ctx, role)
			return err
		}},
		{"AssumeRoleWithOIDC", func(ctx context.Context, c *rds.Client) error {
			_, err := c.AssumeRoleWithOIDC(ctx, open, emulatedProvider, canaryToken)
			return err
		}},
	}
}

// wire keeps the parameters of every call on its way to the emulator.
type wire struct {
	mu   sync.Mutex
	sent []url.Values
}

func (w *wire) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		copied := r.Clone(r.Context())
		copied.Body = io.NopCloser(bytes.NewReader(body))
		if err := copied.ParseForm(); err == nil {
			w.mu.Lock()
			w.sent = append(w.sent, copied.Form)
			w.mu.Unlock()
		}
		next.ServeHTTP(out, r)
	})
}

// sendAll runs every request, each in a cloud of its own, and returns what was sent by method.
func sendAll(t *testing.T) map[string][]url.Values {
	t.Helper()
	sent := map[string][]url.Values{}
	for _, r := range requests() {
		var on wire
		client, _ := newEmulated(t, emulator.WithMiddleware(on.middleware))
		if err := r.run(t.Context(), client); err != nil {
			t.Errorf("%s: %v", r.method, err)
		}
		sent[r.method] = append(sent[r.method], on.sent...)
	}
	return sent
}

// TestRequests_areAsThePublishersListThem holds the client's requests against a list that neither the client nor the
// emulator was written from: each parameter exists and has its type, and none that is required is absent.
func TestRequests_areAsThePublishersListThem(t *testing.T) {
	t.Parallel()
	actions, sent := apitable.Actions(), sendAll(t)
	var found []apitable.Difference
	names := map[string]bool{}
	for _, calls := range sent {
		for _, parameters := range calls {
			found = append(found, apitable.Request(actions, parameters)...)
			for name := range parameters {
				if parameters.Get(name) != "" {
					names[parameters.Get("Action")+"."+name], names[name] = true, true
				}
			}
		}
	}
	unexplained, unused := apitable.Compare(found, apitable.OfTheClient())
	for _, difference := range unexplained {
		t.Error(difference)
	}
	for _, row := range unused {
		t.Errorf("no request has this deliberate difference: %+v", row)
	}
	everyMethodSends(t, sent)
	everyParameterIsSent(t, names)
}

// everyMethodSends fails for a method without a row.
func everyMethodSends(t *testing.T, sent map[string][]url.Values) {
	t.Helper()
	silent := []string{"CloseIdleConnections", "Host", "Now", "Quick", "With"}
	client := reflect.TypeFor[*rds.Client]()
	for n := range client.NumMethod() {
		if name := client.Method(n).Name; len(sent[name]) == 0 && !slices.Contains(silent, name) {
			t.Errorf("no row of requests calls the method %s, or it sends nothing", name)
		}
	}
}

// everyParameterIsSent fails for a parameter that the code sets and no row sends, and for an action without a call.
func everyParameterIsSent(t *testing.T, names map[string]bool) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	create := regexp.MustCompile(`\bCreate(\w+)Request\(\)`)
	set := regexp.MustCompile(`\brequest\.(?:FormParams\[")?(\w+)(?:"\])?(?:, request\.(\w+))? =`)
	found := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") || file == "raw.go" {
			continue
		}
		for _, match := range create.FindAllStringSubmatch(string(raw), -1) {
			if !names[match[1]+".Action"] {
				t.Errorf("%s calls %s, which no row of requests calls", file, match[1])
			}
		}
		for _, match := range set.FindAllStringSubmatch(string(raw), -1) {
			for _, name := range match[1:] {
				if found++; name != "" && !names[name] {
					t.Errorf("%s sets %s, which no row of requests sends", file, name)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("%d parameters found, so that the search is broken", found)
	}
}
