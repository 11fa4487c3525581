// SPDX-License-Identifier: MPL-2.0

package emulator

import "github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"

func describeInstanceCrossBackupPolicy() action {
	return action{
		version: versionRDS, name: ActionDescribeInstanceCrossBackupPolicy, rules: crossRules,
		params: []param{instanceParam, regionParam},
		handle: func(c *call) (any, error) {
			policy, err := c.s.fleet.PolicyView(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			return crossBackupPolicyView{RegionID: policy.Region, crossBackupRow: newCrossBackupRow(policy)}, nil
		},
	}
}

type crossBackupPolicyView struct {
	RegionID string `json:"RegionId"`
	crossBackupRow
}

// crossBackupRow is what the getter and a row of the list have in common.
type crossBackupRow struct {
	InstanceID           string `json:"DBInstanceId"`
	Description          string `json:"DBInstanceDescription"`
	Status               string `json:"DBInstanceStatus"`
	StatusText           string `json:"DBInstanceStatusDesc,omitempty"`
	Engine               string
	EngineVersion        string
	LockMode             string
	BackupEnabled        string
	BackupEnabledTime    string
	LogBackupEnabled     string
	LogBackupEnabledTime string
	Destination          string `json:"CrossBackupRegion"`
	CrossBackupType      string
	RetentType           int
	Retention            int
}

func newCrossBackupRow(policy fleet.PolicyView) crossBackupRow {
	row := crossBackupRow{
		InstanceID: policy.InstanceID, Description: policy.Description, Status: policy.Status,
		StatusText: policy.StatusText, Engine: policy.Engine, EngineVersion: policy.EngineVersion, LockMode: policy.LockMode,
		BackupEnabled: policy.BackupEnabled, BackupEnabledTime: formatTime(policy.BackupEnabledTime),
		LogBackupEnabled:     policy.LogBackupEnabled,
		LogBackupEnabledTime: formatTime(policy.LogBackupEnabledTime), Destination: policy.DestinationRegion,
		Retention: policy.Retention,
	}
	// Both have one value only. Without a retention there is nothing that they could describe.
	if policy.Retention > 0 {
		row.CrossBackupType, row.RetentType = "1", 1
	}
	return row
}
