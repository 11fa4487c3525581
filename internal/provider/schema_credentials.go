// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// The bounds of session_expiration in seconds. What a role allows is often less; STS says so.
const (
	minSession = 900
	maxSession = 43200
)

func credentialAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"access_key": text("access_key", "AccessKey id. Needs `secret_key`. If the block has a credential argument, "+
			"credentials in the environment are not used."),
		"secret_key": secret("secret_key", "AccessKey secret. Needs `access_key`."),
		"security_token": secret("security_token",
			"Security token of temporary (STS) keys. Needs `access_key` and `secret_key` from the same place."),
		"profile": text("profile", "Name of a profile of the Alibaba Cloud CLI. Its mode is one of "+
			enumerate(credentials.Modes())+". "+
			"It is not used if keys are set in the same place. Without any credentials, the CLI's current profile is used.",
			validate.Length{Most: maxName}),
		"shared_credentials_file": text("shared_credentials_file", "Path of the file that holds the profiles: the CLI's "+
			"JSON file, or an ini credentials file. "+
			"A leading `~/` is the home folder. Default: `~/.aliyun/config.json`. "+
			"If the block has no other credential argument, the current profile of this file is used, and keys in the "+
			"environment are not.", validate.Length{Most: maxFile}),
		"credentials_uri": text("credentials_uri", "URL of a service that hands out temporary keys, such as a sidecar. "+
			"It is not used if keys or `profile` are set in the same place.", reportAtBlock{validate.Length{Most: maxFile}}),
		"ecs_role_name": text("ecs_role_name", "Name of the RAM role of the ECS instance that Terraform runs on. Its keys "+
			"come from the instance metadata server, "+
			"which is asked only when this is set. It is not used if keys, `profile` or `credentials_uri` are set in the "+
			"same place.", validate.Length{Most: maxName}),
		"region": text("region", "Region of the source instances, such as `cn-hangzhou`, for resources and data sources "+
			"without a region of their own. "+
			"Defaults to the region of the profile in use. There is no other default."),
		"account_id": text("account_id", "Id of the Alibaba Cloud account that the credentials must belong to. "+
			"When set, one call to STS checks it before anything else, and a different account is an error. With an assumed "+
			"role, it is the account of the role.", validate.Shape{Form: accountShape, Words: accountWords}),
	}
}

// enumerate lists at least two words: a, b and c.
func enumerate(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

func assumeRoleBlock() schema.Block {
	const block = "assume_role."
	return schema.ListNestedBlock{
		MarkdownDescription: "RAM role to assume with the credentials that were found. The calls use its temporary keys, " +
			"which are renewed before they expire. " +
			"The block may be repeated: each role is assumed with the keys of the one before. " +
			"If a profile has a role, that role is assumed first. The official provider differs: it assumes this role with " +
			"the profile's AccessKey. " +
			"Without a block, the environment variables of its arguments are not read.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"role_arn": text(block+"role_arn", "ARN of the role, such as "+
				"`acs:ram::1234567890123456:role/deployer`. Required, here or in the environment. With an empty string, the block "+
				"assumes no role.", roleARN()),
			"session_name": text(
				block+"session_name", "Name of the session in the audit log. Default: `"+credentials.DefaultSessionName+"`.",
				sessionName(),
			),
			"policy": text(
				block+"policy", "RAM policy in JSON that restricts the session further.",
				reportAtBlock{validate.Length{Most: maxPolicy}},
			),
			"session_expiration": sessionExpiration(block + "session_expiration"),
			"external_id": text(
				block+"external_id", "External id that the role's trust policy asks for.",
				reportAtBlock{validate.Length{Least: minExternalID, Most: maxExternalID}},
			),
		}},
	}
}

