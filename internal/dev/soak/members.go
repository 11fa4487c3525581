// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

const sourceRegion = "cn-hangzhou"

// settings are what a policy is or is to be. The JSON form is what the configuration reads.
type settings struct {
	Enabled     bool   `json:"enabled"`
	Log         bool   `json:"log_backup_enabled"`
	Destination string `json:"destination_region"`
	Days        int    `json:"retention_days"`
}

func settingsOf(policy fleet.Policy) settings {
	return settings{
		Enabled:     policy.Enabled,
		Log:         policy.LogEnabled,
		Destination: policy.DestinationRegion,
		Days:        policy.RetentionDays,
	}
}

func (s settings) String() string {
	if s == (settings{}) {
		return "never on"
	}
	return fmt.Sprintf("on %t, log copy %t, to %s for %d days", s.Enabled, s.Log, s.Destination, s.Days)
}

// member is one instance of a round: what is there before, and what the configuration asks for.
type member struct {
	ID      string
	Kind    kind
	Before  settings // zero where the feature never was on
	After   settings
	Managed bool // whether the state holds the policy before the round
}

type kind string

// The kinds of members of a round.
const (
	fresh     kind = "new"        // never on, to be switched on
	changed   kind = "changed"    // managed, with other settings
	unchanged kind = "unchanged"  // managed, as configured
	adopted   kind = "adopted"    // as configured, but in no state
	revived   kind = "revived"    // switched off and in no state, to be switched on
	resumed   kind = "resumed"    // managed while off, to be switched on
	doomed    kind = "to destroy" // managed and on; nothing is configured for it
)

// mixed returns members of every kind of an apply, three of each and the others by chance.
func mixed(random *rand.Rand, count int) []member {
	kinds := []kind{fresh, fresh, changed, changed, unchanged, adopted, revived, resumed}
	var members []member
	for i := range count {
		which := kinds[random.IntN(len(kinds))]
		if always := []kind{fresh, changed, unchanged, adopted, revived, resumed}; i < 3*len(always) {
			which = always[i%len(always)]
		}
		members = append(members, newMember(random, which, i))
	}
	random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return members
}

// alike returns members of one kind.
func alike(random *rand.Rand, which kind, count int) []member {
	var members []member
	for i := range count {
		members = append(members, newMember(random, which, i))
	}
	return members
}

func newMember(random *rand.Rand, which kind, number int) member {
	m := member{ID: fmt.Sprintf("pgm-soak%03d", number), Kind: which, After: someSettings(random)}
	switch which {
	case fresh:
	case changed:
		m.Managed = true
		for m.Before = someSettings(random); m.Before == m.After; {
			m.Before = someSettings(random)
		}
	case unchanged:
		m.Managed, m.Before = true, m.After
	case adopted:
		m.Before = m.After
	case revived:
		// Copies that no list may show are not given up by a create, so that it is refused where it shortens their retention.
		m.Before = someSettings(random).off()
		m.Before.Days = min(m.Before.Days, m.After.Days)
	case resumed:
		m.Managed, m.Before = true, someSettings(random).off()
	case doomed:
		m.Managed, m.Before = true, m.After
		m.After = m.Before.off()
	}
	return m
}

func someSettings(random *rand.Rand) settings {
	return settings{
		Enabled:     true,
		Log:         oneOf(random, true, false),
		Destination: oneOf(random, "cn-shanghai", "cn-beijing", "cn-shenzhen"),
		Days:        oneOf(random, 7, 30, 90, 365, 1825),
	}
}

// off returns the settings that a switched off policy is left with.
func (s settings) off() settings {
	s.Enabled, s.Log = false, false
	return s
}

// seed returns the fleet of a round. The accounts are the default ones.
func seed(members []member) fleet.Seed {
	var all fleet.Seed
	for _, m := range members {
		instance := fleet.Instance{
			ID: m.ID, Region: sourceRegion, Description: string(m.Kind), Engine: "PostgreSQL", EngineVersion: "16.0",
			Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
		}
		if m.Before != (settings{}) {
			instance.Policy = &fleet.Policy{
				Enabled: m.Before.Enabled, LogEnabled: m.Before.Log, DestinationRegion: m.Before.Destination,
				RetentionDays: m.Before.Days, EverEnabled: true,
			}
		}
		all.Instances = append(all.Instances, instance)
	}
	return all
}

// configuration is the same in every round: what it asks for is in policies.json.
const configuration = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "` + sourceRegion + `"
}

locals {
  policies = jsondecode(file("${path.module}/policies.json"))
}

resource "apsaradb_rds_cross_region_backup_policy" "soak" {
  for_each = local.policies

  instance_id        = each.key
  destination_region = each.value.destination_region
  retention_days     = each.value.retention_days
  log_backup_enabled = each.value.log_backup_enabled
  enabled            = each.value.enabled
}
`

// policiesBefore returns policies.json as it was when the state was made.
func policiesBefore(members []member) ([]byte, error) {
	return policies(members, func(m member) (settings, bool) { return m.Before, m.Managed })
}

// policiesAfter returns policies.json as the round wants it.
func policiesAfter(members []member) ([]byte, error) {
	return policies(members, func(m member) (settings, bool) { return m.After, m.Kind != doomed })
}

func policies(members []member, choose func(member) (settings, bool)) ([]byte, error) {
	chosen := map[string]settings{}
	for _, m := range members {
		if s, ok := choose(m); ok {
			chosen[m.ID] = s
		}
	}
	text, err := json.MarshalIndent(chosen, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write policies.json: %w", err)
	}
	return text, nil
}
