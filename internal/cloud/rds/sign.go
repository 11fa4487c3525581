// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	sdkcredentials "github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/utils"
)

// keys asks the credentials source and refuses an empty answer, which the SDK would sign with.
func (c *Client) keys(ctx context.Context, t target) (Credentials, error) {
	if t.unsigned {
		return Credentials{}, nil
	}
	if c.credentials == nil {
		return Credentials{}, errors.New("the client has no source of credentials")
	}
	keys, err := c.credentials.Credentials(ctx)
	if err == nil && (keys.AccessKeyID == "" || keys.AccessKeySecret == "") {
		err = errors.New("the source of credentials returned no access key")
	}
	return keys, err
}

// expire tells a source that keeps keys that these are refused as expired.
func (c *Client) expire(failed *Error, keys Credentials) {
	if source, ok := c.credentials.(Expirer); ok && failed.Code == codeTokenExpired && keys != (Credentials{}) {
		source.Expire(keys)
	}
}

// sign completes the parameters of a request, with a signature unless the call carries none.
func (c *Client) sign(request requests.AcsRequest, t target, keys Credentials) error {
	if err := requests.InitParams(request); err != nil {
		return err
	}
	for name, value := range map[string]string{"SourceIp": c.sourceIP, "SecureTransport": c.secureTransport} {
		if value != "" {
			request.GetQueryParams()[name] = value
		}
	}
	if t.unsigned {
		nameCall(request, t.region)
		return nil
	}
	return auth.Sign(request, nil, t.region, signingKeys(keys))
}

// nameCall fills in what the signer fills in besides the signature.
func nameCall(request requests.AcsRequest, region string) {
	query := request.GetQueryParams()
	query["Version"], query["Action"], query["Format"] = request.GetVersion(), request.GetActionName(), request.GetAcceptFormat()
	query["Timestamp"], query["SignatureNonce"] = utils.GetTimeInFormatISO8601(), utils.GetNonce()
	if query["RegionId"] == "" {
		query["RegionId"] = region
	}
	request.GetHeaders()["Content-Type"] = requests.Form
}

// signingKeys hands fixed keys to the SDK's signer.
type signingKeys Credentials

// GetCredentials returns the keys.
func (k signingKeys) GetCredentials() (*sdkcredentials.Credentials, error) {
	return &sdkcredentials.Credentials{
		AccessKeyId: k.AccessKeyID, AccessKeySecret: k.AccessKeySecret, SecurityToken: k.SecurityToken, ProviderName: k.GetProviderName(),
	}, nil
}

// GetProviderName names the kind of keys in a header of the request.
func (k signingKeys) GetProviderName() string {
	if k.SecurityToken != "" {
		return "static_sts"
	}
	return "static_ak"
}
