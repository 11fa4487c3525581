// SPDX-License-Identifier: MPL-2.0

package apicode

// The rows of refused permissions. forbidden is the rest of a family that has many other meanings too.
const (
	forbidden   = "Forbidden*"
	permissions = "Forbidden Forbidden.RAM Forbidden.SubUser Forbidden.Unauthorized Forbidden.NoPermission " +
		"Forbidden.AccessDenied NoPermission* AccessDenied* Unauthorized UnauthorizedOperation ActionUnauthorized " +
		"InvalidUserOperatorPermission UserPermissionFailure"
)

// deniedCodes say that the user or role may not make the call.
func deniedCodes() []Row {
	return []Row{
		row(permissions, Denied, KindPermissionDenied, "",
			"This user or role lacks the RAM permission for the call.",
			"{grant}"),
		row(forbidden, Unknown, KindCallRefused, "",
			"The API refuses the call, and its code does not say whether a permission is missing.",
			"Go by the API's message. If a RAM permission is missing, allow {action} on {resource} for {principal}. "+
				"Otherwise it is a rule about the account, the region or the instance, which no permission changes: "+
				"look up the code at https://api.aliyun.com/troubleshoot."),
		row(forbidden, Unknown, KindCallRefused, "",
			"STS refuses the call, and its code does not say whether a permission is missing.",
			"Go by the API's message. It may be the trust policy of the role, or that its caller lacks "+
				"sts:AssumeRole. Otherwise look up the code at "+
				"https://api.aliyun.com/troubleshoot.").in(assumeRole, assumeRoleWithOIDC),
		row("*NotSupportRAM*", Denied, KindPermissionDenied, "",
			"The call is not open to RAM users.",
			"Use credentials of a RAM role or of the account owner."),
		row("*InstanceNotFound*", Unknown, KindInstanceNotShown, "instance_id",
			"The API does not show this instance to the caller.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the "+
				"instance."),
	}
}

// roleCodes are those of STS and RAM about roles.
func roleCodes() []Row {
	return []Row{
		row("EntityNotExist.Role *RoleNotFound*", Unknown, KindRoleNotFound, "",
			"The RAM role does not exist.",
			"Check the name of the role and the account."),
		row("EntityNotExist*", Unknown, KindRoleNotFound, "",
			"Something that the call names does not exist in RAM.",
			"The API's message may name it. Check the names in the roles of the provider block, and the account."),
		row("EntityNotExist.OIDCProvider", Unknown, KindRoleNotFound, "",
			"The identity provider does not exist in the account.",
			"Check oidc_provider_arn: the account id and the name of the provider. It has the form "+
				"acs:ram::1234567890123456:oidc-provider/name."),
		row("EntityNotExist.Role", Unknown, KindServiceLinkedRoleMissing, "",
			"The account has no service-linked role AliyunServiceRoleForDBS, which lets backups leave the region.",
			"Let the account owner create it once: open Cross-region Backup Settings of any instance in the RDS "+
				"console, and agree. A RAM user with the permission ram:CreateServiceLinkedRole can create it too, "+
				"for the service dbs.aliyuncs.com.").in(getRole),
		row("EntityNotExist.Role EntityNotExist.RoleArn", Unknown, KindRoleNotFound, "",
			"The role to assume does not exist.",
			"Check role_arn: the account id and the name of the role. It has the form "+
				"acs:ram::1234567890123456:role/name.").in(assumeRole, assumeRoleWithOIDC),
		row(permissions, Denied, KindRoleDenied, "",
			"The credentials may not assume the role.",
			"{assume}").in(assumeRole),
		row(permissions, Denied, KindRoleDenied, "",
			"The token may not assume the role.",
			"In the trust policy of the role, allow this identity provider with the issuer, audience and subject of "+
				"the token.").in(assumeRoleWithOIDC),
		row("InvalidParameter.RoleArn", Invalid, KindRoleSettingRefused, "",
			"The role's ARN is malformed.",
			"Set role_arn in the form acs:ram::1234567890123456:role/name.").in(assumeRole, assumeRoleWithOIDC),
		row("InvalidParameter.RoleSessionName", Invalid, KindRoleSettingRefused, "",
			"The name of the session is malformed.",
			"Name it with 2 to 64 letters, digits and the characters . @ - _.").in(assumeRole, assumeRoleWithOIDC),
		row("InvalidParameter.DurationSeconds", Invalid, KindRoleSettingRefused, "",
			"The role does not allow sessions of this length.",
			"Set session_expiration to at least 900 seconds and at most the role's maximum session duration. RAM "+
				"lets you raise that to 43200.").in(assumeRole, assumeRoleWithOIDC),
		row("InvalidParameter.Policy*", Invalid, KindRoleSettingRefused, "",
			"The session policy is not valid.",
			"Correct the argument policy of the assumed role, or leave it out. It takes a RAM policy in JSON of at "+
				"most 2048 characters.").in(assumeRole, assumeRoleWithOIDC),
	}
}
