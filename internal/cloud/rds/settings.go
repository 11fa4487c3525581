// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
)

// The only documented kinds: every backup is copied, and copies are kept by duration.
const (
	crossBackupTypeAll = "1"
	retentByDuration   = 1
)

// putPolicy sends one ModifyInstanceCrossBackupPolicy with every field of the settings. Only throttling is retried,
// because such a call was surely not executed. Success means that the API accepted the call, not that the policy has
// changed: ApplySettings waits for that.
func (c *Client) putPolicy(ctx context.Context, s Settings) error {
	return c.modify(ctx, s.Region, s.InstanceID, func(request *sdkrds.ModifyInstanceCrossBackupPolicyRequest) {
		request.BackupEnabled = digit(s.Enabled)
		request.LogBackupEnabled = digit(s.Enabled && s.LogBackupEnabled)
		request.CrossBackupRegion = s.DestinationRegion
		request.CrossBackupType = crossBackupTypeAll
		request.RetentType = requests.NewInteger(retentByDuration)
		if s.RetentionDays > 0 {
			request.Retention = requests.NewInteger64(s.RetentionDays)
		}
	})
}

// PutRetention sends the retention in days alone, which is all a released instance accepts. Only throttling is retried.
func (c *Client) PutRetention(ctx context.Context, region, instanceID string, days int64) error {
	return c.modify(ctx, region, instanceID, func(request *sdkrds.ModifyInstanceCrossBackupPolicyRequest) {
		request.RetentType = requests.NewInteger(retentByDuration)
		request.Retention = requests.NewInteger64(days)
	})
}

func (c *Client) modify(
	ctx context.Context, region, instanceID string, fill func(*sdkrds.ModifyInstanceCrossBackupPolicyRequest),
) error {
	call := instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateModifyInstanceCrossBackupPolicyRequest()
		request.DBInstanceId = instanceID
		fill(request)
		return request
	})
	call.write = true
	_, err := fetch[envelope](ctx, c, call)
	return err
}

func digit(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// Matches reports whether the policy has the settings. While the settings are off, a destination, retention or log
// switch that the API no longer reports does not count as different.
func (s Settings) Matches(p Policy) bool {
	return len(s.wrongFields(p)) == 0
}

// wrongField is one field in which a policy is not as wanted, and the text that says so.
type wrongField struct {
	field string
	text  string
}

// fieldRetention names the one field that can be written alone.
const fieldRetention = "retention"

// wrongFields returns the fields in which the policy is not as wanted.
func (s Settings) wrongFields(p Policy) []wrongField {
	var found []wrongField
	add := func(differs bool, field, have, want string) {
		if differs {
			text := fmt.Sprintf("%s is %s, wanted %s", field, have, want)
			found = append(found, wrongField{field: field, text: text})
		}
	}
	wantLog := s.Enabled && s.LogBackupEnabled
	regionDiffers := s.DestinationRegion != p.DestinationRegion
	daysDiffer := s.RetentionDays != p.RetentionDays
	if !s.Enabled {
		regionDiffers = regionDiffers && s.DestinationRegion != "" && p.DestinationRegion != ""
		daysDiffer = daysDiffer && s.RetentionDays != 0 && p.RetentionDays != 0
	}
	add(s.Enabled != p.Enabled, "backup", onOff(p.Enabled), onOff(s.Enabled))
	notSet := "not set"
	add(regionDiffers, "destination region", firstOf(p.DestinationRegion, notSet), firstOf(s.DestinationRegion, notSet))
	add(daysDiffer, fieldRetention, daysOf(p.RetentionDays), daysOf(s.RetentionDays))
	add(wantLog != p.LogBackupEnabled, "log backup", onOff(p.LogBackupEnabled), onOff(wantLog))
	return found
}

// daysOf says how long copies are kept. A policy that was never on has no retention.
func daysOf(retention int64) string {
	if retention == 0 {
		return "not set"
	}
	return strconv.FormatInt(retention, 10) + " days"
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// retentionDifference says how the retention differs, as a list of at most one text. Where none is shown, nothing is
// known of it.
func retentionDifference(have, want int64) []string {
	switch have {
	case want:
		return nil
	case 0:
		return []string{fmt.Sprintf("%s is not shown, wanted %d days", fieldRetention, want)}
	}
	return []string{fmt.Sprintf("%s is %d days, wanted %d days", fieldRetention, have, want)}
}
