// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// The blocks that assume a role.
const (
	assumeRole         = "assume_role"
	assumeRoleWithOIDC = "assume_role_with_oidc"
)

// assumeRole resolves one block. Its environment variables count only when a block is there, as in the official
// provider.
func (r *resolver) assumeRole(block nested) rds.Role {
	externalID, _ := r.clean(r.member(block, "external_id"))
	return rds.Role{
		ARN:         r.required(block, "role_arn", roleARNShape, roleARNWords),
		SessionName: r.session(block, "session_name"),
		Policy:      r.policy(block),
		ExternalID:  externalID,
		Duration:    r.expiration(block),
	}
}

// oidc resolves assume_role_with_oidc: each argument from the block, then from the environment.
func (r *resolver) oidc(block nested) *credentials.OIDC {
	source := &credentials.OIDC{
		ProviderARN: r.required(block, "oidc_provider_arn", providerARNShape, providerARNWords),
		Role: rds.Role{
			ARN:         r.required(block, "role_arn", roleARNShape, roleARNWords),
			SessionName: r.session(block, "role_session_name"),
			Policy:      r.policy(block),
			Duration:    r.expiration(block),
		},
	}
	token, _ := r.written(block, "oidc_token")
	file, _ := r.written(block, "oidc_token_file")
	// A token in the block is not mixed with a file of the environment, or the other way round.
	if !token.set() && !file.set() {
		token, file = r.member(block, "oidc_token"), r.member(block, "oidc_token_file")
	}
	switch {
	case token.set():
		source.Token, _ = r.clean(token)
	case file.set():
		source.TokenFile = file.value
	default:
		r.diags.Append(message.MissingArgument.Error(path.Root(block.name),
			fmt.Sprintf("The block %[1]s has neither oidc_token_file nor oidc_token. Set one of them in the block, or set "+
				"%[2]s or %[3]s, or remove the block.",
				block.name, variablesOf(block.name+".oidc_token_file"), variablesOf(block.name+".oidc_token"))))
	}
	return source
}

// namesNothing reports whether a block assume_role_with_oidc is written with empty strings alone, as a module passes it
// on. Then it is as if it were not there.
func (b nested) namesNothing() bool {
	empty := false
	for _, member := range []string{"oidc_provider_arn", "role_arn", "oidc_token", "oidc_token_file"} {
		text, _ := b.members[member].(types.String)
		if text.IsUnknown() || credentials.Trim(text.ValueString()) != "" {
			return false
		}
		empty = empty || b.leftEmpty(member)
	}
	return empty
}

// required resolves a required member, and checks its shape.
func (r *resolver) required(block nested, member string, shape *regexp.Regexp, words string) string {
	value := r.member(block, member)
	if !value.set() {
		name := block.name + "." + member
		r.diags.Append(message.MissingArgument.Error(block.at(member),
			fmt.Sprintf("The block %s has no %s. Set it in the block, or set %s, or remove the block.",
				block.name, member, variablesOf(name))))
		return ""
	}
	return r.shaped(value, member, shape, words)
}

// session leaves an absent name to package credentials, which has a default.
func (r *resolver) session(block nested, member string) string {
	return r.shaped(r.member(block, member), member, sessionNameShape, sessionNameWords)
}

// shaped returns the value of an argument that has one form; "" where it is not set, or refused.
func (r *resolver) shaped(value given, name string, shape *regexp.Regexp, words string) string {
	if !value.set() {
		return ""
	}
	if !shape.MatchString(value.value) {
		r.diags.Append(message.MalformedValue.Error(value.path,
			fmt.Sprintf("The %s holds %q. It %s. Correct it.", value.origin, message.Shortened(value.value), words), name))
		return ""
	}
	cleaned, _ := r.clean(value)
	return cleaned
}

func (r *resolver) policy(block nested) string {
	policy, _ := r.written(block, "policy")
	if policy.set() && !json.Valid([]byte(policy.value)) {
		// At the block, since Terraform would print the policy.
		r.diags.Append(message.PolicyNotJSON.Error(policy.path.ParentPath(),
			fmt.Sprintf("The %s does not parse as JSON. Write it with jsonencode(), as a RAM policy with Version and "+
				"Statement.", policy.origin)))
	}
	return policy.value
}

// expiration resolves session_expiration; 0 means that it is not set. Only assume_role has a variable for it.
func (r *resolver) expiration(block nested) time.Duration {
	const member = "session_expiration"
	if value, ok := block.members[member].(types.Int64); ok && value.ValueInt64() != 0 {
		return time.Duration(value.ValueInt64()) * time.Second
	}
	from := r.fromEnvironment(block.name+"."+member, path.Root(block.name))
	if !from.set() {
		return 0
	}
	seconds, err := strconv.ParseInt(from.value, 10, 32)
	if err != nil || seconds < minSession || seconds > maxSession {
		r.diags.Append(message.InvalidVariable.Error(from.path,
			fmt.Sprintf("The %s holds %q, where a whole number of seconds from %d to %d is expected. Correct or unset the "+
				"variable, or set %s in the block %s.",
				from.origin, message.Shortened(from.value), minSession, maxSession, member, block.name)))
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// oidcVariables returns which variables of OIDC the environment holds, and which it lacks. They count only when none
// is missing.
func oidcVariables(env Environment) (set, missing []string) {
	const block = assumeRoleWithOIDC + "."
	for _, members := range [][]string{{"oidc_provider_arn"}, {"role_arn"}, {"oidc_token_file", "oidc_token"}} {
		found := ""
		var names []string
		for _, member := range members {
			_, name := env.first(block + member)
			found = cmp.Or(found, name)
			names = append(names, variableNames(block + member)[0])
		}
		if found != "" {
			set = append(set, found)
		} else {
			missing = append(missing, strings.Join(names, " or "))
		}
	}
	return set, missing
}
