// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
)

// LocalBackup is one backup in the instance's own region.
type LocalBackup struct {
	ID string
	// Status is SUCCESS or FAILED.
	Status string
	// Method is PHYSICAL, LOGICAL or SNAPSHOT.
	Method             string
	StartTime, EndTime time.Time
	// ConsistentTime is the time of the data; zero where the API reports none.
	ConsistentTime time.Time
}

type localBackupFields struct {
	named
	BackupID        text `json:"BackupId"`
	BackupStatus    text
	BackupMethod    text
	BackupStartTime moment
	BackupEndTime   moment
	ConsistentTime  moment
}

func (f localBackupFields) localBackup() LocalBackup {
	return LocalBackup{
		ID:        nullText(string(f.BackupID)),
		Status:    word(string(f.BackupStatus), nil),
		Method:    word(string(f.BackupMethod), nil),
		StartTime: f.BackupStartTime.Time, EndTime: f.BackupEndTime.Time, ConsistentTime: f.ConsistentTime.Time,
	}
}

// LocalBackups reads the backups in the instance's own region that began in a range of time, in no promised order.
func (c *Client) LocalBackups(
	ctx context.Context, region, instanceID string, start, end time.Time,
) (backups []LocalBackup, err error) {
	all := pages(ctx, 1, func(f localBackupFields) string { return string(f.BackupID) },
		func(ctx context.Context, number int) (page[localBackupFields], error) {
			return c.localBackupPage(ctx, region, instanceID, start, end, number)
		})
	for row, err := range all {
		if err != nil {
			return nil, finishList(actionLocalBackups, region, instanceID, err)
		}
		backups = append(backups, row.localBackup())
	}
	return backups, nil
}

func (c *Client) localBackupPage(
	ctx context.Context, region, instanceID string, start, end time.Time, number int,
) (page[localBackupFields], error) {
	type answer struct {
		envelope
		totals
		Items list[localBackupFields]
	}
	const minutes = "2006-01-02T15:04Z" // of this action alone
	call := instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeBackupsRequest()
		request.DBInstanceId = instanceID
		request.StartTime = start.UTC().Format(minutes)
		request.EndTime = end.UTC().Format(minutes)
		request.PageSize = requests.NewInteger(PageSize)
		request.PageNumber = requests.NewInteger(number)
		return request
	})
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return page[localBackupFields]{}, err
	}
	total, err := got.total()
	if err != nil {
		return page[localBackupFields]{}, incomplete(actionLocalBackups, region, got.requestID(), err)
	}
	for _, row := range got.Items {
		if err := call.misdirected(call.compare(row.named), got.requestID()); err != nil {
			return page[localBackupFields]{}, err
		}
	}
	return page[localBackupFields]{rows: got.Items, total: total}, nil
}

// LocalBackupPolicy is the schedule of the default backups in the instance's own region.
type LocalBackupPolicy struct {
	// Method is Physical or Snapshot; empty where the API does not tell it.
	Method string
	// Days are the days of the week on which a backup is made; none where the API does not tell them.
	Days []time.Weekday
	// LogBackupOff says that log backup is off. Where the API does not tell, it is false.
	LogBackupOff bool
}

// LocalBackupPolicy reads how and when the default backups in the instance's own region are made.
func (c *Client) LocalBackupPolicy(ctx context.Context, region, instanceID string) (LocalBackupPolicy, error) {
	type answer struct {
		envelope
		BackupMethod          text
		PreferredBackupPeriod loose
		BackupLog             loose
		EnableBackupLog       loose
	}
	got, err := fetch[answer](ctx, c, instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeBackupPolicyRequest()
		request.DBInstanceId = instanceID
		return request
	}))
	return LocalBackupPolicy{
		Method: nullText(string(got.BackupMethod)), Days: weekdays(string(got.PreferredBackupPeriod)),
		LogBackupOff: saysOff(string(got.EnableBackupLog)) || saysOff(string(got.BackupLog)),
	}, err
}

// weekdays reads names of days such as "Monday,Thursday"; none if one of them is not known.
func weekdays(names string) []time.Weekday {
	var days []time.Weekday
	for name := range strings.SplitSeq(names, ",") {
		day := time.Sunday
		for day <= time.Saturday && !strings.EqualFold(day.String(), strings.TrimSpace(name)) {
			day++
		}
		if day > time.Saturday {
			return nil
		}
		days = append(days, day)
	}
	return days
}

// saysOff reports whether a switch is off and not only left out.
func saysOff(value string) bool {
	on, err := parseFlag(value)
	return err == nil && !on && nullText(value) != ""
}

// LongestGap is the longest time between two backups of the schedule; 0 where its days are not known.
func (p LocalBackupPolicy) LongestGap() time.Duration {
	const week = 7
	if len(p.Days) == 0 {
		return 0
	}
	days := slices.Compact(slices.Sorted(slices.Values(p.Days)))
	longest := int(days[0]) + week - int(days[len(days)-1])
	for i := range days[1:] {
		longest = max(longest, int(days[i+1]-days[i]))
	}
	return time.Duration(longest) * 24 * time.Hour
}

// DiskEncryption is what the API tells of the encryption of an instance's disk.
type DiskEncryption struct {
	// Encrypted says that the disk is encrypted. The other fields are empty where it is not.
	Encrypted bool
	// KeyStatus is the API's word for the state of the key, such as Enabled.
	KeyStatus string
	// KeyDeleteTime is when the key is planned to be deleted, and KeyMaterialExpireTime when its material ends. Both are
	// zero where the API reports none.
	KeyDeleteTime, KeyMaterialExpireTime time.Time
}

// KeyUsable reports whether the key is in use now, as far as the API tells.
func (e DiskEncryption) KeyUsable() bool {
	return e.KeyStatus == "" || strings.EqualFold(e.KeyStatus, "Enabled")
}

// DiskEncryption reads whether the instance's disk is encrypted, and the state of the key. The API says "no" by an
// error code.
func (c *Client) DiskEncryption(ctx context.Context, region, instanceID string) (DiskEncryption, error) {
	type answer struct {
		envelope
		EncryptionKeyStatus loose
		DeleteDate          loose
		MaterialExpireTime  loose
	}
	got, err := fetch[answer](ctx, c, instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeDBInstanceEncryptionKeyRequest()
		request.DBInstanceId = instanceID
		return request
	}))
	if hasCode(err, codeNotEncrypted) {
		return DiskEncryption{}, nil
	}
	if err != nil {
		return DiskEncryption{}, err
	}
	found := DiskEncryption{Encrypted: true, KeyStatus: nullText(string(got.EncryptionKeyStatus))}
	found.KeyDeleteTime, _ = parseTime(string(got.DeleteDate)) // a date in a foreign spelling must not fail a plan
	found.KeyMaterialExpireTime, _ = parseTime(string(got.MaterialExpireTime))
	return found, nil
}
