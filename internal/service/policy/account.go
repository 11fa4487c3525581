// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// callerAnswer is what STS said, a failure included: a thousand policies must not repeat a call that fails.
type callerAnswer struct {
	account string
	err     error
}

// callerAccount returns the account of the credentials, asked for once per walk.
func callerAccount(ctx context.Context, data *walk.Data) (string, error) {
	answer, err := walk.Once(ctx, data.Walk, "caller", func(ctx context.Context) (callerAnswer, error) {
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

// askAccountBeside asks for the account, where it is not recorded, beside what the caller does until it calls the returned
// function. A first read then takes no longer than any other.
func (r *policyResource) askAccountBeside(ctx context.Context, private privateState) (done func()) {
	if recorded(ctx, private, accountKey) != "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var asking sync.WaitGroup
	asking.Go(func() { _, _ = callerAccount(ctx, r.data) }) // whoever needs the answer asks for it again, and finds it there
	return func() {
		cancel()
		asking.Wait()
	}
}

// recordAccount keeps the account, once. A policy whose account could not be learned is kept all the same: without the
// account it is never taken for gone.
func recordAccount(ctx context.Context, data *walk.Data, private privateState) diag.Diagnostics {
	if recorded(ctx, private, accountKey) != "" {
		return nil
	}
	account, err := callerAccount(ctx, data)
	if err != nil {
		tflog.Debug(ctx, "account not recorded", map[string]any{"reason": tfdiag.Sentence(err)})
		return nil
	}
	return record(ctx, private, accountKey, account)
}

// confirmGone returns nil when the witnesses spoke under the account that the policy was made with. Anything else is an
// error: a wrong profile or region must never drop a policy from the state.
func confirmGone(ctx context.Context, data *walk.Data, private privateState, region, instanceID string) diag.Diagnostics {
	const summary = "Cannot tell whether the policy is gone"
	now, err := callerAccount(ctx, data)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"Instance %s is not found in %s, and the account of the credentials could not be learned. %s\n\n"+
				"The policy stays in the state. Check the credentials and the endpoints, then plan again. If the instance is really gone, remove the policy with terraform state rm.",
			instanceID, region, tfdiag.Sentence(err)))}
	}
	made := recorded(ctx, private, accountKey)
	switch made {
	case now:
		return nil
	case "":
		return diag.Diagnostics{diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"Instance %s is not found in region %s under account %s. The state does not say which account the policy was made with.\n\n"+
				"The policy stays in the state. Check the provider's credentials and the region. If the instance is really gone, remove the policy with terraform state rm.",
			instanceID, region, now))}
	default:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Wrong account or region", fmt.Sprintf(
			"Instance %s is not found in region %s under account %s. Its policy was made with account %s.\n\n"+
				"The policy stays in the state. Use credentials of account %s, for example by the provider's profile argument, then plan again.",
			instanceID, region, now, made, made))}
	}
}
