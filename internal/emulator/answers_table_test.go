// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/apitable"
)

// survey asks one emulator for all that it can answer, and compares the answers with what the publishers list.
type survey struct {
	t       *testing.T
	c       *caller
	s       *emulator.Server
	actions map[string]apitable.Action
	seen    *seen
}

// seen is what all surveys found together.
type seen struct {
	differences []apitable.Difference
	answered    map[string]bool // actions that answered with a success
	filled      map[string]bool // lists by action and path; true where one held an item
}

// ask sends a call. A refusal is as good as an answer here: its fields are not of the action.
func (v survey) ask(action string, params ...string) answer {
	v.t.Helper()
	got := v.c.callVersion(v.actions[action].Version, action, params...)
	if got.status != http.StatusOK {
		return got
	}
	v.seen.answered[action] = true
	v.seen.differences = append(v.seen.differences, apitable.Answer(v.actions, action, []byte(got.raw))...)
	v.seen.lists(action, got.body)
	return got
}

func (s *seen) lists(path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			s.lists(path+"."+name, inner)
		}
	case []any:
		s.filled[path] = s.filled[path] || len(value) > 0
		for _, inner := range value {
			s.lists(path, inner)
		}
	}
}

// instance asks all actions that read one instance.
func (v survey) instance(in fleet.Instance) {
	v.t.Helper()
	of := []string{"RegionId", in.Region, "DBInstanceId", in.ID}
	with := func(more ...string) []string { return slices.Concat(of, more) }
	for _, action := range []string{
		"DescribeInstanceCrossBackupPolicy", "DescribeCrossRegionBackupDBInstance", "DescribeDBInstanceAttribute",
		"DescribeDBInstances", "DescribeDBInstanceEncryptionKey", "DescribeDBInstanceTDE", "DescribeBackupPolicy",
		"DescribeBackups", "DescribeBackupTasks",
	} {
		v.ask(action, of...)
	}
	always := []string{"StartTime", "2020-01-01T00:00:00Z", "EndTime", "2035-01-01T00:00:00Z"}
	v.ask("DescribeCrossRegionLogBackupFiles", with(always...)...)
	sets := v.ask("DescribeCrossRegionBackups", with(always...)...)
	if len(sets.list("Items", "Item")) == 0 {
		return
	}
	id := sets.text("Items", "Item", 0, "CrossBackupId")
	v.ask("DescribeAvailableRecoveryTime", with("CrossBackupId", id)...)
	v.ask("CheckCreateDdrDBInstance", "RegionId", in.Region, "Engine", in.Engine, "EngineVersion", in.EngineVersion,
		"DBInstanceClass", in.Class, "DBInstanceStorage", "100", "RestoreType", "0", "BackupSetId", id)
}

// region asks all actions that read a region, an account, or nothing at all.
func (v survey) region(id string) {
	v.t.Helper()
	v.ask("DescribeRegions")
	v.ask("DescribeAvailableCrossRegion", "RegionId", id)
	v.ask("DescribeCrossRegionBackupDBInstance", "RegionId", id)
	v.ask("DescribeDBInstances", "RegionId", id)
	v.ask("DescribeDBInstances", "RegionId", id, "MaxResults", "2")
}

func (v survey) account() {
	v.t.Helper()
	v.ask("GetRole", "RoleName", fleet.ServiceRole)
	v.ask("GetCallerIdentity")
	root := v
	root.c = v.c.with(func(c *caller) { c.key, c.secret = "other-key", "other-secret" })
	root.ask("GetCallerIdentity")
	assumed := v.ask("AssumeRole", "RoleArn", roleArn, "RoleSessionName", "terraform")
	session := v
	session.c = v.c.withKeyOf(assumed)
	session.ask("GetCallerIdentity")
	v.ask("AssumeRoleWithOIDC", "RoleArn", roleArn, "RoleSessionName", "ci", "OIDCToken", "jwt-of-ci",
		"OIDCProviderArn", "acs:ram::"+ownAccount+":oidc-provider/ci")
}

func (v survey) named(id string) fleet.Instance {
	v.t.Helper()
	in, ok := v.s.Fleet().Instance(id)
	if !ok {
		v.t.Fatalf("the fleet has no %s", id)
	}
	return in
}

// instances reads all instances, whatever state they are in by now.
func (v survey) instances() {
	v.t.Helper()
	for _, in := range v.s.Fleet().Instances() {
		v.instance(in)
	}
}

