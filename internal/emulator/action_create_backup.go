// SPDX-License-Identifier: MPL-2.0

package emulator

import "strconv"

func createBackup() action {
	return action{
		version: versionRDS, name: ActionCreateBackup, rules: commonRules, writes: true,
		params: []param{
			instanceParam, optionalRegionParam,
			{
				name: "BackupMethod", kind: kindEnum, values: []string{"Physical", "Logical", "Snapshot"},
				code: "InvalidBackupMethod.Format",
			},
			{name: "BackupStrategy", kind: kindEnum, values: []string{"db", "instance"}},
			{name: "BackupType", kind: kindEnum, values: []string{"Auto", "FullBackup"}, code: "InvalidBackupType.Format"},
			{name: "BackupRetentionPeriod", kind: kindInt, min: 1, max: 1 << 31},
		},
		handle: func(c *call) (any, error) {
			job, err := c.s.fleet.CreateBackup(c.region(), c.instanceID(), c.params.Get("BackupMethod"))
			if err != nil {
				return nil, err
			}
			return createdBackupView{strconv.FormatInt(job, 10)}, nil
		},
	}
}

type createdBackupView struct {
	BackupJobID string `json:"BackupJobId"`
}
