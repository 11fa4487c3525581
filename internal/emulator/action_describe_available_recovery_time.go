// SPDX-License-Identifier: MPL-2.0

package emulator

import "strconv"

func describeAvailableRecoveryTime() action {
	return action{
		version: versionRDS, name: ActionDescribeAvailableRecoveryTime, rules: crossRules,
		params: []param{
			{name: "CrossBackupId", kind: kindInt, required: true, min: 0, max: 1 << 62},
			{name: "RegionId", kind: kindRegion, code: "InvalidRegion.Format"},
			{name: "DBInstanceId"},
			groupParam,
		},
		handle: func(c *call) (any, error) {
			setID, err := strconv.ParseInt(c.params.Get("CrossBackupId"), 10, 64)
			if err != nil {
				return nil, refuse("InvalidParameters.Format", "CrossBackupId")
			}
			owner, _ := c.s.fleet.SetOwner(setID)
			instance, _ := c.s.fleet.Instance(owner)
			if instance.AccountID != c.who.accountID {
				return nil, refuse("InvalidBackupSetID.NotFound", "")
			}
			begin, end, err := c.s.fleet.RecoveryWindow(c.params.Get("RegionId"), c.params.Get("DBInstanceId"), setID)
			if err != nil {
				return nil, err
			}
			return recoveryTimeView{setID, instance.Region, instance.ID, formatTime(begin), formatTime(end)}, nil
		},
	}
}

type recoveryTimeView struct {
	ID                int64  `json:"CrossBackupId"`
	RegionID          string `json:"RegionId"`
	InstanceID        string `json:"DBInstanceId"`
	RecoveryBeginTime string
	RecoveryEndTime   string
}
