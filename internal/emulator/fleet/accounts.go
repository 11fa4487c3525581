// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ServiceRole is the role that cross-region backup needs in the account.
const ServiceRole = "AliyunServiceRoleForDBS"

// clone returns a deep copy.
func (a Account) clone() Account {
	a.AccessKeys = slices.Clone(a.AccessKeys)
	a.ActivatedRegions = slices.Clone(a.ActivatedRegions)
	a.InactiveRegions = slices.Clone(a.InactiveRegions)
	a.Roles = slices.Clone(a.Roles)
	a.RoleRules = maps.Clone(a.RoleRules)
	a.DeniedActions = slices.Clone(a.DeniedActions)
	return a
}

// Bounds of a role's MaxSessionDuration, as documented.
const (
	minMaxSession = 3600
	maxMaxSession = 43200
)

// Role returns the name and the rule of a role of the account. Names are compared as RAM does, without regard to case.
func (a Account) Role(name string) (string, RoleRule, bool) {
	i := slices.IndexFunc(a.Roles, func(have string) bool { return strings.EqualFold(have, name) })
	if i < 0 {
		return "", RoleRule{}, false
	}
	rule := a.RoleRules[a.Roles[i]]
	if rule.MaxSessionSeconds == 0 {
		rule.MaxSessionSeconds = minMaxSession
	}
	return a.Roles[i], rule, true
}

// Active reports whether the account is active in a region.
func (a Account) Active(region string) bool {
	if slices.Contains(a.InactiveRegions, region) {
		return false
	}
	return len(a.ActivatedRegions) == 0 || slices.Contains(a.ActivatedRegions, region)
}

// completeAccount checks an account and fills in the defaults.
func completeAccount(a *Account) error {
	if a.ID == "" {
		return errors.New("an account has no id")
	}
	if a.ARN == "" {
		a.ARN = "acs:ram::" + a.ID + ":root"
	}
	if a.Roles == nil {
		a.Roles = []string{ServiceRole}
	}
	for _, name := range slices.Sorted(maps.Keys(a.RoleRules)) {
		seconds := a.RoleRules[name].MaxSessionSeconds
		switch {
		case !slices.Contains(a.Roles, name):
			return fmt.Errorf("account %s: role_rules names %q, which is none of its roles", a.ID, name)
		case seconds != 0 && (seconds < minMaxSession || seconds > maxMaxSession):
			return fmt.Errorf("account %s: max_session_seconds of role %s is %d, not within %d..%d",
				a.ID, name, seconds, minMaxSession, maxMaxSession)
		}
	}
	for _, key := range a.AccessKeys {
		if key.ID == "" || key.Secret == "" {
			return fmt.Errorf("account %s: an access key has no id or no secret", a.ID)
		}
		if err := checkTime("expire_time", key.ExpireTime); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
	}
	return nil
}

// checkKeys refuses a key id that another account has: a caller is found by it.
func (f *Fleet) checkKeys(a Account) error {
	for _, other := range f.accounts {
		for _, key := range other.AccessKeys {
			if other.ID != a.ID && slices.ContainsFunc(a.AccessKeys, func(k AccessKey) bool { return k.ID == key.ID }) {
				return fmt.Errorf("account %s: access key %s belongs to account %s already", a.ID, key.ID, other.ID)
			}
		}
	}
	return nil
}

// Accounts returns all accounts in the order in which they were added.
func (f *Fleet) Accounts() []Account {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Account
	for _, a := range f.accounts {
		all = append(all, a.clone())
	}
	return all
}

// Account returns one account.
func (f *Fleet) Account(id string) (Account, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.accountIndex(id)
	if i < 0 {
		return Account{}, false
	}
	return f.accounts[i].clone(), true
}

// AccountByKey returns the account and the key with an access key id.
func (f *Fleet) AccountByKey(accessKeyID string) (Account, AccessKey, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.accounts {
		for _, key := range a.AccessKeys {
			if key.ID == accessKeyID {
				return a.clone(), key, true
			}
		}
	}
	return Account{}, AccessKey{}, false
}

// AddAccount adds an account. It fails on an empty or known id, and on an access
// key that is incomplete or another account's.
func (f *Fleet) AddAccount(a Account) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	a = a.clone()
	if err := completeAccount(&a); err != nil {
		return err
	}
	if f.accountIndex(a.ID) >= 0 {
		return fmt.Errorf("account %s exists already", a.ID)
	}
	if err := f.checkKeys(a); err != nil {
		return err
	}
	f.accounts = append(f.accounts, a)
	return nil
}

// UpdateAccount lets change edit a copy of the account and stores it. The id
// cannot change. Change must not call the fleet.
func (f *Fleet) UpdateAccount(id string, change func(*Account)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.accountIndex(id)
	if i < 0 {
		return Refusal{CodeUnknownEmulatedAccount, id}
	}
	a := f.accounts[i].clone()
	change(&a)
	for name := range f.accounts[i].RoleRules {
		if !slices.Contains(a.Roles, name) {
			delete(a.RoleRules, name) // a rule goes with its role
		}
	}
	if err := completeAccount(&a); err != nil {
		return err
	}
	if a.ID != id {
		return fmt.Errorf("the id of account %s cannot change", id)
	}
	if err := f.checkKeys(a); err != nil {
		return err
	}
	f.accounts[i] = a.clone()
	return nil
}

// DeleteAccount removes an account that owns no instance.
func (f *Fleet) DeleteAccount(id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.accountIndex(id)
	if i < 0 {
		return Refusal{CodeUnknownEmulatedAccount, id}
	}
	for _, r := range f.sorted() {
		if r.AccountID == id {
			return fmt.Errorf("account %s owns instance %s: delete its instances first", id, r.ID)
		}
	}
	f.accounts = slices.Delete(f.accounts, i, i+1)
	return nil
}

func (f *Fleet) accountIndex(id string) int {
	return slices.IndexFunc(f.accounts, func(a Account) bool { return a.ID == id })
}

// activated reports whether the owner of an instance is active in a region. An
// instance without an account is never refused.
func (f *Fleet) activated(r *record, region string) bool {
	i := f.accountIndex(r.AccountID)
	return i < 0 || f.accounts[i].Active(region)
}
