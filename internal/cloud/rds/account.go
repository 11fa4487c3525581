// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ram"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// CallerIdentity reads whose credentials these are. No permission is needed for it.
func (c *Client) CallerIdentity(ctx context.Context) (Identity, error) {
	type answer struct {
		envelope
		AccountID text `json:"AccountId"`
		ARN       text `json:"Arn"`
	}
	call := regionCall(c.config.Region, func() requests.AcsRequest { return sts.CreateGetCallerIdentityRequest() })
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return Identity{}, err
	}
	who := Identity{AccountID: string(got.AccountID), ARN: string(got.ARN)}
	if err := call.misdirected(compareAccounts(who.AccountID, accountOf(who.ARN)), got.requestID()); err != nil {
		return Identity{}, err // one answer that names two accounts
	}
	if who.AccountID != "" {
		c.account.Store(&who.AccountID)
	}
	return who, nil
}

// RoleExists reports whether the account has a RAM role, such as AliyunServiceRoleForDBS. An answer about another role
// or account says nothing about it; the account is known once CallerIdentity has asked for it.
func (c *Client) RoleExists(ctx context.Context, roleName string) (bool, error) {
	type answer struct {
		envelope
		Role struct {
			RoleName text
			ARN      text `json:"Arn"`
		}
	}
	call := regionCall(c.config.Region, func() requests.AcsRequest {
		request := ram.CreateGetRoleRequest()
		request.RoleName = roleName
		return request
	})
	got, err := fetch[answer](ctx, c, call)
	var failed *Error
	switch {
	case err == nil:
		return c.isRole(call, roleName, string(got.Role.RoleName), string(got.Role.ARN), got.requestID())
	case !errors.As(err, &failed):
		return false, err
	case failed.Code == codeRoleAbsent:
		return false, nil
	}
	failed.Role = roleName
	return false, err
}

// isRole reports whether an answer is about the role of this account. RAM keeps names in the case in which a role was
// made, and finds them in any.
func (c *Client) isRole(call call, asked, said, arn, requestID string) (bool, error) {
	var other *misdirected
	if account := c.account.Load(); account != nil {
		other = compareAccounts(*account, accountOf(arn))
	}
	if said != "" && !strings.EqualFold(said, asked) {
		other = &misdirected{apicode.OtherAccount, "role", said}
	}
	err := call.misdirected(other, requestID)
	return err == nil, err
}

// DestinationRegions reads the regions that backups of a source region can be copied to, sorted. It does not depend on
// the instance or engine.
func (c *Client) DestinationRegions(ctx context.Context, source string) ([]string, error) {
	type answer struct {
		envelope
		Regions *list[text]
	}
	got, err := fetch[answer](ctx, c, regionCall(source, func() requests.AcsRequest {
		return sdkrds.CreateDescribeAvailableCrossRegionRequest()
	}))
	if err != nil {
		return nil, err
	}
	if got.Regions == nil {
		return nil, incomplete(actionDestinations, source, got.requestID(), errors.New("the answer has no list of regions"))
	}
	regions := make([]string, 0, len(*got.Regions))
	for _, region := range *got.Regions {
		if id := nullText(string(region)); id != "" && id != source {
			regions = append(regions, id)
		}
	}
	slices.Sort(regions)
	return slices.Compact(regions), nil
}

// hasCode reports whether err is an Error with this code.
func hasCode(err error, code string) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.Code == code
}
