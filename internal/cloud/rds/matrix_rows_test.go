// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// kind is what a row does with a failure of the action that is hit. It decides what has to come out.
type kind int

const (
	// reads: may be repeated at will, since it changes nothing.
	reads kind = iota
	// ignores: does without.
	ignores
	// polls: reads again and again, so that a failure that passes only costs time.
	polls
	// watches: reads until something has ended, so that a failure that passes only costs time.
	watches
	// sends: writes once. Whoever calls it deals with everything but throttling.
	sends
	// readsRaw: reads as sends writes, and takes whatever comes with a status of success.
	readsRaw
	// applies: writes until the settings read back.
	applies
	// readsBack: the same, where the read after an accepted write is hit.
	readsBack
)

// row is one call of the client, and the action in it that is hit.
type row struct {
	// method is that of rds.Client, and about tells its rows apart.
	method, about string
	action        string
	kind          kind
	run           func(ctx context.Context, c *rds.Client) (any, error)
	// instance is the one whose policy is before as the first and wanted as the second.
	instance       string
	before, wanted stored
	// answers are the results where a code is an answer to the call and no failure.
	answers map[string]any
	// unsigned says that the call carries no keys.
	unsigned bool
	// nth is which call of the action is hit first: 2 is the second page of a list.
	nth     int
	guesses [][2]string
}

func (r row) name() string { return strings.TrimSuffix(r.method+"/"+r.about, "/") }

// settles reports whether a failure may be a *rds.NotSettledError.
func (r row) settles() bool { return r.kind == applies || r.kind == readsBack }

const (
	home     = "cn-hangzhou"
	sets     = "DescribeCrossRegionBackups"
	logs     = "DescribeCrossRegionLogBackupFiles"
	listing  = "DescribeDBInstances"
	create   = "CreateBackup"
	jobs     = "DescribeBackupTasks"
	identity = "GetCallerIdentity"
)

// matrixRows are all calls of the client.
func matrixRows() []row {
	return slices.Concat(
		policyRows(), instanceRows(), backupRows(), jobRows(), logBackupRows(), accountRows(), sendRows(), applyRows(),
	)
}

// onBothSettings adds a row for each that reads or writes a policy, on the setting where the status of a policy is a
// number, as in the API's own sample.
func onBothSettings(lines []row) []row {
	all := slices.Clone(lines)
	for _, r := range lines {
		if !slices.Contains([]string{put, get, rows}, r.action) {
			continue
		}
		r.about = strings.TrimPrefix(r.about+", status 1", ", ")
		r.guesses = append(slices.Clone(r.guesses), [2]string{"policy-status", "number"})
		all = append(all, r)
	}
	return all
}

func policyRows() []row {
	return []row{
		{
			method: "Policy", action: get,
			run: func(ctx context.Context, c *rds.Client) (any, error) { return c.Policy(ctx, home, "pgm-console") },
		},
		{method: "Policies", about: "some", action: rows, run: func(ctx context.Context, c *rds.Client) (any, error) {
			return collect(c.Policies(ctx, home, "pgm-console", "pgm-released", "pgm-demo"))
		}},
		{
			method: "Policies", about: "second page", action: rows, nth: 2,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return collect(c.Policies(ctx, home))
			},
		},
		{
			method: "AllPolicies", about: "second page", action: rows, nth: 2,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return collect(c.AllPolicies(ctx, home, 2))
			},
		},
		{method: "PolicyPage", action: rows, run: func(ctx context.Context, c *rds.Client) (any, error) {
			page, _, err := c.PolicyPage(ctx, home, 1, "pgm-console", "pgm-released", "pgm-demo")
			return page, err
		}},
		{
			method: "DestinationRegions", action: "DescribeAvailableCrossRegion",
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return c.DestinationRegions(ctx, home)
			},
		},
		{
			method: "SyncedNow", action: "DescribeAvailableCrossRegion", kind: ignores,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				c.SyncedNow(ctx, home)
				return nil, nil
			},
		},
		{method: "Raw", action: get, kind: readsRaw, run: func(ctx context.Context, c *rds.Client) (any, error) {
			_, err := c.Raw(ctx, home, get, map[string]string{"DBInstanceId": "pgm-console", "RegionId": home})
			return nil, err
		}},
	}
}

