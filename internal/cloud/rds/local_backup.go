// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"

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
