// SPDX-License-Identifier: MPL-2.0

package apicode

// TokenExpired says that the security token has expired. KeysExpired knows its other spellings.
const TokenExpired = "InvalidSecurityToken.Expired"

// keyCodes say that the access key, its secret or its security token is wrong.
func keyCodes() []Row {
	const whole = "Set access key, secret key and security token together, from one and the same answer of STS."
	const secret = "Set the secret that was issued together with this access key, without quotes or blanks " +
		"around it. If it is right, check whether a proxy changes requests."
	return []Row{
		row("InvalidAccessKeyId.NotFound", Credential, KindAccessKeyUnknown, "access_key",
			"The access key does not exist.",
			"Check it for typing errors, and whether it was deleted in the RAM console."),
		row("InvalidAccessKeyId*", Credential, KindAccessKeyRefused, "access_key",
			"The API does not accept the access key.",
			"Check in the RAM console that the key exists and is enabled, and that it is the one that you mean to "+
				"use."),
		row("InvalidAccessKeyId.Inactive", Credential, KindAccessKeyDisabled, "access_key",
			"The access key is disabled.",
			"Enable it in the RAM console, or use another key."),
		row("MissingAccessKeyId", Credential, KindMissingKeys, "access_key",
			"The request carries no access key.",
			"Set access_key and secret_key in the provider block, or choose a profile that holds them."),
		row("SignatureDoesNotMatch IncompleteSignature", Credential, KindSecretKeyWrong, "secret_key",
			"The secret key does not belong to the access key: the API calculated another signature.",
			secret),
		row(TokenExpired+" *TokenExpired* *Token.Expired* *ExpiredToken*", Credential, KindTokenExpired, "security_token",
			"The security token has expired.",
			"Get new keys, and replace access key, secret key and security token, all three."),
		row("InvalidSecurityToken.MismatchWithAccessKey", Credential, KindTokenOfOtherKey, "security_token",
			"The security token does not belong to the access key.",
			whole),
		row("InvalidSecurityToken.Malformed", Credential, KindTokenRefused, "security_token",
			"The security token is damaged.",
			"It has to be copied whole. "+whole),
		row("InvalidSecurityToken*", Credential, KindTokenRefused, "security_token",
			"The API does not accept the security token.",
			whole),
		row("MissingSecurityToken", Credential, KindTokenMissing, "security_token",
			"The access key is a temporary one, and its security token is missing.",
			whole),
		row("Abs.InvalidAccount.NotFound", Credential, KindAccessKeyRefused, "access_key",
			"The account of the access key does not exist, or the key has expired.",
			"Check in the RAM console which account the key belongs to, and use a key that is valid."),
	}
}

// oidcCodes are what STS says about the token of an identity provider.
func oidcCodes() []Row {
	const trust = "Check oidc_provider_arn, and in RAM the issuer URL, client ids and certificate fingerprints " +
		"of that provider."
	return []Row{
		row("AuthenticationFail* AuthenticationFail.OIDCToken.Invalid "+
			"AuthenticationFail.OIDCToken.InvalidSignature", Credential, KindOIDCTokenRefused, "",
			"STS does not accept the token of the identity provider.",
			"Check that the token was copied whole, and that oidc_provider_arn names the provider that issued it."),
		row("AuthenticationFail.OIDCToken.Expired", Credential, KindOIDCTokenExpired, "",
			"The token of the identity provider has expired.",
			"Get a new token. A file named by oidc_token_file is read again for each renewal, so check that it is "+
				"still rewritten. A token in oidc_token is never renewed."),
		row("AuthenticationFail.OIDCToken.AudienceNotMatch", Credential, KindOIDCTokenRefused, "",
			"The token of the identity provider was issued for another audience.",
			"Request the token for an audience that is a client id of the provider in RAM. The role's trust policy "+
				"has to allow it too."),
		row("AuthenticationFail.OIDCToken.IssuerNotMatch", Credential, KindOIDCTokenRefused, "",
			"The token was issued by another identity provider than the one that oidc_provider_arn names.",
			trust),
		row("AuthenticationFail.OIDCToken.IssuerConfigurationBroken "+
			"AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch "+
			"AuthenticationFail.OIDCToken.HttpsUrlInvalid", Credential, KindOIDCTokenRefused, "",
			"STS could not fetch the public keys of the identity provider over a connection that it trusts.",
			trust+" The provider's issuer URL has to be reachable from the internet."),
		row("AuthenticationFail.NoPermission", Credential, KindOIDCTokenRefused, "",
			"The identity provider is not known to the account, or its token may not assume the role.",
			"Check oidc_provider_arn. In the trust policy of the role, allow that provider with the issuer, "+
				"audience and subject of the token."),
	}
}
