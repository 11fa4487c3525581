// SPDX-License-Identifier: MPL-2.0

package rds

import "testing"

func TestClassOf_unknownCodesGoByStatus(t *testing.T) {
	t.Parallel()
	cases := []struct {
		code   string
		status int
		want   Class
	}{
		{"SomethingNew", 500, ClassUnavailable},
		{"SomethingNew", 503, ClassUnavailable},
		{"SomethingNew", 429, ClassThrottled},
		{"SomethingNew", 404, ClassUnknown},
		{"Something.NotFound", 404, ClassUnknown},
		{"Throttling.Brand.New", 400, ClassThrottled},
		{"DstRegionNoUser", 500, ClassIneligible},
		{"InvalidDBInstanceId.NotFound", 400, ClassAbsent},
		{"InvalidDBInstanceId.NotFound", 404, ClassAbsent},
		{"InvalidAccessKeyId.NotFound", 404, ClassCredential},
		{"InvalidPage.notFound", 404, ClassInvalid},
	}
	for _, tc := range cases {
		failed := &Error{Code: tc.code, Status: tc.status}
		if got := ClassOf(failed); got != tc.want {
			t.Errorf("%s with %d is %v, want %v", tc.code, tc.status, got, tc.want)
		}
	}
}
