// SPDX-License-Identifier: MPL-2.0

package emulator

func deleteDBInstance() action {
	return action{
		version: versionRDS, name: ActionDeleteDBInstance, rules: commonRules, writes: true,
		params: []param{
			instanceParam, optionalRegionParam,
			keepPolicyParam,
		},
		handle: func(c *call) (any, error) {
			region := c.region()
			if err := c.s.fleet.DeleteDBInstance(region, c.instanceID()); err != nil {
				return nil, err
			}
			return deletedInstanceView{region}, nil
		},
	}
}

type deletedInstanceView struct {
	RegionID string `json:"RegionId"`
}
