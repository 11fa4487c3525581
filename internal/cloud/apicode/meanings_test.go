// SPDX-License-Identifier: MPL-2.0

package apicode

import "testing"

// TestFind_meanings holds codes that share a family or a word with another meaning. Where a code comes from a page of
// another product, that product stands behind the same gateway.
func TestFind_meanings(t *testing.T) {
	t.Parallel()
	const (
		gateway = "common errors of the gateway"
		guess   = "not documented; a sibling of a documented code"
	)
	for _, tt := range []struct {
		code, action string
		class        Class
		attribute    string
		reason       string
	}{
		// Regions, whatever the family.
		{"Forbidden.RegionNotFound", "", Invalid, "region", "pages of VPC and EIP, HTTP 404"},
		{"Forbidden.RegionNotFound", modify, Invalid, "region", "the gateway looks at the region of the call"},
		{"Forbidden.RegionNotFound", assumeRole, Invalid, "region", guess},
		{"forbidden.regionnotfound", "", Invalid, "region", "another letter case"},
		{"InvalidRegionId.NotFound", "", Invalid, "region", "pages of ECS and VPC, HTTP 404"},
		{"InvalidRegionId", modify, Invalid, "destination_region", gateway},
		{"RegionId.NotFound", "", Invalid, "region", guess},
		{"InvalidParameter.RegionId", "", Invalid, "region", gateway},
		{"InvalidParameter.CrossBackupRegion", modify, Invalid, "destination_region", guess},
		{"MissingRegionId", "", Invalid, "region", gateway},
		{"NoPermission.RegionNotSupported", "", Invalid, "region", guess},
		{"OperationDenied.UnsupportedRegion", "", Invalid, "region", guess},
		{"CrossRegionUnsupportTDE", "", Unknown, "", "page of CheckCreateDdrDBInstance: the feature, not a region"},
		{"RegionEndTimeDissolvedIndia", modify, Ineligible, "region", "shared block of RDS"},
		{"DstRegionNoUser", modify, Ineligible, "destination_region", "page of the action"},
		{"Api.NotSupport", "", Invalid, "region", "shared block of RDS"},
		// Endpoints and calls that a host does not know.
		{"InvalidEndpoint.NotFound", "", Invalid, "endpoints", guess},
		{"Forbidden.EndpointNotSupported", "", Invalid, "endpoints", guess},
		{"InvalidApi.NotFound", "", Invalid, "endpoints", gateway},
		{"InvalidAction.NotFound", getRole, Invalid, "endpoints", gateway},
		// Products and features that are not open.
		{"ServiceNotOpen", "", Unknown, "", guess},
		{"Product.NotOpen", "", Unknown, "", guess},
		{"OperationDenied.ServiceNotOpen", "", Unknown, "", guess},
		{"Forbidden.TransitRouterServiceNotOpen", "", Unknown, "", "page of CEN"},
		// The account.
		{"Forbidden.RiskControl", "", Unknown, "", "common errors of RDS"},
		{"Forbidden.Authentication", "", Unknown, "", "common errors of RDS: the owner is not verified"},
		{"Forbidden.UserVerification", "", Unknown, "", "common errors of DNS and Auto Scaling"},
		{"Forbidden.AccountFrozen", "", Unknown, "", guess},
		{"OperationDenied.ServiceOverdue", "", Unknown, "", guess},
		{"Account.Arrearage", "", Unknown, "", guess},
		{"InvalidAccountStatus.NotEnoughBalance", "", Unknown, "", "pages of ECS"},
		{"InsufficientBalance", modify, Unknown, "", "common errors of RDS"},
		{"OrderStatus.UnPaid", modify, Unknown, "instance_id", "shared block of RDS"},
		{"QuotaExceeded.Policy", "", Unknown, "", guess},
		{"Forbidden.QuotaExceeded", "", Unknown, "", guess},
		// Keys and clocks.
		{"SecurityTokenExpired", "", Credential, "security_token", guess},
		{"Forbidden.SecurityToken.Expired", "", Credential, "security_token", guess},
		{"InvalidSecurityToken.Expired", "", Credential, "security_token", gateway},
		{"AuthenticationFail.OIDCToken.Expired", assumeRoleWithOIDC, Credential, "", "errors of STS: not one of the keys"},
		{"InvalidAccessKeyId.RegionMismatch", "", Credential, "access_key", "a word does not change what is about keys"},
		{"RequestTimeTooSkewed", "", Credential, "", guess},
		{"InvalidTimeStamp.Expired", "", Credential, "", gateway},
		{"MissingTimestamp", "", Credential, "", gateway},
		// Encryption, locks, instances, roles.
		{"Forbidden.KeyNotFound", modify, Ineligible, "instance_id", "errors of KMS"},
		{"Forbidden.DKMSInstanceStateInvalid", modify, Ineligible, "instance_id", "errors of KMS"},
		{"OperationDenied.InstanceLocked", modify, Ineligible, "instance_id", guess},
		{"Forbidden.InstanceNotFound", "", Unknown, "instance_id", "common errors of RDS: no proof that it is gone"},
		{"Forbidden.RamRoleNotFound", "", Unknown, "", "official provider"},
		{"EntityNotExist.OIDCProvider", assumeRoleWithOIDC, Unknown, "", guess},
		// Permissions.
		{"Forbidden", "", Denied, "", gateway},
		{"Forbidden.RAM", getRole, Denied, "", gateway},
		{"forbidden.ram", getRole, Denied, "", "another letter case"},
		{"Forbidden.SubUser", "", Denied, "", "pages of ECS"},
		{"NoPermission", assumeRole, Denied, "", "errors of STS"},
		{"Forbedden.NotSupportRAM", "", Denied, "", "common errors of RDS, misspelled as there"},
		{"Forbidden.SomethingNew", "", Unknown, "", "the rest of the answer says whether a permission is missing"},
		{"ForbiddenTime", "", Unknown, "", "official provider"},
		// A word never decides whether a call is sent again. A code in another letter case never counts as gone.
		{"Throttling.RegionQuota", "", Throttled, "", guess},
		{"ServiceUnavailable.Region", "", Unavailable, "", guess},
		{"ServiceUnAvailable", "", Unavailable, "", gateway},
		{"InvalidDBInstanceId.NotFound", "", Absent, "instance_id", "shared block of RDS"},
		{"invaliddbinstanceid.notfound", "", Unknown, "", "not the code that is documented"},
	} {
		got, _ := Find(tt.action, tt.code)
		if got.Class != tt.class || got.Attribute != tt.attribute {
			t.Errorf("%s in %q is %v on %q, want %v on %q (%s)",
				tt.code, tt.action, got.Class, got.Attribute, tt.class, tt.attribute, tt.reason)
		}
	}
}

// TestRows_wordsAreOfClassesThatAreSafe: a word is the weakest sign of what a code means. So it never lets a call be
// sent again, and never makes a policy count as gone.
func TestRows_wordsAreOfClassesThatAreSafe(t *testing.T) {
	t.Parallel()
	for _, r := range Rows() {
		for _, code := range r.Codes {
			if code[0] != '*' {
				continue
			}
			switch r.Class {
			case Unknown, Invalid, Ineligible, Credential, Denied:
			default:
				t.Errorf("%s is %v", code, r.Class)
			}
		}
	}
}

func TestOpenAndKeysExpired(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][2]bool{
		"Forbidden.SomethingNew":       {true, false},
		"SomethingNew":                 {true, false},
		"Forbidden.RegionNotFound":     {false, false},
		"Forbidden.RAM":                {false, false},
		"InvalidSecurityToken.Expired": {false, true},
		"securitytokenexpired":         {false, true},
		"MissingSecurityToken":         {false, false},
	} {
		if got := [2]bool{Open(code), KeysExpired(code)}; got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}
