// SPDX-License-Identifier: MPL-2.0

package emulator

import "github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"

func modifyInstanceCrossBackupPolicy() action {
	onOff := []string{"0", "1"}
	return action{
		version: versionRDS, name: ActionModifyInstanceCrossBackupPolicy, rules: crossRules, writes: true,
		params: []param{
			instanceParam, regionParam,
			{name: "BackupEnabled", kind: kindEnum, values: onOff},
			{name: "LogBackupEnabled", kind: kindEnum, values: onOff},
			destinationParam,
			{name: "CrossBackupType", kind: kindEnum, values: []string{"1"}},
			{name: "RetentType", kind: kindEnum, values: []string{"1"}},
			{name: "Retention", kind: kindInt, min: 7, max: 1825},
		},
		handle: func(c *call) (any, error) {
			policy, err := c.s.fleet.Modify(c.region(), c.instanceID(), fleet.Change{
				Enabled: c.onOff("BackupEnabled"), LogEnabled: c.onOff("LogBackupEnabled"),
				Destination: c.params.Get("CrossBackupRegion"), RetentionDays: number(c.params, "Retention", 0),
				CrossBackupType: c.params.Has("CrossBackupType"), RetentType: c.params.Has("RetentType"),
			})
			if err != nil {
				return nil, err
			}
			return modifiedPolicyView{
				InstanceID: c.params.Get("DBInstanceId"), RegionID: c.regionOfInstance(),
				BackupEnabled: c.switchWord(policy.Enabled), LogBackupEnabled: c.switchWord(policy.LogEnabled),
				Destination: policy.DestinationRegion, CrossBackupType: "1", RetentType: 1, Retention: policy.RetentionDays,
			}, nil
		},
	}
}

type modifiedPolicyView struct {
	InstanceID       string `json:"DBInstanceId"`
	RegionID         string `json:"RegionId"`
	BackupEnabled    string
	LogBackupEnabled string
	Destination      string `json:"CrossBackupRegion"`
	CrossBackupType  string
	RetentType       int
	Retention        int
}

// onOff reads a switch, which is nil when it was not sent.
func (c *call) onOff(name string) *bool {
	if !c.params.Has(name) {
		return nil
	}
	on := c.params.Get(name) == "1"
	return &on
}

// switchWord spells a switch as the API answers it.
func (c *call) switchWord(on bool) string {
	if on {
		return "Enable"
	}
	return c.s.guess("disabled-spelling")
}
