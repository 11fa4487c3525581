// SPDX-License-Identifier: MPL-2.0

package rds

import "context"

// SomeLogBackups reads the log backups that match the query page by page, and stops where there are as many as most.
// Then complete is false.
func (c *Client) SomeLogBackups(
	ctx context.Context, query LogBackupQuery, most int,
) (logs []LogBackup, complete bool, err error) {
	for row, err := range c.logRows(ctx, query, 1) {
		if err != nil {
			return nil, false, err
		}
		if logs = append(logs, row.logBackup()); len(logs) >= most {
			return logs, false, nil
		}
	}
	return logs, true, nil
}