func instanceRows() []row {
	var none []rds.Instance
	absent := map[string]any{
		"InvalidDBInstanceId.NotFound": none, "InvalidDBInstanceName.NotFound": none, "InvalidDBInstance.NotFound": none,
	}
	return []row{
		{
			method: "Instance", action: attr,
			run: func(ctx context.Context, c *rds.Client) (any, error) { return c.Instance(ctx, home, "pgm-console") },
		},
		{
			method: "Instances", about: "one", action: listing, answers: absent,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return collect(c.Instances(ctx, rds.InstanceQuery{Region: home, InstanceIDs: []string{"pgm-console"}}))
			},
		},
		{
			method: "Instances", about: "second page", action: listing, nth: 2,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return collect(c.Instances(ctx, rds.InstanceQuery{Region: home}))
			},
		},
		{method: "InstancePage", action: listing, run: func(ctx context.Context, c *rds.Client) (any, error) {
			page, _, err := c.InstancePage(ctx, home, 1)
			return page, err
		}},
		{method: "WaitRunning", action: attr, kind: polls, run: func(ctx context.Context, c *rds.Client) (any, error) {
			return c.WaitRunning(ctx, home, "pgm-console")
		}},
		{
			method: "DiskEncryption", action: "DescribeDBInstanceEncryptionKey",
			answers: map[string]any{"NoActiveBYOK": rds.DiskEncryption{}},
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return c.DiskEncryption(ctx, home, "pgm-encrypted")
			},
		},
	}
}

func backupRows() []row {
	query := rds.BackupSetQuery{Region: home, InstanceID: "pgm-console"}
	return []row{
		{
			method: "LocalBackupPolicy", action: "DescribeBackupPolicy",
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return c.LocalBackupPolicy(ctx, home, "pgm-console")
			},
		},
		{
			method: "LocalBackups", action: "DescribeBackups",
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return c.LocalBackups(ctx, home, "pgm-console", c.Now().Add(-48*time.Hour), c.Now())
			},
		},
		{method: "BackupSets", action: sets, run: setsOf(query)},
		{method: "BackupSets", about: "second page", action: sets, nth: 2, run: setsOf(query)},
		{
			method: "SummarizeBackupSets", action: sets,
			run: func(ctx context.Context, c *rds.Client) (any, error) { return c.SummarizeBackupSets(ctx, query) },
		},
		{method: "LatestBackupSet", action: sets, run: func(ctx context.Context, c *rds.Client) (any, error) {
			latest, all, err := c.LatestBackupSet(ctx, home, "pgm-console")
			if err != nil || latest == nil {
				return all, err
			}
			return latest.ID, nil
		}},
		{method: "RecentBackupSets", action: sets, run: func(ctx context.Context, c *rds.Client) (any, error) {
			sets, _, err := c.RecentBackupSets(ctx, home, "pgm-console")
			return len(sets), err
		}},
		{
			method: "RecoveryWindow", action: "DescribeAvailableRecoveryTime",
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				all, err := collect(c.BackupSets(ctx, query))
				if err != nil || len(all) == 0 {
					return nil, err
				}
				begin, end, err := c.RecoveryWindow(ctx, home, "pgm-console", all[0].ID)
				return []bool{begin.IsZero(), end.IsZero()}, err // what is open ends now
			},
		},
	}
}

func jobRows() []row {
	ended := func(ctx context.Context) (job, backup string, err error) {
		tasks, err := fleetOf(ctx).BackupTasks(home, "pgm-console")
		if err != nil {
			return "", "", err
		}
		return strconv.FormatInt(tasks[0].JobID, 10), strconv.FormatInt(tasks[0].BackupID, 10), nil
	}
	return []row{
		{method: "CreateBackup", action: create, kind: sends, run: func(ctx context.Context, c *rds.Client) (any, error) {
			job, err := c.CreateBackup(ctx, home, "pgm-console", "Physical")
			return job != "", err
		}},
		{method: "BackupJobs", action: jobs, run: func(ctx context.Context, c *rds.Client) (any, error) {
			return c.BackupJobs(ctx, home, "pgm-console", "")
		}},
		{method: "FollowBackup", action: jobs, kind: watches, run: func(ctx context.Context, c *rds.Client) (any, error) {
			job, _, err := ended(ctx)
			if err != nil {
				return nil, err
			}
			return c.FollowBackup(ctx, home, "pgm-console", job, func(rds.BackupJob) {})
		}},
		{method: "AwaitCopy", action: sets, kind: watches, run: func(ctx context.Context, c *rds.Client) (any, error) {
			_, backup, err := ended(ctx)
			if err != nil {
				return nil, err
			}
			set, err := c.AwaitCopy(ctx, home, "pgm-console", backup, time.Time{})
			return set.ID, err
		}},
	}
}

