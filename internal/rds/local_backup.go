// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
)

// LocalBackupPolicy reads the schedule of the default backup in the instance's own region.
func (c *Client) LocalBackupPolicy(ctx context.Context, region, instanceID string) (LocalBackupPolicy, error) {
	type answer struct {
		envelope
		BackupMethod             text
		PreferredBackupTime      text
		PreferredBackupPeriod    text
		BackupRetentionPeriod    number
		BackupLog                flag
		EnableBackupLog          flag
		LogBackupRetentionPeriod number
	}
	got, err := fetch[answer](ctx, c, one(region, instanceID), func() requests.AcsRequest {
		request := sdkrds.CreateDescribeBackupPolicyRequest()
		request.DBInstanceId = instanceID
		return request
	})
	return LocalBackupPolicy{
		Method:           nullText(string(got.BackupMethod)),
		PreferredTime:    nullText(string(got.PreferredBackupTime)),
		PreferredPeriod:  nullText(string(got.PreferredBackupPeriod)),
		RetentionDays:    int64(got.BackupRetentionPeriod),
		LogEnabled:       bool(got.BackupLog || got.EnableBackupLog),
		LogRetentionDays: int64(got.LogBackupRetentionPeriod),
	}, err
}

// HasLocalBackup reports whether a successful default backup started within the given time before now, by the API's clock.
// Switching cross-region backup on starts a backup at once where the last 24 hours have none (product page, 2025-07-23).
func (c *Client) HasLocalBackup(ctx context.Context, region, instanceID string, within time.Duration) (bool, error) {
	type answer struct {
		envelope
		totals
	}
	now := c.SyncedNow(ctx, region)
	got, err := fetch[answer](ctx, c, one(region, instanceID), func() requests.AcsRequest {
		request := sdkrds.CreateDescribeBackupsRequest()
		request.DBInstanceId = instanceID
		request.BackupStatus = "Success"
		request.StartTime = now.Add(-within).UTC().Format(minuteTime)
		request.EndTime = now.Add(time.Minute).UTC().Format(minuteTime)
		return request
	})
	if err != nil {
		return false, err
	}
	total, err := got.total()
	if err != nil {
		return false, incomplete("DescribeBackups", region, got.requestID(), err)
	}
	return total > 0, nil
}

// minuteTime is how DescribeBackups takes times: without seconds, unlike the lists of copies.
const minuteTime = "2006-01-02T15:04Z"
