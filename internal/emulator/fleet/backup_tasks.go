// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"fmt"
	"time"
)

// maxBackupsPerDay is the documented limit of sets per instance and day.
const maxBackupsPerDay = 20

// CreateBackup starts a backup of the instance and returns its job id. An empty method means the instance's own. It
// refuses an instance that is not found, released or busy, a second backup at the same time, and more than 20 a day.
func (f *Fleet) CreateBackup(region, id, method string) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, CodeInstanceNotFound)
	if err != nil {
		return 0, err
	}
	if r.Released || f.status(r) != statusRunning {
		return 0, Refusal{CodeState, id}
	}
	now := f.clock.now()
	if _, running := r.recent(now); running {
		return 0, Refusal{CodeBackupJobExists, id}
	}
	if len(r.backups(now.Truncate(day), now)) >= maxBackupsPerDay {
		return 0, Refusal{CodeBackupTimesExceeded, id}
	}
	return jobIDBase + r.startBackup(now, extra{manual: true, method: method}), nil
}

// BackupTasks answers DescribeBackupTasks: the jobs of the last 7 days, oldest
// first. An unknown instance is refused with InvalidDBInstance.NotFound.
func (f *Fleet) BackupTasks(region, id string) ([]BackupTask, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, CodeInstanceNotFound)
	if err != nil {
		return nil, err
	}
	now := f.clock.now()
	var list []BackupTask
	for _, b := range r.backups(now.Add(-localRetention), now) {
		task := BackupTask{
			JobID: jobIDBase + b.key, BackupID: backupIDBase + b.key, Status: "Finished", Percent: 100,
			Mode: "Automated", Action: "NormalBackupTask", StartTime: b.start, EndTime: b.end,
		}
		if b.manual {
			task.Mode = "Manual"
		}
		if b.manual || b.temporary {
			task.Action = "TempBackupTask"
		}
		if b.end.After(now) {
			task.Status = "Uploading"
			task.Percent = int(100 * now.Sub(b.start) / b.end.Sub(b.start))
		}
		list = append(list, task)
	}
	return list, nil
}

// BackupSchedule answers DescribeBackupPolicy. An unknown instance is refused with
// InvalidDBInstance.NotFound.
func (f *Fleet) BackupSchedule(region, id string) (Schedule, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, CodeInstanceNotFound)
	if err != nil {
		return Schedule{}, err
	}
	hour, days := int(r.backupMinute()/time.Hour), r.BackupDays
	if len(days) == 0 {
		days = weekdays()
	}
	return Schedule{
		Method:        r.BackupMethod,
		PreferredTime: fmt.Sprintf("%02d:00Z-%02d:00Z", hour, (hour+1)%24),
		PreferredDays: days,
		RetentionDays: int(localRetention / day),
		LogBackupOff:  !r.LocalLogBackupOffTime.IsZero() && !r.LocalLogBackupOffTime.After(f.clock.now()),
	}, nil
}

func weekdays() []string {
	return []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
}
