// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/apitable"
)

// The files of testdata/samples have the shape of answers that the API's own pages show: of several years, with numbers
// where other pages have texts, and with fields that no current page names. The values are made up.

// sample is one file, and what the client makes of it.
type sample struct {
	file, action string
	read         func(ctx context.Context, c *rds.Client) (any, error)
	want         any
}

const sampleID = "rm-sample0001"

func at(text string) time.Time {
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func samples() []sample {
	return slices.Concat(policySamples(), setSamples(), instanceSamples(), accountSamples())
}

func policySamples() []sample {
	policy := rds.Policy{
		InstanceID: sampleID, Region: home, RegionNamed: true, Engine: rds.EngineMySQL, EngineVersion: "5.7",
		LockMode: "Unlock", Exists: true, Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-qingdao",
		RetentionDays: 21, TellsRelease: true,
		EnabledTime: at("2024-03-05T01:02:03Z"), LogBackupEnabledTime: at("2024-03-05T02:03:04Z"),
	}
	noLog, listed := policy, policy
	noLog.LogBackupEnabled, noLog.Description = false, "orders"
	listed.Description = "orders"
	one := func(ctx context.Context, c *rds.Client) (any, error) { return c.Policy(ctx, home, sampleID) }
	return []sample{
		{"policy-2020", get, one, policy},
		{"policy-2025", get, one, noLog},
		{"policies-2019", rows, func(ctx context.Context, c *rds.Client) (any, error) {
			all, err := collect(c.Policies(ctx, home))
			if err != nil || len(all) != 1 {
				return all, err
			}
			return all[0], nil
		}, listed},
		{"destinations-2021", "DescribeAvailableCrossRegion", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.DestinationRegions(ctx, home)
		}, []string{"cn-qingdao", "cn-shenzhen", "cn-zhangjiakou"}},
		{"modified-2025", put, func(ctx context.Context, c *rds.Client) (any, error) {
			return nil, c.PutRetention(ctx, home, sampleID, 21)
		}, nil},
	}
}

func setSamples() []sample {
	old := rds.BackupSet{
		ID: "20002", DestinationRegion: "cn-qingdao", FileName: "cn-hangzhou_rm-sample0001_hins900_data_20240306.tar.gz",
		StorageLocation: "oss", SizeBytes: 3000001, Type: "FULL", Method: "PHYSICAL", Scope: "INSTANCE",
		StartTime: at("2024-03-06T04:01:02Z"), EndTime: at("2024-03-06T04:05:06Z"), HostInstanceID: "9000001",
		Engine: rds.EngineMySQL, EngineVersion: "5.7", Category: "HighAvailability", StorageType: "ssd",
		RestoreRegions: []string{home, "cn-qingdao"},
	}
	current := old
	current.Status, current.ConsistentTime = rds.StatusSuccess, at("2024-03-06T04:03:03Z")
	list := func(ctx context.Context, c *rds.Client) (any, error) {
		all, err := collect(c.BackupSets(ctx, rds.BackupSetQuery{Region: home, InstanceID: sampleID}))
		if err != nil || len(all) != 1 {
			return all, err
		}
		return all[0], nil
	}
	return []sample{
		{"sets-2019", sets, list, old}, // without a status and the time of the data
		{"sets-2025", sets, list, current},
		{"logs-2025", logs, func(ctx context.Context, c *rds.Client) (any, error) {
			all, err := collect(c.LogBackups(ctx, rds.LogBackupQuery{Region: home, InstanceID: sampleID}))
			if err != nil || len(all) != 1 {
				return all, err
			}
			return all[0], nil
		}, rds.LogBackup{
			ID: "30003", DestinationRegion: "cn-qingdao", HostInstanceID: "9000001", SizeBytes: 4000001,
			FileName: "cn-hangzhou_rm-sample0001_9000001_mysql-bin.000231", BeginTime: at("2024-03-06T04:01:02Z"),
			EndTime: at("2024-03-06T05:06:07Z"),
		}},
		{"window-2019", "DescribeAvailableRecoveryTime", func(ctx context.Context, c *rds.Client) (any, error) {
			begin, end, err := c.RecoveryWindow(ctx, home, sampleID, "20002")
			return []time.Time{begin, end}, err
		}, []time.Time{at("2024-03-06T04:05:06Z"), at("2024-03-06T07:08:09Z")}},
		{"backup-policy-2019", "DescribeBackupPolicy", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.LocalBackupPolicy(ctx, home, sampleID)
		}, rds.LocalBackupPolicy{Days: []time.Weekday{time.Wednesday}, LogBackupOff: true}},
		{"backup-policy-2025", "DescribeBackupPolicy", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.LocalBackupPolicy(ctx, home, sampleID)
		}, rds.LocalBackupPolicy{Method: "Snapshot", Days: []time.Weekday{time.Monday, time.Sunday}}},
	}
}

