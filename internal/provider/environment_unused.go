// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// This file names variables that are set and have no effect here. It names those that would change the account, the
// endpoint or the role for another program, where nothing else chooses it.

// unused is a group of variables that others read and this provider does not.
type unused struct {
	names  string // with a blank between them
	readBy string
	// changes is what a variable of the group changes for those who read it: the endpoint or the credentials. Where
	// nothing else chooses that, a variable that is set is named in a warning, or in the error of missing credentials.
	changes string
	why     string // a sentence
}

// What an unused variable would change.
const (
	changesEndpoint    = "endpoint"
	changesCredentials = "credentials"
)

// unusedVariables is the other part of the table: the variables that have no effect here, and why.
func unusedVariables() []unused {
	const general = "Other tools use these names too. Set the names that begin with ALIBABA_CLOUD_."
	return []unused{
		{"ACCESS_KEY_ID ACCESS_KEY_SECRET SECURITY_TOKEN", byCLI, changesCredentials, general},
		{
			"ALIBABA_CLOUD_ACCESS_KEY_Id", bySDK, changesCredentials,
			"It is an old spelling. Set ALIBABA_CLOUD_ACCESS_KEY_ID.",
		},
		{
			"ALIBABA_CLOUD_BEARER_TOKEN ALIBABA_CLOUD_BEARER_TOKEN_HEADER_KEY", byCLI, changesCredentials,
			"The RDS API takes signed calls only.",
		},
		{
			"ALIBABA_CLOUD_PROFILE_MODE", byCLI, changesCredentials,
			"Its only value, Anonymous, means calls without keys, and the RDS API takes signed calls only.",
		},
		{
			"ALIBABA_CLOUD_ENDPOINT", byCLI, changesEndpoint,
			"It is one endpoint for all products, and another product's cannot serve RDS. Set endpoints.rds.",
		},
		{"TF_ENDPOINT_PATH", byProvider, changesEndpoint, "Its file of endpoints is not read. Set endpoints.rds."},
		{"REGION_ID REGION ENDPOINT_TYPE", byCLI, "", general},
		{
			"ALIBABA_CLOUD_ACCOUNT_TYPE", byProvider, "",
			"RDS, STS and RAM have the same endpoints for accounts of both sites.",
		},
		{"ALIBABA_CLOUD_EXTERNAL_ACCOUNT_TYPE", byCLI, "", "It does not change how keys are fetched."},
		{"ALIBABA_CLOUD_ECS_IMDSV2_ENABLE", bySDK, "", "The metadata server is asked with a token first in any case."},
		{
			"ALIBABACLOUD_SSO_CLIENT_ID ALIBABA_CLOUD_SSO_CLIENT_ID", byCLI, "",
			"It counts when the CLI logs in; its login is used here.",
		},
		{
			"ALIBABA_CLOUD_SAFETY_POLICY_ENABLED ALIBABA_CLOUD_SAFETY_POLICY_RULES", byCLI, "",
			"They are rules for commands of the CLI. Use a RAM policy, which holds for every program.",
		},
		{
			"ALIBABA_CLOUD_CALL_CONTEXT_SKIP_PRODUCTS", byCLI, "",
			"source_ip and secure_transport are always sent.",
		},
		{"TLSHandshakeTimeout", byProvider, "", "client_connect_timeout bounds the handshake too."},
	}
}

// warnOfUnused warns of variables that would choose the endpoint of RDS, unless one is chosen.
func (r *resolver) warnOfUnused() {
	if r.settings.Endpoints.RDS != "" || r.settings.ClientUnknown {
		return
	}
	sentences := r.env.unused(changesEndpoint)
	value, name := r.env.first(endpointType)
	if value != "" && !strings.EqualFold(value, "vpc") && !strings.EqualFold(value, "public") {
		sentences = append(sentences, fmt.Sprintf("%s is %q, and only vpc and public have a meaning. The public endpoints "+
			"are called. Correct it, or set endpoints.", name, value))
	}
	r.diags.Append(withoutEffect(sentences)...)
}

