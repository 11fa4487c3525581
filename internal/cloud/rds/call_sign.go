// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"fmt"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	sdkcredentials "github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/utils"
)

// sign completes a request: its address, its parameters, and a signature unless the call carries none. It fails on
// values that no later attempt would change.
func (c *Client) sign(request requests.AcsRequest, call call, keys Credentials) error {
	to, err := c.address(request.GetProduct(), call.region)
	if err != nil {
		return fmt.Errorf("the endpoint for this region is not valid: %w", err)
	}
	request.SetScheme(to.scheme)
	request.SetDomain(to.host)
	if err := requests.InitParams(request); err != nil {
		return err
	}
	query := request.GetQueryParams()
	if c.config.SourceIP != "" {
		query["SourceIp"] = c.config.SourceIP
	}
	if c.config.SecureTransport != "" {
		query["SecureTransport"] = c.config.SecureTransport
	}
	if call.unsigned {
		addCommonParameters(request, call.region)
		return nil
	}
	return auth.Sign(request, nil, call.region, signingKeys(keys))
}

// addCommonParameters fills in what the signer fills in besides the signature.
func addCommonParameters(request requests.AcsRequest, region string) {
	query := request.GetQueryParams()
	query["Version"], query["Action"] = request.GetVersion(), request.GetActionName()
	query["Format"] = request.GetAcceptFormat()
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
		AccessKeyId: k.AccessKeyID, AccessKeySecret: k.AccessKeySecret, SecurityToken: k.SecurityToken,
		ProviderName: k.GetProviderName(),
	}, nil
}

// GetProviderName names the kind of keys in a header of the request.
func (k signingKeys) GetProviderName() string {
	if k.SecurityToken != "" {
		return "static_sts"
	}
	return "static_ak"
}
