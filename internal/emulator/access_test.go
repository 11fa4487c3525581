// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

const (
	versionSTS = "2015-04-01"
	versionRAM = "2015-05-01"
	ownAccount = "1234567890123456"
	roleArn    = "acs:ram::" + ownAccount + ":role/deployer"
)

// withRole is the default fleet with a role that can be assumed and a RAM user in the first account, and with an
// instance of the second account that has a policy and sets.
func withRole() emulator.Option {
	seed := fleet.DefaultSeed()
	first := &seed.Accounts[0]
	first.Roles = []string{fleet.ServiceRole, "deployer"}
	first.AccessKeys = append(first.AccessKeys, fleet.AccessKey{ID: "user-key", Secret: "user-secret", ARN: "acs:ram::" + ownAccount + ":user/alice"})
	seed.Instances = append(seed.Instances, fleet.Instance{
		ID: "pgm-other", AccountID: seed.Accounts[1].ID, Region: "cn-hangzhou", Engine: "PostgreSQL", EngineVersion: "16.0",
		Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m", History: 5,
		Policy: &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30},
	})
	return emulator.WithSeed(seed)
}

func as(c *caller, key, secret, token string) *caller {
	return c.with(func(c *caller) { c.key, c.secret, c.token = key, secret, token })
}

func TestAccess_callerIdentityTellsCallersApart(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t, withRole()))
	for _, row := range []struct{ key, secret, account, kind, arn string }{
		{"emulator-key", "emulator-secret", ownAccount, "Account", "acs:ram::" + ownAccount + ":root"},
		{"user-key", "user-secret", ownAccount, "RAMUser", "acs:ram::" + ownAccount + ":user/alice"},
		{"other-key", "other-secret", "6543210987654321", "Account", "acs:ram::6543210987654321:root"},
	} {
		got := as(c, row.key, row.secret, "").callVersion(versionSTS, "GetCallerIdentity")
		if got.text("AccountId") != row.account || got.text("IdentityType") != row.kind || got.text("Arn") != row.arn {
			t.Errorf("%s: got %s", row.key, got.raw)
		}
	}
}

func TestAccess_assumedRoleWorksUntilItsKeyEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	s := emulator.Start(t, withRole(), emulator.WithRealClock(func() time.Time { return now }))
	c := newCaller(t, s).with(func(c *caller) { c.now = func() time.Time { return now } })
	got := c.callVersion(versionSTS, "AssumeRole", "RoleArn", roleArn, "RoleSessionName", "terraform", "DurationSeconds", "900")
	wantOK(t, got)
	if got.text("Credentials", "Expiration") != "2026-05-04T03:17:01Z" {
		t.Errorf("got %s, want an end in 900 seconds", got.raw)
	}
	assumed := as(c, got.text("Credentials", "AccessKeyId"), got.text("Credentials", "AccessKeySecret"), got.text("Credentials", "SecurityToken"))
	wantOK(t, assumed.policy("pgm-console"))
	who := assumed.callVersion(versionSTS, "GetCallerIdentity")
	if who.text("IdentityType") != "AssumedRoleUser" || who.text("AccountId") != ownAccount || !strings.HasSuffix(who.text("Arn"), ":assumed-role/deployer/terraform") {
		t.Errorf("got %s", who.raw)
	}
	wantCode(t, as(assumed, assumed.key, assumed.secret, "").policy("pgm-console"), 400, "MissingSecurityToken")
	now = now.Add(900 * time.Second)
	wantCode(t, assumed.policy("pgm-console"), 400, "InvalidSecurityToken.Expired")
}

func TestAccess_oidcRoleNeedsNoSignature(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, withRole())
	c := newCaller(t, s)
	unsigned := c.with(func(c *caller) {
		c.after = func(v url.Values) {
			for _, name := range []string{"Signature", "AccessKeyId", "SignatureNonce", "SignatureMethod", "SignatureVersion"} {
				delete(v, name)
			}
		}
	})
	params := []string{"RoleArn", roleArn, "RoleSessionName", "ci", "OIDCProviderArn", "acs:ram::" + ownAccount + ":oidc-provider/ci", "OIDCToken", "jwt-of-ci"}
	got := unsigned.callVersion(versionSTS, "AssumeRoleWithOIDC", params...)
	wantOK(t, got)
	wantOK(t, as(c, got.text("Credentials", "AccessKeyId"), got.text("Credentials", "AccessKeySecret"), got.text("Credentials", "SecurityToken")).policy("pgm-console"))
	wantCode(t, unsigned.callVersion(versionSTS, "AssumeRoleWithOIDC", append(params[:6:6], "OIDCToken", "invalid")...), 400, "AuthenticationFail.OIDCToken.Invalid")
	wantCode(t, unsigned.callVersion(versionSTS, "AssumeRoleWithOIDC", params[:6]...), 400, "MissingParameter")
	wantCode(t, unsigned.callVersion(versionSTS, "AssumeRole", params...), 400, "MissingParameter")
	for _, call := range s.Calls() {
		if call.Params.Has("OIDCToken") || call.Params.Has("SecurityToken") || call.Params.Has("AccessKeyId") {
			t.Errorf("the record shows a secret: %v", call.Params)
		}
	}
}