// writes sends all actions that change an instance, and reads in between. It returns with the instance deleted.
func (v survey) writes(in fleet.Instance) {
	v.t.Helper()
	of := []string{"RegionId", in.Region, "DBInstanceId", in.ID}
	with := func(more ...string) []string { return slices.Concat(of, more) }
	job := v.ask("CreateBackup", of...).text("BackupJobId")
	v.ask("DescribeBackupTasks", of...)
	v.s.Fleet().Advance(time.Hour)
	v.ask("DescribeBackupTasks", with("BackupJobId", job)...)
	v.ask("ModifyInstanceCrossBackupPolicy", with("BackupEnabled", "1", "LogBackupEnabled", "1", "CrossBackupRegion",
		"cn-shanghai", "CrossBackupType", "1", "RetentType", "1", "Retention", "30")...)
	v.instance(in)
	v.s.Fleet().Advance(48 * time.Hour)
	v.instance(in)
	v.ask("ModifyInstanceCrossBackupPolicy",
		with("BackupEnabled", "0", "LogBackupEnabled", "0", "CrossBackupRegion", "cn-shanghai")...)
	v.s.Fleet().Advance(time.Hour)
	v.instance(in)
	v.ask("DeleteDBInstance", of...)
	v.instance(in)
}

// TestAnswers_areAsThePublishersListThem holds every answer of the emulator, over all values of its guesses, against a
// list that it was not written from: no field is invented, and each has its type.
func TestAnswers_areAsThePublishersListThem(t *testing.T) {
	t.Parallel()
	all := &seen{answered: map[string]bool{}, filled: map[string]bool{}}
	actions := apitable.Actions()
	over := func(options ...emulator.Option) survey {
		s := emulator.StartInMemory(t, append(options, withTwoAccounts())...)
		return survey{t: t, c: newMemoryCaller(t, s), s: s, actions: actions, seen: all}
	}
	start := over()
	start.account()
	start.region("cn-hangzhou")
	start.region("eu-central-1")
	start.instances()
	for _, in := range start.s.Fleet().Instances() {
		start.writes(in)
	}
	start.instances()
	for _, guess := range emulator.Guesses() {
		if guess.ID == "number-types" {
			continue // its values are other types than the list has
		}
		for _, value := range guess.Values {
			if value == guess.Default {
				continue
			}
			v := over(emulator.WithGuess(guess.ID, value))
			v.region("cn-hangzhou")
			for _, id := range []string{"pgm-console", "pgm-released", "pgm-serverless", "rm-mysql", "rds-mssql"} {
				v.instance(v.named(id))
			}
			v.writes(v.named("pgm-demo"))
		}
	}
	unexplained, unused := apitable.Compare(all.differences, apitable.OfTheEmulator())
	for _, difference := range slices.Sorted(maps.Keys(texts(unexplained))) {
		t.Error(difference)
	}
	for _, row := range unused {
		t.Errorf("no answer has this deliberate difference: %+v", row)
	}
	everythingWasAnswered(t, all)
}

func texts(differences []apitable.Difference) map[string]bool {
	found := map[string]bool{}
	for _, difference := range differences {
		found[difference.String()] = true
	}
	return found
}

// everythingWasAnswered fails for an action that never succeeded, and for a list of which no item was seen.
func everythingWasAnswered(t *testing.T, all *seen) {
	t.Helper()
	for name := range apitable.Actions() {
		if !all.answered[name] {
			t.Errorf("%s never answered with a success", name)
		}
	}
	empty := map[string]string{
		"DescribeDBInstanceTDE.Databases.Database":                                   "no database is modeled",
		"DescribeDBInstanceAttribute.Items.DBInstanceAttribute.SlaveZones.SlaveZone": "no secondary is modeled",
	}
	for path, filled := range all.filled {
		if filled == (empty[path] != "") {
			t.Errorf("the list %s held an item: %v", path, filled)
		}
	}
}

// TestAnswers_theListIsOfTheActionsThatAreAnswered holds the actions themselves.
func TestAnswers_theListIsOfTheActionsThatAreAnswered(t *testing.T) {
	t.Parallel()
	c := newMemoryCaller(t, emulator.StartInMemory(t))
	for name, action := range apitable.Actions() {
		if got := c.callVersion(action.Version, name); got.code() == "InvalidAction.NotFound" || action.Name != name {
			t.Errorf("%s %s: the emulator answers %s", action.Version, name, got.raw)
		}
	}
}

// TestAnswers_aWrongOneIsFound shows that the comparison can fail.
func TestAnswers_aWrongOneIsFound(t *testing.T) {
	t.Parallel()
	actions := apitable.Actions()
	for body, want := range map[string]string{
		`{"Retention":30,"RequestId":"A"}`:           "",
		`{"Retention":"30"}`:                         apitable.OtherWay,
		`{"Retention":30.5}`:                         apitable.OtherWay,
		`{"Retention":null}`:                         apitable.OtherWay,
		`{"Retention":{"Days":30}}`:                  apitable.Unknown,
		`{"RetentionDays":30}`:                       apitable.Unknown,
		`{"Engine":["mysql"]}`:                       apitable.OtherWay,
		`{"DBInstanceId":"rm-1","Items":{"Item":7}}`: apitable.Unknown,
		`{`: apitable.OtherWay,
	} {
		found := apitable.Answer(actions, describeAction, []byte(body))
		kinds := []string{}
		for _, difference := range found {
			kinds = append(kinds, difference.Kind)
		}
		if want == "" && len(found) > 0 || want != "" && !slices.Contains(kinds, want) {
			t.Errorf("%s: got %s, want %q", body, strings.Join(kinds, ", "), want)
		}
	}
}
