// SPDX-License-Identifier: MPL-2.0

package status

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// local is a backup whose id is the number of hours since it began.
func local(hoursAgo int) rds.LocalBackup {
	at := noon.Add(-time.Duration(hoursAgo) * time.Hour)
	return rds.LocalBackup{
		ID: strconv.Itoa(hoursAgo), Status: rds.StatusSuccess, Method: "PHYSICAL",
		StartTime: at, EndTime: at.Add(time.Minute), ConsistentTime: at,
	}
}

// copying are the facts of an instance whose copies are made, with these copies and local backups.
func copying(sets []rds.BackupSet, backups ...rds.LocalBackup) facts {
	return facts{
		now: noon, sets: sets, complete: true, listable: true, logsKnown: true, policyKnown: true, localKnown: true,
		local:  backups,
		policy: rds.Policy{Enabled: true, RetentionDays: 30, Engine: rds.EnginePostgreSQL, DestinationRegion: "cn-beijing"},
	}
}

func with(f facts, change func(*facts)) facts {
	change(&f)
	return f
}

func TestFacts_notCopied(t *testing.T) {
	t.Parallel()
	sets := func(all ...rds.BackupSet) []rds.BackupSet { return all }
	shifted := good(30)
	shifted.StartTime, shifted.ConsistentTime = shifted.StartTime.Add(20*time.Minute), time.Time{}
	minutes := good(26)
	minutes.ConsistentTime, minutes.StartTime = time.Time{}, minutes.StartTime.Add(-46*time.Second)
	for name, row := range map[string]struct {
		facts   facts
		want    []string
		unknown bool
		behind  string
	}{
		"all copied":            {facts: copying(sets(good(2), good(26)), local(2), local(26))},
		"the newest on its way": {facts: copying(sets(good(26)), local(2), local(26)), want: []string{"2"}},
		"the newest too late":   {facts: copying(sets(good(50)), local(26), local(50)), want: []string{"26"}, behind: "26"},
		"two too late": {
			facts: copying(sets(good(74)), local(26), local(50), local(74)), want: []string{"50", "26"}, behind: "50",
		},
		"one in between": {
			facts: copying(sets(good(2), good(50)), local(2), local(26), local(50)), want: []string{"26"},
		},
		"a failed copy is none": {
			facts: copying(sets(failed(26), good(50)), local(26), local(50)), want: []string{"26"},
		},
		"no copy at all":        {facts: copying(nil, local(26)), want: []string{"26"}, behind: "26"},
		"times without seconds": {facts: copying(sets(minutes), local(26))},
		"times of something else": {
			facts: copying(sets(shifted), local(26), local(50)), unknown: true,
		},
		"local backups not read": {
			facts: with(copying(sets(good(2))), func(f *facts) { f.localKnown = false }), unknown: true,
		},
		"policy not read": {
			facts: with(copying(sets(good(2))), func(f *facts) { f.policyKnown = false }), unknown: true,
		},
		"switched off": {
			facts: with(copying(sets(good(26))), func(f *facts) { f.policy.Enabled, f.localKnown = false, false }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, known := row.facts.notCopied()
			var ids []string
			for _, backup := range found {
				ids = append(ids, backup.ID)
			}
			if diff := cmp.Diff(row.want, ids); known == row.unknown || diff != "" {
				t.Errorf("known %v (-want +got):\n%s", known, diff)
			}
			behind := ""
			if found := row.facts.behind(); found != nil {
				behind = found.ID
			}
			if behind != row.behind {
				t.Errorf("behind is %q, want %q", behind, row.behind)
			}
		})
	}
}