func logBackupRows() []row {
	spans := func(span time.Duration) func(context.Context, *rds.Client) (any, error) {
		return func(ctx context.Context, c *rds.Client) (any, error) {
			var found []string
			for file, err := range c.LogBackups(ctx, lastLogs(c, span)) {
				if err != nil {
					return nil, err
				}
				found = append(found, file.ID)
			}
			return found, nil
		}
	}
	linked := func(found bool, got rds.Download) []bool { // the links differ from reading to reading
		return []bool{found, got.URL.Exists(), got.InternalURL.Exists(), !got.Expires.IsZero()}
	}
	return []row{
		{method: "LogBackups", action: logs, run: spans(6 * time.Hour)},
		{method: "LogBackups", about: "second page", action: logs, nth: 2, run: spans(12 * time.Hour)},
		{method: "SomeLogBackups", action: logs, run: func(ctx context.Context, c *rds.Client) (any, error) {
			found, _, err := c.SomeLogBackups(ctx, lastLogs(c, 6*time.Hour), 500)
			return len(found), err
		}},
		{method: "LogBackupDownload", action: logs, run: func(ctx context.Context, c *rds.Client) (any, error) {
			lastDay := fleet.LogQuery{Start: c.Now().Add(-23 * time.Hour)}
			files, err := fleetOf(ctx).LogFiles(home, "pgm-console", lastDay)
			if err != nil {
				return nil, err
			}
			file, got, err := c.LogBackupDownload(ctx, home, "pgm-console", strconv.FormatInt(files[0].ID, 10))
			return linked(file != nil, got), err
		}},
		{method: "BackupSetDownload", action: sets, run: func(ctx context.Context, c *rds.Client) (any, error) {
			copies, err := fleetOf(ctx).CopySets(home, "pgm-console")
			if err != nil {
				return nil, err
			}
			set, got, err := c.BackupSetDownload(ctx, home, "pgm-console", strconv.FormatInt(copies[0].ID, 10))
			return linked(set != nil, got), err
		}},
	}
}

// setsOf lists the ids alone: the links of sets end, and so differ from reading to reading.
func setsOf(query rds.BackupSetQuery) func(context.Context, *rds.Client) (any, error) {
	return func(ctx context.Context, c *rds.Client) (any, error) {
		var ids []string
		for set, err := range c.BackupSets(ctx, query) {
			if err != nil {
				return nil, err
			}
			ids = append(ids, set.ID)
		}
		return ids, nil
	}
}

func accountRows() []row {
	role := rds.Role{ARN: emulatedRoles + fleet.RoleDeployer, SessionName: "matrix", Duration: time.Hour}
	complete := func(got rds.TemporaryCredentials, err error) (any, error) {
		return []bool{got.AccessKeyID != "", got.AccessKeySecret != "", got.SecurityToken != "", !got.Expires.IsZero()}, err
	}
	return []row{
		{method: "CallerIdentity", action: identity, run: func(ctx context.Context, c *rds.Client) (any, error) {
			who, err := c.CallerIdentity(ctx)
			return who.AccountID, err
		}},
		{
			method: "RoleExists", action: "GetRole", answers: map[string]any{"EntityNotExist.Role": false},
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return c.RoleExists(ctx, fleet.ServiceRole)
			},
		},
		{
			method: "AssumeRole", action: "AssumeRole",
			run: func(ctx context.Context, c *rds.Client) (any, error) { return complete(c.AssumeRole(ctx, role)) },
		},
		{
			method: "AssumeRoleWithOIDC", action: "AssumeRoleWithOIDC", unsigned: true,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return complete(c.AssumeRoleWithOIDC(ctx, role, emulatedProvider, canaryToken))
			},
		},
	}
}

// TestMatrix_holdsWhatTheClientCanDo fails when a method or an action is added that the matrix does not run.
func TestMatrix_holdsWhatTheClientCanDo(t *testing.T) {
	t.Parallel()
	methods := map[string]bool{
		"CloseIdleConnections": true, "Host": true, "Now": true, "With": true, "Quick": true, // these send nothing
		"Lookup": true, // these call other methods of the matrix
	}
	actions := map[string]bool{}
	client := reflect.TypeFor[*rds.Client]()
	for _, r := range matrixRows() {
		methods[r.method], actions[r.action] = true, true
	}
	for n := range client.NumMethod() {
		if name := client.Method(n).Name; !methods[name] {
			t.Errorf("the matrix does not call the method %s", name)
		}
		delete(methods, client.Method(n).Name)
	}
	for name := range methods {
		t.Errorf("the matrix names %s, which is no method of the client", name)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	request, found := regexp.MustCompile(`\bCreate(\w+)Request\(\)`), 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, match := range request.FindAllSubmatch(raw, -1) {
			if found++; !actions[string(match[1])] {
				t.Errorf("%s calls %s, which no row of the matrix calls", file, match[1])
			}
		}
	}
	if found < 13 {
		t.Errorf("%d calls found, so that the search is broken", found)
	}
}