func TestAccess_assumeRoleRefuses(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t, withRole()))
	for name, row := range map[string]struct{ arn, session, seconds, code string }{
		"no ARN":           {"", "s1", "900", "MissingParameter"},
		"no session":       {roleArn, "", "900", "MissingParameter"},
		"not an ARN":       {"deployer", "s1", "900", "InvalidParameter.RoleArn"},
		"a user":           {"acs:ram::" + ownAccount + ":user/alice", "s1", "900", "InvalidParameter.RoleArn"},
		"session shape":    {roleArn, "two words", "900", "InvalidParameter.RoleSessionName"},
		"too short":        {roleArn, "s1", "899", "InvalidParameter.DurationSeconds"},
		"unknown role":     {roleArn + "s", "s1", "900", "EntityNotExist.Role"},
		"unknown account":  {"acs:ram::1:role/deployer", "s1", "900", "EntityNotExist.Role"},
		"service role":     {"acs:ram::" + ownAccount + ":role/" + fleet.ServiceRole, "s1", "900", "NoPermission"},
		"accepted at last": {roleArn, "s1", "3600", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var params []string
			for _, pair := range [][2]string{{"RoleArn", row.arn}, {"RoleSessionName", row.session}, {"DurationSeconds", row.seconds}} {
				if pair[1] != "" {
					params = append(params, pair[0], pair[1])
				}
			}
			if got := c.callVersion(versionSTS, "AssumeRole", params...); got.code() != row.code {
				t.Errorf("got %s, want %q", got.raw, row.code)
			}
		})
	}
}

func TestAccess_getRole(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t, withRole()))
	got := c.callVersion(versionRAM, "GetRole", "RoleName", fleet.ServiceRole)
	if got.status != 200 || got.text("Role", "RoleName") != fleet.ServiceRole {
		t.Errorf("got %d %s", got.status, got.raw)
	}
	wantCode(t, c.callVersion(versionRAM, "GetRole", "RoleName", "nobody"), 404, "EntityNotExist.Role")
	wantCode(t, c.callVersion(versionRAM, "GetRole"), 400, "MissingParameter")
}

func TestAccess_deniedActionsNameTheRAMAction(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, withRole())
	err := s.Fleet().UpdateAccount(ownAccount, func(a *fleet.Account) {
		a.DeniedActions = []string{"rds:" + modifyAction, "ram:*"}
	})
	if err != nil {
		t.Fatal(err)
	}
	c := as(newCaller(t, s), "user-key", "user-secret", "")
	got := c.call(modifyAction, enable("pgm-demo")...)
	wantCode(t, got, 403, "Forbidden.RAM")
	if got.text("AccessDeniedDetail", "AuthAction") != "rds:"+modifyAction || got.text("AccessDeniedDetail", "AuthPrincipalDisplayName") != "user/alice" {
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
	s := emulator.Start(t, withRole())
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
		modifyAction, describeAction, "DescribeCrossRegionBackups", "DescribeCrossRegionLogBackupFiles", "DescribeDBInstanceAttribute",
		"DescribeDBInstanceEncryptionKey", "DescribeDBInstanceTDE", "DescribeBackupPolicy", "CreateBackup", "DescribeBackups",
		"DescribeBackupTasks", "DeleteDBInstance",
	} {
		for _, region := range []string{"cn-hangzhou", ""} {
			params := []string{"DBInstanceId", "pgm-other", "StartTime", "2020-01-01T00:00Z", "EndTime", "2035-01-01T00:00Z", "Retention", "7"}
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
			if got := owner.call(action, params...); !strings.Contains(got.raw, "pgm-other") || strings.Contains(got.raw, "pgm-console") {
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