func TestFacts_expected(t *testing.T) {
	t.Parallel()
	change := func(of func(*rds.LocalBackup)) rds.LocalBackup {
		b := local(26)
		of(&b)
		return b
	}
	policy := rds.Policy{Enabled: true, RetentionDays: 7, EnabledTime: noon.Add(-100 * time.Hour)}
	for name, row := range map[string]struct {
		backup rds.LocalBackup
		want   bool
	}{
		"finished":        {local(26), true},
		"a snapshot":      {change(func(b *rds.LocalBackup) { b.Method = "SNAPSHOT" }), true},
		"failed":          {change(func(b *rds.LocalBackup) { b.Status = rds.StatusFailed }), false},
		"logical":         {change(func(b *rds.LocalBackup) { b.Method = "LOGICAL" }), false},
		"under way":       {change(func(b *rds.LocalBackup) { b.EndTime = time.Time{} }), false},
		"in the future":   {change(func(b *rds.LocalBackup) { b.EndTime = noon.Add(time.Minute) }), false},
		"before enabling": {local(101), false},
		"ended by now":    {local(24*7 + 1), false},
	} {
		if got := (facts{now: noon, policy: policy}).expected(row.backup); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestFacts_blockers(t *testing.T) {
	t.Parallel()
	fresh := copying([]rds.BackupSet{good(2), good(26)}, local(2), local(26))
	old := copying([]rds.BackupSet{good(50)}, local(50))
	logsOn := func(f *facts) { f.policy.LogBackupEnabled = true }
	weekly := rds.LocalBackupPolicy{Days: []time.Weekday{time.Monday}}
	encrypted := func(state string, deleted, ends time.Time) facts {
		return with(fresh, func(f *facts) {
			f.disk = rds.DiskEncryption{
				Encrypted: true, KeyStatus: state, KeyDeleteTime: deleted, KeyMaterialExpireTime: ends,
			}
		})
	}
	never := time.Time{}
	for name, row := range map[string]struct {
		facts facts
		want  []string
		now   bool // no restore is possible
	}{
		"none":            {facts: fresh},
		"the first copy":  {with(fresh, func(f *facts) { f.sets, f.local = nil, nil }), []string{"FIRST_COPY_PENDING"}, true},
		"only failed":     {copying([]rds.BackupSet{failed(2)}, local(2)), []string{"NO_COPY", "COPIES_FAILING"}, true},
		"policy not read": {with(fresh, func(f *facts) { f.sets, f.policyKnown = nil, false }), []string{"NO_COPY"}, true},
		"never on": {
			with(fresh, func(f *facts) { f.sets, f.policy.Enabled = nil, false }), []string{"NOT_ENABLED"}, true,
		},
		"off with copies": {with(fresh, func(f *facts) { f.policy.Enabled = false }), []string{"NOT_ENABLED"}, false},
		"released":        {with(fresh, func(f *facts) { f.policy.Enabled, f.policy.Released = false, true }), nil, false},
		"behind":          {copying([]rds.BackupSet{good(50)}, local(26), local(50)), []string{"COPY_BEHIND_LOCAL"}, false},
		"key disabled":    {encrypted("Disabled", never, never), []string{"ENCRYPTION_KEY_AT_RISK"}, true},
		"key deleted":     {encrypted("Enabled", noon.Add(time.Hour), never), []string{"ENCRYPTION_KEY_AT_RISK"}, false},
		"material ends":   {encrypted("Enabled", never, noon.Add(time.Hour)), []string{"ENCRYPTION_KEY_AT_RISK"}, false},
		"material lasts":  {encrypted("Enabled", never, noon.Add(1000*time.Hour)), nil, false},
		"in the source only": {
			with(fresh, func(f *facts) {
				f.sets = []rds.BackupSet{good(2)}
				f.sets[0].RestoreRegions = []string{"cn-hangzhou"}
			}),
			[]string{"NOT_RESTORABLE_IN_DESTINATION"},
			false,
		},
		"weekly": {
			with(fresh, func(f *facts) { f.objective, f.schedule = 24*time.Hour, weekly }),
			[]string{"LOCAL_SCHEDULE_EXCEEDS_RPO"},
			false,
		},
		"weekly is enough": {with(fresh, func(f *facts) { f.objective, f.schedule = 168*time.Hour, weekly }), nil, false},
		"weekly with logs": {
			with(fresh, func(f *facts) { f.objective, f.schedule = 24*time.Hour, weekly; logsOn(f) }), nil, false,
		},
		"no logs yet": {with(fresh, logsOn), nil, false},
		"logs switched on": {
			with(old, func(f *facts) { logsOn(f); f.policy.LogBackupEnabledTime = noon.Add(-time.Hour) }), nil, false,
		},
		"logs have a gap": {with(old, logsOn), []string{"LOG_COPY_BEHIND"}, false},
		"logs are old": {
			with(old, func(f *facts) { logsOn(f); f.logEnd = noon.Add(-25 * time.Hour) }), []string{"LOG_COPY_BEHIND"}, false,
		},
		"logs reach on": {with(old, func(f *facts) { logsOn(f); f.logEnd = noon.Add(-time.Hour) }), nil, false},
		"logs not read": {with(old, func(f *facts) { logsOn(f); f.logsKnown = false }), nil, false},
		"local logs off": {
			with(old, func(f *facts) { logsOn(f); f.schedule.LogBackupOff = true }), []string{"LOCAL_LOG_BACKUP_OFF"}, false,
		},
		"logs miss the RPO": {
			with(fresh, func(f *facts) { logsOn(f); f.objective = time.Hour }), []string{"LOG_COPY_BEHIND"}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			now := false
			for _, found := range row.facts.blockers() {
				codes = append(codes, found.code)
				now = now || found.now
			}
			if diff := cmp.Diff(row.want, codes); diff != "" || now != row.now {
				t.Errorf("blocked now %v (-want +got):\n%s", now, diff)
			}
		})
	}
}

func TestOftenEnough(t *testing.T) {
	t.Parallel()
	daily := func(days int) (all []rds.LocalBackup) {
		for day := range days {
			all = append(all, local(2+24*day))
		}
		return all
	}
	lost := daily(10)
	lost[3].Status = rds.StatusFailed
	for name, row := range map[string]struct {
		backups []rds.LocalBackup
		want    bool
	}{
		"daily":          {daily(10), true},
		"for a few days": {daily(3), false},
		"one failed":     {lost, false},
		"none today":     {daily(10)[2:], false},
		"weekly":         {[]rds.LocalBackup{local(2), local(170)}, false},
		"none":           {nil, false},
	} {
		if got := oftenEnough(row.backups, noon, 26*time.Hour); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
