// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// asking is one call of the client, with an answer of success whose %region, %id and %account a test fills in.
type asking struct {
	answer string
	call   func(ctx context.Context, c *rds.Client) error
}

func askings() map[string]asking {
	const on = `"BackupEnabled":"Enable","LogBackupEnabled":"Disable","CrossBackupRegion":"cn-beijing","Retention":30`
	query := rds.BackupSetQuery{Region: "cn-hangzhou", InstanceID: "pgm-demo"}
	role := rds.Role{ARN: "acs:ram::1000000000000001:role/backup", SessionName: "test"}
	return map[string]asking{
		"Policy": {`"RegionId":%region,"DBInstanceId":%id,` + on, func(ctx context.Context, c *rds.Client) error {
			_, err := c.Policy(ctx, "cn-hangzhou", "pgm-demo")
			return err
		}},
		"Policies": {
			`"RegionId":%region,"TotalRecords":1,"Items":{"Item":[{"DBInstanceId":%id,` + on + `}]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := collect(c.Policies(ctx, "cn-hangzhou", "pgm-demo"))
				return err
			},
		},
		"Policies, region of the row": {
			`"TotalRecords":1,"Items":{"Item":[{"RegionId":%region,"DBInstanceId":%id,` + on + `}]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := collect(c.Policies(ctx, "cn-hangzhou", "pgm-demo"))
				return err
			},
		},
		"Instance": {
			`"Items":{"DBInstanceAttribute":[{"DBInstanceId":%id,"RegionId":%region}]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.Instance(ctx, "cn-hangzhou", "pgm-demo")
				return err
			},
		},
		"Instances": {
			`"TotalRecordCount":1,"Items":{"DBInstance":[{"DBInstanceId":%id,"RegionId":%region}]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := collect(c.Instances(ctx, rds.InstanceQuery{Region: "cn-hangzhou", InstanceIDs: []string{"pgm-demo"}}))
				return err
			},
		},
		"BackupSets": {
			`"RegionId":%region,"DBInstanceId":%id,"TotalRecordCount":0,"Items":{"Item":[]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := collect(c.BackupSets(ctx, query))
				return err
			},
		},
		"RecoveryWindow": {
			`"RegionId":%region,"DBInstanceId":%id,"CrossBackupId":14377`,
			func(ctx context.Context, c *rds.Client) error {
				_, _, err := c.RecoveryWindow(ctx, "cn-hangzhou", "pgm-demo", "14377")
				return err
			},
		},
		"DestinationRegions": {
			`"RegionId":%region,"Regions":{"Region":["cn-beijing"]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.DestinationRegions(ctx, "cn-hangzhou")
				return err
			},
		},
		"LocalBackupPolicy": {
			`"RegionId":%region,"DBInstanceId":%id,"BackupMethod":"Physical"`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.LocalBackupPolicy(ctx, "cn-hangzhou", "pgm-demo")
				return err
			},
		},
		"LocalBackups": {
			`"RegionId":%region,"Items":{"Backup":[{"DBInstanceId":%id,"BackupId":"1"}]},"TotalRecordCount":"1"`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.LocalBackups(ctx, "cn-hangzhou", "pgm-demo", c.Now().Add(-time.Hour), c.Now())
				return err
			},
		},
		"DiskEncryption": {
			`"RegionId":%region,"DBInstanceId":%id,"EncryptionKey":"key"`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.DiskEncryption(ctx, "cn-hangzhou", "pgm-demo")
				return err
			},
		},
		"PutRetention": {`"RegionId":%region,"DBInstanceId":%id`, func(ctx context.Context, c *rds.Client) error {
			return c.PutRetention(ctx, "cn-hangzhou", "pgm-demo", 30)
		}},
		"CallerIdentity": {
			`"AccountId":"1000000000000001","Arn":"acs:ram::%account:user/ops"`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.CallerIdentity(ctx)
				return err
			},
		},
		"AssumeRole": {
			`"Credentials":{"AccessKeyId":"A","AccessKeySecret":"B","SecurityToken":"C"},
"AssumedRoleUser":{"Arn":"acs:ram::%account:role/backup/test"}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.AssumeRole(ctx, role)
				return err
			},
		},
	}
}

// Every answer that names a region, an instance or an account is held against the call.
func TestAnswers_areAboutWhatWasAsked(t *testing.T) {
	t.Parallel()
	right := map[string]string{"%region": `"cn-hangzhou"`, "%id": `"pgm-demo"`, "%account": "1000000000000001"}
	long := `"` + strings.Repeat("cn-hangzhou-", 500) + `"`
	for name, row := range map[string]struct{ field, value, says string }{
		"as asked":           {},
		"region null":        {"%region", "null", ""},
		"region empty":       {"%region", `""`, ""},
		"region in capitals": {"%region", `"CN-Hangzhou"`, ""},
		"a zone":             {"%region", `"cn-hangzhou-b"`, ""},
		"several zones":      {"%region", `"cn-hangzhou-MAZ10(h,i)"`, ""},
		"another region":     {"%region", `"us-east-1"`, "the answer is about region us-east-1"},
		"the finance cloud":  {"%region", `"cn-hangzhou-finance"`, "the answer is about region cn-hangzhou-finance"},
		"a longer name":      {"%region", `"cn-hangzhou1"`, "the answer is about region cn-hangzhou1"},
		"a shorter name":     {"%region", `"cn"`, "the answer is about region cn"},
		"a number":           {"%region", `7`, "the answer is about region 7"},
		"no id":              {"%region", `"<b>cn-hangzhou</b>"`, "the answer is about another region, whose name is no id"},
		"absurdly long":      {"%region", long, "the answer is about another region, whose name is no id"},
		"another instance":   {"%id", `"rm-other"`, "the answer is about instance rm-other"},
		"the id in capitals": {"%id", `"PGM-DEMO"`, "the answer is about instance PGM-DEMO"},
		"an instance's name": {"%id", `"my orders"`, "the answer is about another instance, whose name is no id"},
		"another account":    {"%account", "1000000000000002", "the answer is about account 1000000000000002"},
		"an ARN without one": {"%account", "", ""},
	} {
		for method, asked := range askings() {
			t.Run(method+"/"+name, func(t *testing.T) {
				t.Parallel()
				body, named := asked.answer, row.field == "" || strings.Contains(asked.answer, row.field)
				for field, value := range right {
					if field == row.field {
						value = row.value
					}
					body = strings.ReplaceAll(body, field, value)
				}
				api := newFakeAPI(t, func(call) reply { return success(body) })
				client, _ := newClient(t, api.URL)
				err := asked.call(t.Context(), client)
				switch {
				case !named:
				case row.says == "" && err != nil:
					t.Errorf("failed: %v", err)
				case row.says != "" && (err == nil || !strings.HasSuffix(err.Error(), row.says) || !rds.IsMisdirected(err)):
					t.Errorf("got %v, want an error that says %q", err, row.says)
				}
				if len(api.calls) != 1 {
					t.Errorf("%d calls, want 1: the answer is whole", len(api.calls))
				}
			})
		}
	}
}

// An answer that leaves the instance out is no answer of the instance getter, which consists of it.
func TestInstance_needsAnID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`"DBInstanceId":null,`, `"DBInstanceId":"",`, ""} {
		api := newFakeAPI(t, func(call) reply {
			return success(`"Items":{"DBInstanceAttribute":[{` + id + `"DBInstanceStatus":"Running"}]}`)
		})
		client, _ := newClient(t, api.URL)
		_, err := client.Instance(t.Context(), "cn-hangzhou", "pgm-demo")
		assertFailed(t, err, rds.ClassUnreadable, "Client.ForeignAnswer")
	}
}

// A list with rows of others alone does not say that there is none of the one that was asked for. Beside the one that
// was asked for, they do no harm.
func TestListed_rowsOfOthersAreNoAnswer(t *testing.T) {
	t.Parallel()
	row := func(id string) string { return `{"DBInstanceId":"` + id + `","BackupEnabled":"Enable"}` }
	for name, c := range map[string]struct {
		rows  string
		found bool
		says  string
	}{
		"none":       {"", false, ""},
		"others":     {row("rm-other"), false, "the answer is about instance rm-other"},
		"among many": {row("rm-other") + "," + row("pgm-demo"), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			total := strings.Count(c.rows, "{")
			api := newFakeAPI(t, func(call) reply {
				return success(`"TotalRecords":` + string(rune('0'+total)) + `,"Items":{"Item":[` + c.rows + `]}`)
			})
			client, _ := newClient(t, api.URL)
			got, err := collect(client.Policies(t.Context(), "cn-hangzhou", "pgm-demo"))
			found := len(got) == 1
			if found != c.found || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("found is %t, %v; want %t, %q", found, err, c.found, c.says)
			}
		})
	}
}

// Rows of other copies than the query selects are an error, and so is the recovery window of another set.
func TestBackupSets_areThoseAskedFor(t *testing.T) {
	t.Parallel()
	row := `"TotalRecordCount":1,"Items":{"Item":[{"CrossBackupId":14377,"CrossBackupRegion":"cn-beijing"}]}`
	for name, c := range map[string]struct{ set, destination, says string }{
		"as asked":            {"14377", "cn-beijing", ""},
		"leading zeros":       {"0014377", "", ""},
		"another set":         {"14378", "", "the answer is about backup set 14377"},
		"another destination": {"", "cn-shanghai", "the answer is about copies in region cn-beijing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, func(call) reply { return success(row) })
			client, _ := newClient(t, api.URL)
			_, err := collect(client.BackupSets(t.Context(), rds.BackupSetQuery{
				Region: "cn-hangzhou", InstanceID: "pgm-demo", SetID: c.set, DestinationRegion: c.destination,
			}))
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
	api := newFakeAPI(t, func(call) reply { return success(`"CrossBackupId":14377`) })
	client, _ := newClient(t, api.URL)
	if _, _, err := client.RecoveryWindow(t.Context(), "cn-hangzhou", "pgm-demo", "14378"); !rds.IsMisdirected(err) {
		t.Errorf("the window of another set: %v", err)
	}
}

// The answer of RAM is about the role that was asked for, in the account that STS has named.
func TestRoleExists_isAboutThisAccount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ name, account, says string }{
		"as asked":        {"AliyunServiceRoleForDBS", "1000000000000001", ""},
		"lower case":      {"aliyunservicerolefordbs", "1000000000000001", ""},
		"another role":    {"AliyunServiceRoleForECS", "1000000000000001", "about role AliyunServiceRoleForECS"},
		"another account": {"AliyunServiceRoleForDBS", "1000000000000002", "the answer is about account 1000000000000002"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, func(asked call) reply {
				if asked.action == identity {
					return success(`"AccountId":"1000000000000001"`)
				}
				return success(`"Role":{"RoleName":"` + c.name + `","Arn":"acs:ram::` + c.account + `:role/x"}`)
			})
			client, _ := newClient(t, api.URL)
			if _, err := client.CallerIdentity(t.Context()); err != nil {
				t.Fatal(err)
			}
			exists, err := client.RoleExists(t.Context(), "AliyunServiceRoleForDBS")
			if exists != (c.says == "") || (err == nil) != exists || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("exists is %t, %v; want %q", exists, err, c.says)
			}
		})
	}
}

// A write whose answer is about another instance may have been carried out, for whichever one: it is not sent again.
func TestApplySettings_whoseAnswerIsAboutAnotherInstance(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(c call) reply {
		if c.action == put {
			return success(`"RegionId":"cn-hangzhou","DBInstanceId":"rm-other"`)
		}
		return success(`"RegionId":"cn-hangzhou","DBInstanceId":"pgm-demo","BackupEnabled":"Disabled"`)
	})
	client, _ := newClient(t, api.URL)
	_, err := client.ApplySettings(t.Context(), rds.Settings{
		Region: "cn-hangzhou", InstanceID: "pgm-demo", Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30,
	})
	var unsettled *rds.NotSettledError
	if !errors.As(err, &unsettled) || !unsettled.Written || !rds.IsMisdirected(err) || len(api.calls) != 1 {
		t.Errorf("got %v after %d calls, want one write that is not settled", err, len(api.calls))
	}
}
