// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// Role says which RAM role to assume, and how.
type Role struct {
	ARN         string
	SessionName string
	// Policy narrows what the role may do; empty leaves it as it is.
	Policy string
	// ExternalID is what the role's trust policy may demand of a third party. AssumeRoleWithOIDC does not take one.
	ExternalID string
	// Duration is how long the keys are asked to live, up to 12 hours and the role's own limit. 0 means an hour.
	Duration time.Duration
}

// TemporaryCredentials are keys that end.
type TemporaryCredentials struct {
	Credentials
	// Expires is when the keys end; zero where the answer does not say.
	Expires time.Time
}

// AssumeRole asks STS for keys of a role, with the client's own keys.
func (c *Client) AssumeRole(ctx context.Context, role Role) (TemporaryCredentials, error) {
	return c.assume(ctx, role, regionCall(c.config.Region, func() requests.AcsRequest {
		request := sts.CreateAssumeRoleRequest()
		request.RoleArn, request.RoleSessionName = role.ARN, role.SessionName
		request.Policy, request.ExternalId = role.Policy, role.ExternalID
		request.DurationSeconds = role.seconds()
		return request
	}))
}

// AssumeRoleWithOIDC asks STS for keys of a role, with the token of an identity provider. It needs no keys.
func (c *Client) AssumeRoleWithOIDC(
	ctx context.Context, role Role, providerARN, token string,
) (TemporaryCredentials, error) {
	call := regionCall(c.config.Region, func() requests.AcsRequest {
		request := sts.CreateAssumeRoleWithOIDCRequest()
		request.RoleArn, request.RoleSessionName = role.ARN, role.SessionName
		request.Policy = role.Policy
		request.OIDCProviderArn = providerARN
		request.FormParams["OIDCToken"] = token // in the body: it is long, and URLs end up in the logs of proxies
		request.DurationSeconds = role.seconds()
		return request
	})
	call.unsigned = true
	return c.assume(ctx, role, call)
}

// seconds leaves the parameter out where no duration is asked for, so that STS decides.
func (r Role) seconds() requests.Integer {
	if r.Duration <= 0 {
		return ""
	}
	return requests.NewInteger(int(r.Duration / time.Second))
}

// assume sends the call. Keys of another account than that of the role are no keys for it.
func (c *Client) assume(ctx context.Context, role Role, call call) (TemporaryCredentials, error) {
	type answer struct {
		envelope
		Credentials struct {
			AccessKeyID     text `json:"AccessKeyId"`
			AccessKeySecret text
			SecurityToken   text
			Expiration      text
		}
		AssumedRoleUser struct {
			ARN text `json:"Arn"`
		}
	}
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return TemporaryCredentials{}, err
	}
	other := compareAccounts(accountOf(role.ARN), accountOf(string(got.AssumedRoleUser.ARN)))
	if err := call.misdirected(other, got.requestID()); err != nil {
		return TemporaryCredentials{}, err
	}
	keys := got.Credentials
	if keys.AccessKeyID == "" || keys.AccessKeySecret == "" || keys.SecurityToken == "" {
		return TemporaryCredentials{}, &Error{
			Action: call.build().GetActionName(), Region: call.region, Code: apicode.ForeignAnswer, Status: http.StatusOK,
			RequestID: got.requestID(), Err: errors.New("the answer holds no keys"),
		}
	}
	expires, err := parseTime(string(keys.Expiration))
	if err != nil {
		expires = time.Time{} // The keys still work. The cache then uses a span of its own.
	}
	return TemporaryCredentials{
		Credentials: Credentials{
			AccessKeyID: string(keys.AccessKeyID), AccessKeySecret: string(keys.AccessKeySecret),
			SecurityToken: string(keys.SecurityToken),
		},
		Expires: expires,
	}, nil
}
