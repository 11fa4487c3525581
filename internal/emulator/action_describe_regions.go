// SPDX-License-Identifier: MPL-2.0

package emulator

import "github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"

func describeRegions() action {
	return action{
		version: versionRDS, name: ActionDescribeRegions, rules: commonRules,
		params: []param{{name: "AcceptLanguage", kind: kindEnum, values: []string{"zh-CN", "en-US"}}},
		handle: func(*call) (any, error) {
			var view regionsView
			for _, region := range fleet.Regions() {
				for _, zone := range region.Zones {
					view.Regions.RDSRegion = append(view.Regions.RDSRegion, regionRow{
						RegionID: region.ID, ZoneID: zone, LocalName: region.Name, ZoneName: region.Name + " " + zone,
						RegionEndpoint: "rds." + region.ID + ".aliyuncs.com",
					})
				}
			}
			return view, nil
		},
	}
}

type regionsView struct {
	Regions struct{ RDSRegion []regionRow }
}

type regionRow struct {
	RegionID       string `json:"RegionId"`
	ZoneID         string `json:"ZoneId"`
	LocalName      string
	ZoneName       string
	RegionEndpoint string
}