// withoutEffect is one warning of all sentences, since the CLI folds warnings of one summary.
func withoutEffect(sentences []string) diag.Diagnostics {
	if len(sentences) == 0 {
		return nil
	}
	return diag.Diagnostics{message.VariableWithoutEffect.Warning(path.Empty(), strings.Join(sentences, "\n\n"))}
}

// warnOfProfile warns of a profile that the environment names beside a file that the block names. The official provider
// and the CLI look it up in that file; here the block alone says which credentials are used.
func (r *resolver) warnOfProfile(choice credentials.Choice) {
	_, name := r.env.first("profile")
	if name == "" || choice.Profile == nil || choice.Profile.Name != "" ||
		choice.Profile.FileOrigin != fromArgument+"shared_credentials_file" {
		return
	}
	r.diags.Append(message.VariableWithoutEffect.Warning(path.Empty(), fmt.Sprintf(
		"%s is set, but the block names shared_credentials_file without a profile, "+
			"so the current profile of that file is used. Set profile in the block to use another one.", name)))
}

// unused says of each variable that is set, and would change the endpoint or the credentials, why it does not.
func (e Environment) unused(changes string) []string {
	var sentences []string
	for _, group := range unusedVariables() {
		var set []string
		for _, name := range strings.Fields(group.names) {
			if e.get(name) != "" {
				set = append(set, name)
			}
		}
		if len(set) > 0 && group.changes == changes {
			sentences = append(sentences, fmt.Sprintf("%s, which has no effect here. %s", areSet(set), group.why))
		}
	}
	return sentences
}

// warnOfRole warns of a role that the environment names beside keys of its own. The CLI may assume it.
func (r *resolver) warnOfRole(choice credentials.Choice, hasBlock bool) {
	_, name := r.env.first(assumeRole + ".role_arn")
	if name == "" || hasBlock || choice.Static == nil || !strings.HasPrefix(choice.Origin, fromVariable) {
		return
	}
	if set, missing := oidcVariables(r.env); len(missing) == 0 || len(set) > 1 {
		return // it belongs to OIDC, as in a Kubernetes pod
	}
	r.diags.Append(message.RoleNotAssumed.Warning(path.Empty(),
		fmt.Sprintf("%s is set beside keys, but no role is assumed without a block assume_role, as in the official "+
			"provider. Add an empty block assume_role {} to assume it, or unset the variable.", name)))
}

// passedOver warns of variables by which another program would use other credentials than the chosen ones: those of the
// environment, or the current profile of the CLI.
func passedOver(choice credentials.Choice, env Environment) diag.Diagnostics {
	var sentences []string
	key, ofVariable := strings.CutPrefix(choice.Origin, fromVariable)
	if choice.Static != nil && ofVariable {
		if _, name := env.first("profile"); name != "" && env.switches().CurrentProfileDisabled == "" {
			sentences = append(sentences, fmt.Sprintf("%s is set, but the keys of %s are used, because keys of the "+
				"environment come first. Unset the keys to use the profile, or unset %s.", name, key, name))
		}
		if _, name := env.first("security_token"); name != "" && choice.Static.SecurityToken == "" {
			sentences = append(sentences, fmt.Sprintf("%s is set, but not sent with the key of %s, because the names of the "+
				"two begin differently. Rename one of them if they belong together, or unset %s.", name, key, name))
		}
	}
	_, provider := env.first(assumeRoleWithOIDC + ".oidc_provider_arn")
	if set, missing := oidcVariables(env); choice.Origin == "" && provider != "" && len(missing) > 0 {
		sentences = append(sentences, fmt.Sprintf("%s, but %s. So no role is assumed with a token of OIDC, and the current "+
			"profile of the Alibaba Cloud CLI is used. Set what is missing, or unset %s.",
			areSet(set), notSet(missing), provider))
	}
	return withoutEffect(sentences)
}

// areSet says that these variables are set.
func areSet(names []string) string {
	if len(names) == 1 {
		return names[0] + " is set"
	}
	return enumerate(names) + " are set"
}
