// SPDX-License-Identifier: MPL-2.0

package apicode

// deniedCodes say that the account, user or role may not make the call.
func deniedCodes() []Row {
	return []Row{
		row("Forbidden* NoPermission* AccessDenied* ActionUnauthorized InvalidUserOperatorPermission "+
			"UserPermissionFailure", Denied, "",
			"This user or role lacks the RAM permission for the call.",
			"{grant}"),
		row("Forbedden.NotSupportRAM Forbidden.NotSupportRAM", Denied, "",
			"The call is not open to RAM users.",
			"Use credentials of a RAM role or of the account owner."),
		row("Forbidden.RiskControl Risk.RiskControlRejection", Denied, "",
			"The account is restricted by the risk control of Alibaba Cloud.",
			"Only the account owner can lift this: look for a notice in the console, or open a ticket with Alibaba "+
				"Cloud."),
		row("Forbidden.NotVerified Order.NoRealNameAuthentication", Denied, "",
			"The identity of the account owner has not been verified yet.",
			"Let the account owner complete the verification in the console."),
		row("Forbidden.InstanceNotFound", Unknown, "instance_id",
			"The API does not show this instance to the caller.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the "+
				"instance."),
	}
}

// roleCodes are those of STS and RAM about roles.
func roleCodes() []Row {
	return []Row{
		row("EntityNotExist.Role EntityNotExist*", Unknown, "",
			"The RAM role does not exist.",
			"Check the name of the role and the account."),
		row("EntityNotExist.Role", Unknown, "",
			"The account has no service-linked role AliyunServiceRoleForDBS, which lets backups leave the region.",
			"Let the account owner create it once: open Cross-region Backup Settings of any instance in the RDS "+
				"console, and agree. A RAM user with the permission ram:CreateServiceLinkedRole can create it too, "+
				"for the service dbs.aliyuncs.com.").in(getRole),
		row("EntityNotExist.Role EntityNotExist.RoleArn", Unknown, "",
			"The role to assume does not exist.",
			"Check role_arn: the account id and the name of the role. It has the form "+
				"acs:ram::1234567890123456:role/name.").in(assumeRole, assumeRoleWithOIDC),
		row("NoPermission* Forbidden* AccessDenied*", Denied, "",
			"The credentials may not assume the role.",
			"{assume}").in(assumeRole),
		row("NoPermission* Forbidden* AccessDenied*", Denied, "",
			"The token may not assume the role.",
			"In the trust policy of the role, allow this identity provider with the issuer, audience and subject of "+
				"the token.").in(assumeRoleWithOIDC),
		row("InvalidParameter.RoleArn", Invalid, "",
			"The role's ARN is malformed.",
			"Set role_arn in the form acs:ram::1234567890123456:role/name.").in(assumeRole, assumeRoleWithOIDC),
		row("InvalidParameter.RoleSessionName", Invalid, "",
			"The name of the session is malformed.",
			"Name it with 2 to 64 letters, digits and the characters . @ - _.").in(assumeRole, assumeRoleWithOIDC),
		row("InvalidParameter.DurationSeconds", Invalid, "",
			"The role does not allow sessions of this length.",
			"Set session_expiration to at least 900 seconds and at most the role's maximum session duration. RAM "+
				"lets you raise that to 43200.").in(assumeRole, assumeRoleWithOIDC),
		row("InvalidParameter.Policy*", Invalid, "",
			"The session policy is not valid.",
			"Correct the argument policy of the assumed role, or leave it out. It takes a RAM policy in JSON of at "+
				"most 2048 characters.").in(assumeRole, assumeRoleWithOIDC),
	}
}
