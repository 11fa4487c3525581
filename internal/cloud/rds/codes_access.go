// SPDX-License-Identifier: MPL-2.0

package rds

import "slices"

// keyCodes say that the access key, its secret or its security token is wrong.
func keyCodes() []CodeInfo {
	const whole = "Set access_key, secret_key and security_token together, from one and the same answer of STS."
	const secret = "Set the secret that was issued together with this access key, without quotes or blanks around it. " +
		"If it is right, check whether a proxy changes requests."
	return slices.Concat(
		same(ClassCredential, attributeAccessKey, "The access key does not exist.",
			"Check it for typing errors, and whether it was deleted in the RAM console.",
			"InvalidAccessKeyId.NotFound"),
		same(ClassCredential, attributeAccessKey, "The API does not accept the access key.",
			"Check in the RAM console that the key exists and is enabled, and that it is the one that you mean to use.", "InvalidAccessKeyId*"),
		same(ClassCredential, attributeAccessKey, "The access key is disabled.", "Enable it in the RAM console, or use another key.", "InvalidAccessKeyId.Inactive"),
		same(ClassCredential, attributeAccessKey, "The request carries no access key.",
			"Set access_key and secret_key in the provider block, or choose a profile that holds them.", "MissingAccessKeyId"),
		same(ClassCredential, attributeSecretKey, "The secret key does not belong to the access key: the API calculated another signature.", secret,
			"SignatureDoesNotMatch", "IncompleteSignature"),
		same(ClassCredential, attributeToken, "The security token has expired.",
			"Fixed keys end with their token: replace access_key, secret_key and security_token, all three. "+
				"For a profile with a login, sign in again with aliyun configure. "+
				"Keys of a role, a server or a command were fetched anew already: check what hands them out, and this machine's clock.", codeTokenExpired),
		same(ClassCredential, attributeToken, "The security token does not belong to the access key.", whole, "InvalidSecurityToken.MismatchWithAccessKey"),
		same(ClassCredential, attributeToken, "The security token is damaged.", "It has to be copied whole. "+whole, "InvalidSecurityToken.Malformed"),
		same(ClassCredential, attributeToken, "The API does not accept the security token.", whole, "InvalidSecurityToken*"),
		same(ClassCredential, attributeToken, "The access key is a temporary one, and its security token is missing.", whole, "MissingSecurityToken"),
		same(ClassCredential, attributeAccessKey, "The account of the access key does not exist, or the key has expired.",
			"Check in the RAM console which account the key belongs to, and use a key that is valid.", "Abs.InvalidAccount.NotFound"),
	)
}

// deniedCodes say that the account, user or role may not make the call.
func deniedCodes() []CodeInfo {
	return slices.Concat(
		same(ClassDenied, "", "This user or role lacks the RAM permission for the call.", "{grant}",
			"Forbidden*", "NoPermission*", "AccessDenied*", "ActionUnauthorized", "InvalidUserOperatorPermission", "UserPermissionFailure"),
		same(ClassDenied, "", "The call is not open to RAM users.", "Use credentials of a RAM role or of the account owner.", "Forbedden.NotSupportRAM", "Forbidden.NotSupportRAM"),
		same(ClassDenied, "", "The account is restricted by the risk control of Alibaba Cloud.",
			"Only the account owner can lift this: look for a notice in the console, or open a ticket with Alibaba Cloud.", "Forbidden.RiskControl", "Risk.RiskControlRejection"),
		same(ClassDenied, "", "The identity of the account owner has not been verified yet.", "Let the account owner complete the verification in the console.",
			"Forbidden.NotVerified", "Order.NoRealNameAuthentication"),
		same(ClassUnknown, attributeInstance, "The API does not show this instance to the caller.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the instance.", "Forbidden.InstanceNotFound"),
	)
}

