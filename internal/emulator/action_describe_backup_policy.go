// SPDX-License-Identifier: MPL-2.0

package emulator

import "strings"

func describeBackupPolicy() action {
	return action{
		version: versionRDS, name: ActionDescribeBackupPolicy, rules: commonRules,
		params: []param{
			instanceParam, optionalRegionParam,
			{name: "BackupPolicyMode", kind: kindEnum, values: []string{"DataBackupPolicy", "LogBackupPolicy"}},
			{name: "CompressType", kind: kindEnum, values: []string{"0", "1", "2", "4", "8"}},
			keepPolicyParam,
		},
		handle: func(c *call) (any, error) {
			schedule, err := c.s.fleet.BackupSchedule(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			method := schedule.Method
			instance, _ := c.s.fleet.Instance(c.instanceID())
			if !instance.MethodIsShown() && c.s.guess(guessMethodShown) != "always" {
				method = ""
			}
			logs, enabled := "Enable", "1"
			if schedule.LogBackupOff {
				logs, enabled = "Disable", "0"
			}
			return backupPolicyView{
				BackupMethod: method, PreferredBackupTime: schedule.PreferredTime,
				PreferredBackupPeriod: strings.Join(schedule.PreferredDays, ","), BackupRetentionPeriod: schedule.RetentionDays,
				BackupLog: logs, EnableBackupLog: enabled, LogBackupRetentionPeriod: schedule.RetentionDays, CompressType: "1",
			}, nil
		},
	}
}

type backupPolicyView struct {
	BackupMethod             string `json:",omitempty"`
	PreferredBackupTime      string
	PreferredBackupPeriod    string
	BackupRetentionPeriod    int
	BackupLog                string
	EnableBackupLog          string
	LogBackupRetentionPeriod int
	CompressType             string
}
