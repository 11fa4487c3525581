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

func TestRetryable(t *testing.T) {
	t.Parallel()
	const endless = 0 // bounded by time alone
	cases := []struct {
		code       string
		readTries  int
		writeTries int
	}{
		{"Throttling.User", endless, endless},
		{"IncorrectDBInstanceState", 8, 1},
		{"TimeoutRetryLater", 8, 1},
		{"InternalError", 4, 1},
		{"ServiceUnavailable", 4, 1},
		{codeConnection, 4, 1},
		{codeTimeout, 4, 1},
		{codeEmpty, 4, 1},
		{codeForeign, 4, 1},
		{codeTokenExpired, 2, 2},
		{codeInterrupted, 1, 1},
		{codePanic, 1, 1},
		{codeNoKeys, 1, 1},
		{"InvalidDBInstanceId.NotFound", 1, 1},
		{"Forbidden.RAM", 1, 1},
		{"SignatureDoesNotMatch", 1, 1},
		{"DstRegionNoUser", 1, 1},
		{"SomethingNew", 1, 1},
	}
	for _, tc := range cases {
		for write, want := range map[bool]int{false: tc.readTries, true: tc.writeTries} {
			if got := mostAttempts(&Error{Code: tc.code}, write); got != want {
				t.Errorf("%s (write: %v) is sent %d times, want %d", tc.code, write, got, want)
			}
		}
	}
}
