// SPDX-License-Identifier: MPL-2.0

package status_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/status"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// start runs a fleet with one more instance, whose copies of some days go to Shanghai.
func start(t *testing.T, change func(*fleet.Instance), options ...emulator.Option) *emulator.Server {
	t.Helper()
	seed := fleet.DefaultSeed()
	enabled := time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)
	seed.Instances = append(seed.Instances, fleet.PostgreSQL(testkit.Region, "pgm-shop", fleet.WithHistory(20),
		fleet.WithPolicy(fleet.Policy{
			Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30, EnabledTime: enabled,
		}), change))
	return emulator.StartInMemory(t, append(options, emulator.WithSeed(seed))...)
}

func codes(values map[string]any) string {
	var all []any
	for _, blocker := range values["restore_blockers"].([]any) {
		all = append(all, blocker.(map[string]any)["code"])
	}
	return fmt.Sprint(all)
}

// What the source region tells is named as the cause.
func TestStatus_causes(t *testing.T) {
	t.Parallel()
	logs := func(in *fleet.Instance) { in.Policy.LogEnabled, in.Policy.LogEnabledTime = true, in.Policy.EnabledTime }
	now := emulator.StartInMemory(t).Fleet().Now()
	for name, row := range map[string]struct {
		change    func(*fleet.Instance)
		hours     int
		want      string // state and codes of blockers
		notCopied int
	}{
		"as it should be": {func(*fleet.Instance) {}, 26, "MET []", 0},
		"no copy of some": {func(in *fleet.Instance) { in.MissingCopies = []int{2, 4} }, 26, "MET []", 2},
		"no copy of the newest": {
			func(in *fleet.Instance) { in.MissingCopies = []int{1, 2} }, 26, "MISSED [COPY_BEHIND_LOCAL]", 2,
		},
		"failed copies": {
			func(in *fleet.Instance) { in.FailedCopies = []int{1, 2} }, 26, "MISSED [COPIES_FAILING]", 2,
		},
		"backups once a week": {
			func(in *fleet.Instance) { in.BackupDays = []string{now.Weekday().String()} }, 26,
			"MISSED [LOCAL_SCHEDULE_EXCEEDS_RPO]", 0,
		},
		"once a week with logs": {
			func(in *fleet.Instance) {
				in.BackupDays = []string{now.Add(-24 * time.Hour).Weekday().String()}
				logs(in)
			}, 26,
			"MET []", 0,
		},
		"no log backup": {
			func(in *fleet.Instance) { logs(in); in.LocalLogBackupOffTime = now.Add(-20 * time.Hour) }, 2,
			"MISSED [LOCAL_LOG_BACKUP_OFF]", 0,
		},
		"a disabled key": {
			func(in *fleet.Instance) { in.Encrypted, in.KeyDisabled = true, true }, 26, "MET [ENCRYPTION_KEY_AT_RISK]", 0,
		},
		"a key to be deleted": {
			func(in *fleet.Instance) { in.Encrypted, in.KeyDeleteTime = true, now.Add(24*time.Hour) }, 26,
			"MET [ENCRYPTION_KEY_AT_RISK]", 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, row.change)
			values := read(t, s, "pgm-shop", with{"rpo_hours": row.hours}).Map()
			if said := fmt.Sprint(values["rpo_state"], " ", codes(values)); said != row.want {
				t.Errorf("got %s, want %s: %v", said, row.want, values)
			}
			if missing, _ := values["not_copied"].([]any); len(missing) != row.notCopied {
				t.Errorf("not copied: %v", values["not_copied"])
			}
		})
	}
}

// 500 sources in one run take four calls each and the shared ones.
func TestStatus_fiveHundred(t *testing.T) {
	t.Parallel()
	const sources = 500
	seed := fleet.DefaultSeed()
	for n := range sources {
		seed.Instances = append(seed.Instances, fleet.PostgreSQL(testkit.Region, fmt.Sprintf("pgm-many-%03d", n),
			fleet.WithHistory(10), fleet.WithPolicy(fleet.Policy{
				Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
			})))
	}
	s := emulator.StartInMemory(t, emulator.WithSeed(seed))
	session := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	for n := range sources {
		session.Data(status.TypeName, with{"instance_id": fmt.Sprintf("pgm-many-%03d", n), "rpo_hours": 26}).
			Said.RequireNone(t)
	}
	if calls := len(s.Calls()); calls > 4*sources {
		byAction := map[string]int{}
		for _, call := range s.Calls() {
			byAction[call.Action]++
		}
		t.Errorf("%d calls: %v", calls, byAction)
	}
}
