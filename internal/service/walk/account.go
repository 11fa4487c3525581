// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The questions for the account: one that the run can do without, and one that it cannot. The second one names a host
// of its own, so that it is asked although STS did not answer the first one in time.
var (
	caller       = Question{Host: HostSTS, Kind: "caller"}
	neededCaller = Question{Host: HostSTS + ", which is needed", Kind: "caller"}
)

// Account returns the account of the credentials, for a record or a number.
func (d *Data) Account(ctx context.Context) (string, error) {
	return Ask(ctx, d, caller, func(ctx context.Context, client *rds.Client) (string, error) {
		identity, err := client.CallerIdentity(ctx)
		return identity.AccountID, err
	})
}

// NeedAccount is Account where the run fails without it. A slow host is then given the time that its calls have. One
// that Account could not reach at all costs one more attempt.
func (d *Data) NeedAccount(ctx context.Context) (string, error) {
	account, err := d.Account(ctx)
	if !rds.Unreachable(err) {
		return account, err
	}
	return ask(ctx, d.Walk, neededCaller, func(ctx context.Context) (string, error) {
		identity, err := d.Client.Quick(rds.DefaultReadTimeout).CallerIdentity(ctx)
		return identity.AccountID, err
	})
}

// KnowAccount records the account that STS named before the walk began.
func (w *Walk) KnowAccount(account string) {
	w.mu.Lock()
	found := entry(w.answers, caller.key(), func() *answer { return &answer{} })
	w.mu.Unlock()
	found.set(account, nil)
}
