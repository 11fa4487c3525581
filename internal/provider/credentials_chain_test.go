// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Several blocks assume_role are a chain in their order: the second role, of another account, trusts the first alone.
// When the tokens end, the whole chain is renewed.
func TestConfigure_assumesRolesInOrder(t *testing.T) {
	t.Parallel()
	const backup = "acs:ram::" + accountTwo + ":role/backup"
	seed := fleet.DefaultSeed()
	for i := range seed.Accounts {
		if account := &seed.Accounts[i]; account.ID == accountTwo {
			account.Roles = []string{fleet.ServiceRole, "backup"}
			account.RoleRules = map[string]fleet.RoleRule{"backup": {TrustedRole: deployer}}
		}
	}
	type attributes = testkit.Attributes
	hub, target := attributes{"role_arn": deployer}, attributes{"role_arn": backup}

	w := newWire(t, emulator.WithSeed(seed))
	walk, found := w.configure(t, keys(attributes{"account_id": accountTwo, "assume_role": []attributes{hub, target}}))
	found.RequireNone(t)
	walk.Data(regions, nil).Said.RequireNone(t)
	if roles := w.calls("AssumeRole"); len(roles) != 2 || roles[0].key != testkit.AccessKey || roles[1].token == "" {
		t.Errorf("AssumeRole was sent %+v, want the first role with the keys, and the second with its token", roles)
	}
	w.server.ExpireTokens()
	walk.Data(regions, nil).Said.RequireNone(t)
	if roles := w.calls("AssumeRole"); len(roles) < 4 {
		t.Errorf("AssumeRole was sent %+v, want that both roles are assumed again", roles)
	}
	for name, chain := range map[string][]attributes{"the wrong way round": {target, hub}, "the second alone": {target}} {
		w := newWire(t, emulator.WithSeed(seed))
		said := w.read(t, keys(attributes{"assume_role": chain}))
		if len(said.Errors()) != 1 {
			t.Errorf("%s: said %s, want one error", name, said)
		}
		said.Require(t, "NoPermission", "backup")
	}
}
