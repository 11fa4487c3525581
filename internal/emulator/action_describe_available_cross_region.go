// SPDX-License-Identifier: MPL-2.0

package emulator

func describeAvailableCrossRegion() action {
	return action{
		version: versionRDS, name: ActionDescribeAvailableCrossRegion, rules: crossRules,
		params: []param{regionParam},
		handle: func(c *call) (any, error) {
			regions, err := c.s.fleet.DestinationRegions(c.params.Get("RegionId"))
			if err != nil {
				return nil, err
			}
			var view availableRegionsView
			view.Regions.Region = append([]string{}, regions...)
			return view, nil
		},
	}
}

type availableRegionsView struct {
	Regions struct{ Region []string }
}
