// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"time"
)

// RecentSpan is how far back RecentBackupSets looks where one page does not hold all sets.
const RecentSpan = 35 * 24 * time.Hour

// RecentBackupSets reads all copies of an instance in one call where they fit on a page. Otherwise it reads those of
// RecentSpan, and complete is false.
func (c *Client) RecentBackupSets(
	ctx context.Context, region, instanceID string,
) (sets []BackupSet, complete bool, err error) {
	query := BackupSetQuery{Region: region, InstanceID: instanceID}
	first, _, err := c.firstBackupSetPage(ctx, query)
	if err != nil {
		return nil, false, err
	}
	if int64(len(first.rows)) == first.total {
		return first.rows, true, nil
	}
	query.Start = c.Now().Add(-RecentSpan)
	for set, err := range c.BackupSets(ctx, query) {
		if err != nil {
			return nil, false, err
		}
		sets = append(sets, set)
	}
	return sets, false, nil
}
