// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"strings"
)

func getRole() action {
	return action{
		version: versionRAM, name: ActionGetRole, rules: commonRules,
		params: []param{{name: "RoleName", required: true}},
		handle: func(c *call) (any, error) {
			name := c.params.Get("RoleName")
			account, _ := c.s.fleet.Account(c.who.accountID)
			role, rule, ok := account.Role(name)
			if !ok {
				return nil, refuse("EntityNotExist.Role", name)
			}
			return roleView{roleRow{
				RoleID: roleID(role), RoleName: role, Arn: fmt.Sprintf("acs:ram::%s:role/%s", account.ID, strings.ToLower(role)),
				AssumeRolePolicyDocument: `{"Statement":[],"Version":"1"}`, CreateDate: roleDate, UpdateDate: roleDate,
				MaxSessionDuration: rule.MaxSessionSeconds,
			}}, nil
		},
	}
}

// roleDate is when every emulated role was made.
const roleDate = "2024-01-01T00:00:00Z"

type roleView struct{ Role roleRow }

type roleRow struct {
	RoleID                   string `json:"RoleId"`
	RoleName                 string
	Arn                      string
	Description              string
	AssumeRolePolicyDocument string
	CreateDate               string
	UpdateDate               string
	MaxSessionDuration       int
}
