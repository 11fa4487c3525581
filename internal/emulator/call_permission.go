// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// permitted refuses what the account's list of denied actions names.
func (c *call) permitted() *apiError {
	account, ok := c.s.fleet.Account(c.who.accountID)
	if !ok {
		return nil
	}
	name, code := c.product.ram+":"+c.record.Action, "Forbidden.RAM"
	if c.record.Version == versionSTS {
		code = "NoPermission" // STS documents a code of its own
	}
	for _, denied := range account.DeniedActions {
		if denied == name || denied == c.product.ram+":*" {
			err := refuse(code, "")
			err.Denied = name
			return err
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
			return fmt.Errorf("account %s: there is no action %q to deny: use one such as rds:DescribeRegions, or rds:*, "+
				"sts:* or ram:*", account.ID, denied)
		}
	}
	return nil
}
