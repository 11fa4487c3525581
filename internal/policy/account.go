// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
)

// accountKey is where the private state keeps the account that the policy was made with or first read under.
const accountKey = "account"

// privateState is the part of the framework's private state that is used here.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// callerAnswer is what STS said, a failure included: a thousand policies must not repeat a call that fails.
type callerAnswer struct {
	account string
	err     error
}

// callerAccount returns the account of the credentials, asked for once per walk.
func callerAccount(ctx context.Context, data *providerdata.Data) (string, error) {
	answer, err := providerdata.Once(ctx, data.Run, "caller", func(ctx context.Context) (callerAnswer, error) {
		caller, err := data.Client.CallerIdentity(ctx)
		if err != nil && ctx.Err() != nil {
			return callerAnswer{}, err // says nothing about the other resources, whose time is not up
		}
		return callerAnswer{account: caller.AccountID, err: err}, nil
	})
	if err != nil {
		return "", err
	}
	return answer.account, answer.err
}

// recordedAccount returns the account in the private state, or "".
func recordedAccount(ctx context.Context, private privateState) string {
	raw, diags := private.GetKey(ctx, accountKey)
	var account string
	if diags.HasError() || json.Unmarshal(raw, &account) != nil {
		return ""
	}
	return account
}

// recordAccount keeps the account, once. A policy whose account could not be learned is kept all the same: without the
// account it is never taken for gone.
func recordAccount(ctx context.Context, data *providerdata.Data, private privateState) diag.Diagnostics {
	if recordedAccount(ctx, private) != "" {
		return nil
	}
	account, err := callerAccount(ctx, data)
	if err != nil {
		tflog.Debug(ctx, "account not recorded", map[string]any{"reason": err.Error()})
		return nil
	}
	value, err := json.Marshal(account)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot record the account", err.Error())}
	}
	return private.SetKey(ctx, accountKey, value)
}

// confirmGone returns nil when the witnesses spoke under the account that the policy was made with. Anything else is an
// error: a wrong profile or region must never drop a policy from the state.
func confirmGone(ctx context.Context, data *providerdata.Data, private privateState, region, instanceID string) diag.Diagnostics {
	const summary = "Cannot tell whether the policy is gone"
	now, err := callerAccount(ctx, data)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"Instance %s is not found in %s, and the account of the credentials could not be learned: %s\n\n"+
				"The policy stays in the state. Check the credentials and the endpoints, then plan again. If the instance is really gone, remove the policy with terraform state rm.",
			instanceID, region, err))}
	}
	made := recordedAccount(ctx, private)
	switch made {
	case now:
		return nil
	case "":
		return diag.Diagnostics{diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"Instance %s is not found in region %s under account %s, and the state does not say which account the policy was made with.\n\n"+
				"The policy stays in the state. Check the provider's credentials and the region. If the instance is really gone, remove the policy with terraform state rm.",
			instanceID, region, now))}
	default:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Wrong account or region", fmt.Sprintf(
			"Instance %s is not found in region %s under account %s. Its policy was made with account %s.\n\n"+
				"The policy stays in the state. Use credentials of account %s, for example by the provider's profile argument, then plan again.",
			instanceID, region, now, made, made))}
	}
}
