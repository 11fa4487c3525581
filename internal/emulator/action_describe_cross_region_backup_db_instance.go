// SPDX-License-Identifier: MPL-2.0

package emulator

import "strings"

// maxListedIDs is how many instances one call may name.
const maxListedIDs = 30

func describeCrossRegionBackupDBInstance() action {
	return action{
		version: versionRDS, name: ActionDescribeCrossRegionBackupDBInstance, rules: crossRules,
		params: []param{
			regionParam,
			{name: "DBInstanceId"},
			pageNumberParam,
			{name: "PageSize", kind: kindPage, guess: "list-page-sizes"},
		},
		handle: func(c *call) (any, error) {
			var ids []string
			if list := c.params.Get("DBInstanceId"); list != "" {
				ids = strings.Split(list, ",")
			}
			if len(ids) > maxListedIDs {
				return nil, refuse("InvalidParameters.Format", "DBInstanceId")
			}
			part, pageNumber := c.page()
			policies, total, err := c.s.fleet.ListPolicies(c.region(), ids, part)
			if err != nil {
				return nil, err
			}
			if err := c.checkPage(part, total); err != nil {
				return nil, err
			}
			return crossBackupListView{
				RegionID: c.region(), PageNumber: pageNumber, PageSize: part.Size, TotalRecords: total,
				ItemsNumbers: len(policies), Items: wrapped[crossBackupRow]{convert(policies, newCrossBackupRow)},
			}, nil
		},
	}
}

type crossBackupListView struct {
	RegionID     string `json:"RegionId"`
	PageNumber   int
	PageSize     int
	TotalRecords int
	ItemsNumbers int
	Items        wrapped[crossBackupRow]
}
