// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Names of actions come in by faults, quotas and accounts. One that no action has would strike, limit or deny nothing,
// without a word, so each of them is refused.

// knownActions returns the names of all actions, sorted.
func (s *Server) knownActions() []string {
	names := map[string]bool{}
	for _, actions := range s.actions {
		for name := range actions {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (s *Server) checkAction(name string) error {
	if known := s.knownActions(); !slices.Contains(known, name) {
		return fmt.Errorf("there is no action %q: use one of %s", name, strings.Join(known, ", "))
	}
	return nil
}

func (s *Server) checkFault(fault Fault) error {
	if fault.Action == "" {
		return nil
	}
	return s.checkAction(fault.Action)
}

func (s *Server) checkQuota(quota Quota) error {
	if err := quota.validate(); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(quota.Actions)) {
		if err := s.checkAction(name); err != nil {
			return fmt.Errorf("quota: %w", err)
		}
	}
	return nil
}

// checkDenied checks an account's denied actions: rds:DescribeRegions, or rds:* for all of a product.
func (s *Server) checkDenied(account fleet.Account) error {
	allowed := map[string]bool{}
	for version, product := range products {
		allowed[product.ram+":*"] = true
		for name := range s.actions[version] {
			allowed[product.ram+":"+name] = true
		}
	}
	for _, denied := range account.DeniedActions {
		if !allowed[denied] {
			return fmt.Errorf("account %s: denied action %q is none of the emulator's: write it like rds:DescribeRegions, or rds:*, sts:* or ram:*",
				account.ID, denied)
		}
	}
	return nil
}
