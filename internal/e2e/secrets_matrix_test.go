// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	actionGetter = emulator.ActionDescribeInstanceCrossBackupPolicy
	actionModify = emulator.ActionModifyInstanceCrossBackupPolicy
	actionSets   = emulator.ActionDescribeCrossRegionBackups
)

// wanted is a policy of an instance.
func wanted(id string, days int) values {
	return values{"instance_id": id, "destination_region": "cn-shanghai", "retention_days": days}
}

// everything is what a user does with the provider in one run. It goes on after errors, as far as there is something to
// go on with, and returns what is in the state then.
func (s *session) everything() []testkit.Result {
	s.t.Helper()
	if s.failed {
		return nil
	}
	s.look(regionType, nil)
	created := s.apply(testkit.Result{}, wanted("pgm-demo", 30))
	if created.Exists() && !s.failed {
		created = s.apply(s.refresh(created), wanted("pgm-demo", 20))
	}
	adopted := s.adopt("cn-hangzhou:pgm-console")
	s.look(policyType, values{"instance_id": "pgm-console"})
	s.look(setsType, values{"instance_id": "pgm-console", "limit": 3, "include_recovery_windows": true})
	return []testkit.Result{created, adopted}
}

// destroy ends everything. It belongs into another run: a provider does not end what it has made itself.
func (s *session) destroy(made []testkit.Result) {
	s.t.Helper()
	for _, one := range made {
		if s.failed || !one.Exists() {
			return
		}
		if read := s.refresh(one); !s.failed {
			s.apply(read, nil)
		}
	}
}

// inBubble opens a session by a way in fake time, in which no wait takes any.
func inBubble(t *testing.T, home string, w way, p *tap, more values) *session {
	t.Helper()
	p.hosts = keyServers()
	block, environment := w.at(t, home, p.server.URL(), more)
	return open(t, block, append(testkit.RealTime(), environment, provider.WithTransport(p))...)
}

// TestSecrets_whatSucceeds walks through all that works, by each way of naming credentials.
func TestSecrets_whatSucceeds(t *testing.T) {
	t.Parallel()
	for _, w := range ways() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := newTap(t, emulator.WithSpeed(1))
				s := inBubble(t, home, w, p, values{"account_id": "1234567890123456"})
				made := s.everything()
				next := inBubble(t, home, w, p, nil)
				next.destroy(made)
				if s.failed || next.failed {
					t.Errorf("a call failed:\n%s%s", s.told.String(), next.told.String())
				}
				s.clean(p.book)
				next.clean(p.book)
				if writes := len(p.server.Calls(actionModify)); writes != 4 {
					t.Errorf("%d writes, want those of a create, a change and two destroys", writes)
				}
				if p.links.Load() == 0 {
					t.Error("no answer held a link, so nothing is proven about links")
				}
				if !strings.Contains(s.log.String(), "API call bodies") {
					t.Error("no bodies were logged, so nothing is proven about them")
				}
			})
		})
	}
}

// TestSecrets_whatTheCloudDoes applies each effect to reads and writes while every refusal repeats what was sent. The
// ways of naming credentials take turns, and so do the calls that fail with a code alone: all codes go the same way.
func TestSecrets_whatTheCloudDoes(t *testing.T) {
	t.Parallel()
	all := ways()
	for number, effect := range emulator.Effects() {
		t.Run(effect.Name, func(t *testing.T) {
			t.Parallel()
			home, other := t.TempDir(), t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := newTap(t, emulator.WithSpeed(1))
				p.repeats = true
				turn := -1
				struck := func(action string, do func()) {
					if turn++; effect.Fault.Code == effect.Name && turn != number%4 {
						return
					}
					p.server.AddFault(emulator.Fault{Effect: effect.Name, Action: action})
					do()
					p.server.ClearFaults()
				}
				s := inBubble(t, home, all[number%len(all)], p, nil)
				adopted := s.adopt("cn-hangzhou:pgm-console")
				struck(actionGetter, func() { s.refresh(adopted) })
				struck(actionSets, func() {
					s.look(setsType, values{"instance_id": "pgm-console", "limit": 3})
				})
				struck(actionModify, func() { s.apply(testkit.Result{}, wanted("pgm-demo", 30)) })
				s.clean(p.book)
				struck("AssumeRole", func() {
					s := inBubble(t, other, byName(t, "assumed role"), p, nil)
					s.look(regionType, nil)
					s.clean(p.book)
				})
			})
		})
	}
}

func byName(t *testing.T, name string) way {
	t.Helper()
	for _, w := range ways() {
		if w.name == name {
			return w
		}
	}
	t.Fatalf("there is no way %q", name)
	return way{}
}

// TestSecrets_whoIsRefused has the API refuse the keys themselves, or those who ask for a role.
func TestSecrets_whoIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(account *fleet.Account){
		"other secrets": func(account *fleet.Account) {
			for i := range account.AccessKeys {
				account.AccessKeys[i].Secret = "other"
			}
		},
		"other tokens": func(account *fleet.Account) {
			for i := range account.AccessKeys {
				account.AccessKeys[i].SecurityToken = "other"
			}
		},
		"unknown keys": func(account *fleet.Account) { account.AccessKeys = nil },
		"no roles":     func(account *fleet.Account) { account.Roles, account.RoleRules = []string{"none"}, nil },
		"other trust": func(account *fleet.Account) {
			account.RoleRules["canary"] = fleet.RoleRule{ExternalID: "other"}
		},
		"denied actions": func(account *fleet.Account) {
			account.DeniedActions = []string{"rds:" + actionModify, "rds:DescribeAvailableCrossRegion"}
		},
	} {
		for _, kind := range []string{
			"keys in the block", "token in the environment", "role in a file", "metadata of ECS", "assumed role", "OIDC token",
		} {
			w := byName(t, kind)
			t.Run(fmt.Sprintf("%s, %s", name, w.name), func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				synctest.Test(t, func(t *testing.T) {
					seed := canarySeed()
					change(&seed.Accounts[0])
					p := newTap(t, emulator.WithSpeed(1), emulator.WithSeed(seed))
					p.repeats = true
					s := inBubble(t, home, w, p, nil)
					s.everything()
					s.clean(p.book)
					if name != "no roles" && name != "other trust" && !strings.Contains(s.told.String(), "error") {
						t.Error("nothing failed")
					}
				})
			})
		}
	}
}
