// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// callerAccount returns the account of the credentials.
func callerAccount(ctx context.Context, data *walk.Data) (string, error) {
	caller, err := walk.Ask(ctx, data, walk.Question{Host: walk.HostSTS, Kind: "caller"},
		func(ctx context.Context, client *rds.Client) (rds.Identity, error) { return client.CallerIdentity(ctx) })
	return caller.AccountID, err
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

// recordAccount keeps the account, once. Where it cannot be learned, the policy is kept all the same, and never taken for
// gone.
func recordAccount(ctx context.Context, data *walk.Data, private privateState) diag.Diagnostics {
	if recorded(ctx, private, accountKey) != "" {
		return nil
	}
	account, err := callerAccount(ctx, data)
	if err != nil {
		if ctx.Err() != nil || !data.Walk.First("account not recorded") {
			return nil
		}
		return diag.Diagnostics{accountNotRecorded(err)}
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
