// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

const (
	versionSTS = "2015-04-01"
	versionRAM = "2015-05-01"
	ownAccount = "1234567890123456"
	roleArn    = "acs:ram::" + ownAccount + ":role/deployer"
)

// withTwoAccounts is the default fleet with a second RAM user in the first account, and with an instance of the second
// account that has a policy and sets.
func withTwoAccounts() emulator.Option {
	seed := fleet.DefaultSeed()
	first := &seed.Accounts[0]
	first.AccessKeys = append(first.AccessKeys, fleet.AccessKey{
		ID: "user-key", Secret: "user-secret", ARN: "acs:ram::" + ownAccount + ":user/alice",
	})
	other := fleet.PostgreSQL("cn-hangzhou", "pgm-other", fleet.WithHistory(5), fleet.WithPolicy(fleet.Policy{
		Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
	}))
	other.AccountID = seed.Accounts[1].ID
	seed.Instances = append(seed.Instances, other)
	return emulator.WithSeed(seed)
}

func as(c *caller, key, secret, token string) *caller {
	return c.with(func(c *caller) { c.key, c.secret, c.token = key, secret, token })
}

func TestAccess_callerIdentityTellsCallersApart(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t, withTwoAccounts()))
	for _, row := range []struct{ key, secret, account, kind, arn string }{
		{"emulator-key", "emulator-secret", ownAccount, "RAMUser", "acs:ram::" + ownAccount + ":user/emulator"},
		{"user-key", "user-secret", ownAccount, "RAMUser", "acs:ram::" + ownAccount + ":user/alice"},
		{"other-key", "other-secret", "6543210987654321", "Account", "acs:ram::6543210987654321:root"},
	} {
		got := as(c, row.key, row.secret, "").callVersion(versionSTS, "GetCallerIdentity")
		if got.text("AccountId") != row.account || got.text("IdentityType") != row.kind || got.text("Arn") != row.arn {
			t.Errorf("%s: got %s", row.key, got.raw)
		}
	}
}

func TestAccess_deniedActionsNameTheRAMAction(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, withTwoAccounts())
	err := s.Fleet().UpdateAccount(ownAccount, func(a *fleet.Account) {
		a.DeniedActions = []string{"rds:" + modifyAction, "ram:*"}
	})
	if err != nil {
		t.Fatal(err)
	}
	c := as(newCaller(t, s), "user-key", "user-secret", "")
	got := c.call(modifyAction, enable("pgm-demo")...)
	wantCode(t, got, 403, "Forbidden.RAM")
	if got.text("AccessDeniedDetail", "AuthAction") != "rds:"+modifyAction ||
		got.text("AccessDeniedDetail", "AuthPrincipalDisplayName") != "user/alice" {
		t.Errorf("got %s, want the RAM action and the caller", got.raw)
	}
	wantCode(t, c.callVersion(versionRAM, "GetRole", "RoleName", "deployer"), 403, "Forbidden.RAM")
	wantOK(t, c.policy("pgm-console"))
	if policy, _ := s.Fleet().Policy("pgm-demo"); policy.Enabled {
		t.Error("a denied call was carried out")
	}
}

// TestAccess_accountsSeeOnlyTheirOwn covers every action that names or lists instances or sets.
func TestAccess_accountsSeeOnlyTheirOwn(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, withTwoAccounts())
	c := newCaller(t, s)
	owner := as(c, "other-key", "other-secret", "")
	wantOK(t, owner.policy("pgm-other"))
	set := owner.sets("pgm-other").text("Items", "Item", 0, "CrossBackupId")
	if set == "" {
		t.Fatal("the owner sees no set")
	}
	wantOK(t, owner.call("DescribeAvailableRecoveryTime", "CrossBackupId", set))
	wantCode(t, c.call("DescribeAvailableRecoveryTime", "CrossBackupId", set), 404, "InvalidBackupSetID.NotFound")
	wantCode(t, c.call("CheckCreateDdrDBInstance", restoreCheck(set)...), 404, "InvalidBackupSetID.NotFound")
	for _, action := range []string{
		modifyAction, describeAction, "DescribeCrossRegionBackups", "DescribeCrossRegionLogBackupFiles",
		"DescribeDBInstanceAttribute",
		"DescribeDBInstanceEncryptionKey", "DescribeDBInstanceTDE", "DescribeBackupPolicy", "CreateBackup", "DescribeBackups",
		"DescribeBackupTasks", "DeleteDBInstance",
	} {
		for _, region := range []string{"cn-hangzhou", ""} {
			params := []string{
				"DBInstanceId", "pgm-other", "StartTime", "2020-01-01T00:00Z", "EndTime", "2035-01-01T00:00Z", "Retention", "7",
			}
			if region != "" {
				params = append(params, "RegionId", region)
			}
			got := c.call(action, params...)
			if got.status < 400 || region != "" && !strings.HasSuffix(got.code(), ".NotFound") {
				t.Errorf("%s in %q: got %d %s, want not found", action, region, got.status, got.raw)
			}
		}
	}
	for _, action := range []string{"DescribeDBInstances", "DescribeCrossRegionBackupDBInstance"} {
		for _, more := range [][]string{nil, {"DBInstanceId", "pgm-other"}} {
			params := append([]string{"RegionId", "cn-hangzhou"}, more...)
			if got := c.call(action, params...); strings.Contains(got.raw, "pgm-other") {
				t.Errorf("%s shows the other account's instance: %s", action, got.raw)
			}
			if got := owner.call(action, params...); !strings.Contains(got.raw, "pgm-other") ||
				strings.Contains(got.raw, "pgm-console") {
				t.Errorf("%s shows the owner %s", action, got.raw)
			}
		}
	}
}

func restoreCheck(set string, changes ...string) []string {
	params := []string{
		"RegionId", "cn-shanghai", "Engine", "MySQL", "EngineVersion", "8.0", "DBInstanceClass", "rds.mysql.s3.large",
		"DBInstanceStorage", "100", "RestoreType", "0", "BackupSetId", set,
	}
	return append(params, changes...)
}
