// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// CallFunction calls a function, which a configuration may do once for each member of a fleet.
//
// OpenTofu 1.10 sends a null argument as no value at all, which the framework takes for a defect. It is null here.
func (s *server) CallFunction(
	ctx context.Context, request *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	const null = 0xc0 // in MessagePack
	for i, argument := range request.Arguments {
		if argument == nil || len(argument.MsgPack) == 0 && len(argument.JSON) == 0 {
			request.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{null}}
		}
	}
	return lending(ctx, s.stopping, request, s.everything.CallFunction)
}
