// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"maps"
	"slices"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

// apiVersion is the version of the RDS API, which the SDK's typed requests carry too.
const apiVersion = "2014-08-15"

// Raw sends one call of the RDS API as it is given and returns the body of the accepted answer. It shows how the API
// spells what the other methods read leniently. Nothing is interpreted or taken out, so a body may hold signed links.
//
// The parameter Format chooses the format of the answer; the default is JSON. Only throttling is retried. A refusal is
// an *Error.
func (c *Client) Raw(ctx context.Context, region, action string, parameters map[string]string) ([]byte, error) {
	call := regionCall(region, func() requests.AcsRequest {
		request := &rawRequest{RpcRequest: &requests.RpcRequest{}}
		request.InitWithApiInfo(productRDS, apiVersion, action, "", "")
		for _, name := range slices.Sorted(maps.Keys(parameters)) {
			if name == "Format" {
				request.AcceptFormat = parameters[name]
				continue
			}
			request.GetQueryParams()[name] = parameters[name]
		}
		return request
	})
	call.write = true
	if id := parameters["DBInstanceId"]; WellFormed(id) {
		call.instanceID = id
	}
	var answer []byte
	err := c.do(ctx, call, func(body []byte) (string, error) {
		answer = body
		return "", nil
	})
	return answer, err
}

// rawRequest is a request without fields of its own: its parameters are set by name.
type rawRequest struct{ *requests.RpcRequest }