func instanceSamples() []sample {
	old := rds.Instance{
		ID: sampleID, Region: home, Engine: rds.EngineMySQL, EngineVersion: "5.5", Class: "rds.mys2.small",
		PayType: "Postpaid", Role: "Primary", Status: "Running", LockMode: "Unlock", StorageGB: 10,
	}
	current := old
	current.Description, current.Category, current.StorageType = "orders\n", "Basic", "local_ssd"
	current.MasterID, current.LockReason, current.ColdData = "rm-sample0003", "instance_expired", true
	listed := current
	listed.StorageGB = 0
	current.ClassType, current.ServerlessConfig = "s", true
	// A row as people published them: it names neither region nor edition nor storage.
	bare := rds.Instance{
		ID: "pgm-sample0005", Region: home, Engine: rds.EnginePostgreSQL, EngineVersion: "13.0", Class: "pg.n2.small.2c",
		PayType: "Postpaid", Role: "Primary", Status: "Running", LockMode: "Unlock",
	}
	one := func(ctx context.Context, c *rds.Client) (any, error) { return c.Instance(ctx, home, sampleID) }
	list := func(ctx context.Context, c *rds.Client) (any, error) {
		all, err := collect(c.Instances(ctx, rds.InstanceQuery{Region: home}))
		if err != nil || len(all) != 1 {
			return all, err
		}
		return all[0], nil
	}
	return []sample{
		{"instance-2014", attr, one, old},
		{"instance-2025", attr, one, current},
		{"instances-2021", listing, list, bare},
		{"instances-2025", listing, list, listed},
		{"encryption-2025", "DescribeDBInstanceEncryptionKey", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.DiskEncryption(ctx, home, sampleID)
		}, rds.DiskEncryption{
			Encrypted: true, KeyStatus: "Enabled", KeyDeleteTime: at("2027-05-08T08:14:16Z"),
			KeyMaterialExpireTime: at("2027-10-18T08:14:16Z"),
		}},
	}
}

func accountSamples() []sample {
	keys := rds.TemporaryCredentials{
		Credentials: rds.Credentials{
			AccessKeyID: "STS.sample", AccessKeySecret: "sample-secret", SecurityToken: "sample-token",
		},
		Expires: at("2024-03-06T05:05:06Z"),
	}
	who := func(ctx context.Context, c *rds.Client) (any, error) { return c.CallerIdentity(ctx) }
	role := rds.Role{ARN: "acs:ram::1000000000000001:role/sample", SessionName: "session"}
	return []sample{
		{"identity-user", identity, who, rds.Identity{
			AccountID: "1000000000000001", ARN: "acs:ram::1000000000000001:user/sample",
		}},
		{"identity-role", identity, who, rds.Identity{
			AccountID: "1000000000000001", ARN: "acs:ram::1000000000000001:assumed-role/sample/session",
		}},
		{"assumed-role", "AssumeRole", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.AssumeRole(ctx, role)
		}, keys},
		{"assumed-role-oidc", "AssumeRoleWithOIDC", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.AssumeRoleWithOIDC(ctx, role, emulatedProvider, "token")
		}, keys},
		{"role", "GetRole", func(ctx context.Context, c *rds.Client) (any, error) {
			return c.RoleExists(ctx, "sample")
		}, true},
	}
}

func TestSamples_areReadRight(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, s := range samples() {
		body := sampleBody(t, s.file)
		tried[s.file+".json"] = true
		client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{s.action: {{body: body}}})).URL)
		got, err := s.read(t.Context(), client)
		if err != nil || !reflect.DeepEqual(got, s.want) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v", s.file, got, err, s.want)
		}
	}
	files, err := os.ReadDir(filepath.Join("testdata", "samples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !tried[file.Name()] {
			t.Errorf("no row reads %s", file.Name())
		}
	}
}

func sampleBody(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "samples", file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestSamples_fillEveryField fails for a field of a result that no sample fills: its name in the answer would then be
// known from nowhere but the client and the emulator.
func TestSamples_fillEveryField(t *testing.T) {
	t.Parallel()
	filled := map[string]bool{
		// What follows from other fields.
		"Policy.Released": true, "Policy.Incomplete": true, "Instance.Released": true,
	}
	all := map[string]bool{}
	for _, s := range samples() {
		value := reflect.ValueOf(s.want)
		if !value.IsValid() || value.Kind() != reflect.Struct {
			continue
		}
		for n := range value.NumField() {
			name := value.Type().Name() + "." + value.Type().Field(n).Name
			all[name] = true
			filled[name] = filled[name] || !value.Field(n).IsZero()
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !filled[name] {
			t.Errorf("no sample fills %s", name)
		}
	}
}

// TestSamples_haveTheFieldsThatThePublishersList: the samples and the table come from different pages.
func TestSamples_haveTheFieldsThatThePublishersList(t *testing.T) {
	t.Parallel()
	// Fields of the newest page that the SDKs do not have yet, and objects where the SDKs have a text.
	newer := []string{"CompressionRatio", "DisasterRecoveryInstances", "AccountSecurityPolicy", "OptimizedWritesInfo"}
	for _, s := range samples() {
		for _, difference := range apitable.Answer(apitable.Actions(), s.action, []byte(sampleBody(t, s.file))) {
			known := slices.ContainsFunc(newer, func(name string) bool { return strings.Contains(difference.Name, name) })
			if difference.Kind == apitable.Unknown && !known {
				t.Errorf("%s: %s", s.file, difference)
			}
		}
	}
}

// TestSamples_hideSecretsInTheLog: an instance's attributes hold the password of a replication.
func TestSamples_hideSecretsInTheLog(t *testing.T) {
	t.Parallel()
	secrets := []string{"hidden-password", "Signature=y", "sample-secret", "sample-token"}
	for _, s := range samples() {
		var shown []string
		client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{s.action: {{body: sampleBody(t, s.file)}}})).URL,
			func(c *rds.Config) {
				c.Observer = observed(func(entry rds.CallLog) {
					sent, answer := entry.Bodies()
					shown = append(shown, sent, answer)
				})
			})
		if _, err := s.read(t.Context(), client); err != nil {
			t.Errorf("%s: %v", s.file, err)
		}
		for _, secret := range secrets {
			if strings.Contains(strings.Join(shown, " "), secret) {
				t.Errorf("%s: the log shows %s", s.file, secret)
			}
		}
	}
}