// roleCodes are those of STS and RAM about roles.
func roleCodes() []CodeInfo {
	assume := []string{actionAssume, actionAssumeOIDC}
	return slices.Concat(
		same(ClassUnknown, "", "The RAM role does not exist.", "Check the name of the role and the account.", codeRoleAbsent, "EntityNotExist*"),
		only(same(ClassUnknown, "", "The account has no service-linked role AliyunServiceRoleForDBS, which lets backups leave the region.",
			"Let the account owner create it once: open Cross-region Backup Settings of any instance in the RDS console, and agree. "+
				"A RAM user with the permission ram:CreateServiceLinkedRole can create it too, for the service dbs.aliyuncs.com.", codeRoleAbsent), actionGetRole),
		only(same(ClassUnknown, "", "The role to assume does not exist.",
			"Check role_arn: the account id and the name of the role. It has the form acs:ram::1234567890123456:role/name.", codeRoleAbsent, "EntityNotExist.RoleArn"), assume...),
		only(same(ClassDenied, "", "The credentials may not assume the role.", "{assume}", "NoPermission*", "Forbidden*", "AccessDenied*"), actionAssume),
		only(same(ClassDenied, "", "The token may not assume the role.",
			"In the trust policy of the role, allow this identity provider with the issuer, audience and subject of the token.", "NoPermission*", "Forbidden*", "AccessDenied*"), actionAssumeOIDC),
		only(same(ClassInvalid, "", "The role's ARN is malformed.", "Set role_arn in the form acs:ram::1234567890123456:role/name.", "InvalidParameter.RoleArn"), assume...),
		only(same(ClassInvalid, "", "The name of the session is malformed.",
			"Name it with 2 to 64 letters, digits and the characters . @ - _.", "InvalidParameter.RoleSessionName"), assume...),
		only(same(ClassInvalid, "", "The role does not allow sessions of this length.",
			"Set session_expiration to at least 900 seconds and at most the role's maximum session duration. RAM lets you raise that to 43200.",
			"InvalidParameter.DurationSeconds"), assume...),
		only(same(ClassInvalid, "", "The session policy is not valid.",
			"Correct the argument policy of the assumed role, or leave it out. It takes a RAM policy in JSON of at most 2048 characters.", "InvalidParameter.Policy*"), assume...),
	)
}

// oidcCodes are what STS says about the token of an identity provider.
func oidcCodes() []CodeInfo {
	const trust = "Check oidc_provider_arn, and in RAM the issuer URL, client ids and certificate fingerprints of that provider."
	return slices.Concat(
		same(ClassCredential, "", "STS does not accept the token of the identity provider.",
			"Check that the token was copied whole, and that oidc_provider_arn names the provider that issued it.",
			"AuthenticationFail*", "AuthenticationFail.OIDCToken.Invalid", "AuthenticationFail.OIDCToken.InvalidSignature"),
		same(ClassCredential, "", "The token of the identity provider has expired.",
			"Get a new token. A file named by oidc_token_file is read again for each renewal, so check that it is still rewritten. "+
				"A token in oidc_token is never renewed.", "AuthenticationFail.OIDCToken.Expired"),
		same(ClassCredential, "", "The token of the identity provider was issued for another audience.",
			"Request the token for an audience that is a client id of the provider in RAM. The role's trust policy has to allow it too.",
			"AuthenticationFail.OIDCToken.AudienceNotMatch"),
		same(ClassCredential, "", "The token was issued by another identity provider than the one that oidc_provider_arn names.", trust, "AuthenticationFail.OIDCToken.IssuerNotMatch"),
		same(ClassCredential, "", "STS could not fetch the public keys of the identity provider over a connection that it trusts.",
			trust+" The provider's issuer URL has to be reachable from the internet.",
			"AuthenticationFail.OIDCToken.IssuerConfigurationBroken", "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch", "AuthenticationFail.OIDCToken.HttpsUrlInvalid"),
		same(ClassCredential, "", "The identity provider is not known to the account, or its token may not assume the role.",
			"Check oidc_provider_arn. In the trust policy of the role, allow that provider with the issuer, audience and subject of the token.",
			"AuthenticationFail.NoPermission"),
	)
}
