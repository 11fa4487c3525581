// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// maxListedIDs is how many instances one call may name.
const maxListedIDs = 30

func describeCrossRegionBackupDBInstance() action {
	return action{
		version: versionRDS, name: "DescribeCrossRegionBackupDBInstance", rules: crossRules,
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
			policies, err := c.s.fleet.ListPolicies(c.region(), ids)
			if err != nil {
				return nil, err
			}
			policies = owned(c, policies, func(p fleet.PolicyView) string { return p.AccountID })
			onPage, pageNumber, pageSize, err := page(c, policies)
			if err != nil {
				return nil, err
			}
			return crossBackupListView{
				RegionID: c.region(), PageNumber: pageNumber, PageSize: pageSize, TotalRecords: len(policies),
				ItemsNumbers: len(onPage), Items: wrapped[crossBackupRow]{convert(onPage, newCrossBackupRow)},
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
