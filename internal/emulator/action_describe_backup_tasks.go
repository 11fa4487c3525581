// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"strconv"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func describeBackupTasks() action {
	return action{
		version: versionRDS, name: ActionDescribeBackupTasks, rules: commonRules,
		params: []param{
			instanceParam, optionalRegionParam,
			{name: "BackupJobId", kind: kindInt, min: 0, max: 1 << 62},
			{name: "BackupJobStatus", kind: kindEnum, values: []string{"NoStart", "Progressing"}},
			{name: "BackupMode", kind: kindEnum, values: []string{"Automated", "Manual"}},
		},
		handle: func(c *call) (any, error) {
			tasks, err := c.s.fleet.BackupTasks(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			tasks = choose(tasks, func(task fleet.BackupTask) bool {
				status, running := c.params.Get("BackupJobStatus"), task.Status != "Finished" && task.Status != "NoStart"
				return matches(c.params, "BackupJobId", strconv.FormatInt(task.JobID, 10)) &&
					matches(c.params, "BackupMode", task.Mode) &&
					(status == "" || status == task.Status || status == "Progressing" && running)
			})
			var view backupTasksView
			view.Items.BackupJob = convert(tasks, func(task fleet.BackupTask) backupJobRow {
				return newBackupJobRow(task, c.params.Get("BackupJobId") != "")
			})
			return view, nil
		},
	}
}

type backupTasksView struct {
	Items struct{ BackupJob []backupJobRow }
}

type backupJobRow struct {
	BackupJobID          string `json:"BackupJobId"`
	BackupID             string `json:"BackupId,omitempty"`
	BackupStatus         string
	BackupProgressStatus string
	Process              string
	JobMode              string
	TaskAction           string
}

// newBackupJobRow shows the id of the backup only where the API does: for a job that was asked for and has finished.
func newBackupJobRow(task fleet.BackupTask, asked bool) backupJobRow {
	row := backupJobRow{
		BackupJobID: strconv.FormatInt(task.JobID, 10), BackupStatus: task.Status, BackupProgressStatus: task.Status,
		Process: strconv.Itoa(task.Percent), JobMode: task.Mode, TaskAction: task.Action,
	}
	if asked && task.Status == "Finished" {
		row.BackupID = strconv.FormatInt(task.BackupID, 10)
	}
	return row
}