func assumeRoleWithOIDCBlock() schema.Block {
	const block = "assume_role_with_oidc."
	return schema.ListNestedBlock{
		MarkdownDescription: "RAM role to assume with a token of an OIDC identity provider, as in CI or in a Kubernetes " +
			"pod. No key is needed. " +
			"It is not used if keys, `profile`, `credentials_uri` or `ecs_role_name` are set in the block. The keys of " +
			"this role assume the role of `assume_role`. " +
			"Without the block, its environment variables are used if they name the provider, the role and a token. At most " +
			"one block.",
		Validators: []validator.List{validate.AtMost(1)},
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"oidc_provider_arn": text(block+"oidc_provider_arn", "ARN of the identity provider, such as "+
				"`acs:ram::1234567890123456:oidc-provider/ci`. Required, here or in the environment.", providerARN()),
			"oidc_token_file": text(block+"oidc_token_file", "Path of the file that holds the token. It is read again for "+
				"each renewal. This or `oidc_token` is required, here or in the environment."),
			"oidc_token": secret(block+"oidc_token", "The token itself. If it is set, `oidc_token_file` in the same place "+
				"is not used. It cannot be renewed, so the run has to end before the session does.",
				reportAtBlock{validate.Length{Least: minOIDCToken, Most: maxOIDCToken}}),
			"role_arn": text(block+"role_arn", "ARN of the role. Required, here or in the environment.", roleARN()),
			"role_session_name": text(
				block+"role_session_name",
				"Name of the session in the audit log. Default: `"+credentials.DefaultSessionName+"`.", sessionName(),
			),
			"policy": text(
				block+"policy", "RAM policy in JSON that restricts the session further.",
				reportAtBlock{validate.Length{Most: maxPolicy}},
			),

			"session_expiration": sessionExpiration(block + "session_expiration"),
		}},
	}
}

// The limits of texts: those that STS documents, and those of the official provider for oidc_token.
const (
	maxName       = 256  // of a profile or a role, more than any has
	maxFile       = 4096 // of a path or a URI
	maxPolicy     = 2048
	minExternalID = 2
	maxExternalID = 1224
	minOIDCToken  = 4
	maxOIDCToken  = 20000
)

func sessionExpiration(name string) schema.Attribute {
	within := validate.WholeNumber{Least: minSession, Most: maxSession, OrZero: true}
	return schema.Int64Attribute{
		MarkdownDescription: withEnvironment(name, "How long the temporary keys are valid, in seconds, from "+
			strconv.Itoa(minSession)+" to "+strconv.Itoa(maxSession)+
			" and to what the role allows. They are renewed before that. 0 means the default. Default: 3600."),
		Optional:   true,
		CustomType: within,
		Validators: []validator.Int64{within},
	}
}

// The shapes that STS documents. Values of the environment are checked as well.
var (
	roleARNShape     = regexp.MustCompile(`^acs:ram::[0-9]+:role/.+$`)
	providerARNShape = regexp.MustCompile(`^acs:ram::[0-9]+:oidc-provider/.+$`)
	accountShape     = regexp.MustCompile(`^[0-9]{1,20}$`)
	addressShape     = regexp.MustCompile(`^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$`)
	sessionNameShape = regexp.MustCompile(`^[A-Za-z0-9.@_-]{2,64}$`)
)

// How the right values look.
const (
	roleARNWords     = "must be the ARN of a RAM role, such as acs:ram::1234567890123456:role/deployer"
	providerARNWords = "must be the ARN of an OIDC provider, such as acs:ram::1234567890123456:oidc-provider/ci"
	accountWords     = "must be the id of an Alibaba Cloud account: digits only, such as 1234567890123456"
	addressWords     = "must be an IP address, such as 203.0.113.7"
	sessionNameWords = "must have 2 to 64 of the characters A-Z, a-z, 0-9, '.', '@', '-' and '_'"
)

func roleARN() validator.String { return validate.Shape{Form: roleARNShape, Words: roleARNWords} }

func providerARN() validator.String {
	return validate.Shape{Form: providerARNShape, Words: providerARNWords}
}

func sessionName() validator.String {
	return validate.Shape{Form: sessionNameShape, Words: sessionNameWords}
}
