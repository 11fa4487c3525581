// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// FuzzEndpoint checks that an accepted endpoint sends calls to exactly the host it names, in every region, and that a
// refusal quotes at most the scheme: an endpoint may hold a password.
func FuzzEndpoint(f *testing.F) {
	for _, value := range []string{
		"rds.aliyuncs.com", "rds-vpc.{region}.aliyuncs.com", "{region}", "127.0.0.1:8080", "http://[::1]:8080",
		"https://rds.aliyuncs.com/", "HTTP://RDS", "https://me:password@rds.aliyuncs.com", "me:p://assword@rds",
		"rds.aliyuncs.com?x=1", "rds.{zone}.com", "host:99999", "ftp://rds", "https://", "a\nb", "http://[fe80::1%25en0]",
		"//rds", "rds:443/", "rds#x", "http:///", `rds\@evil`, ":egion}",
	} {
		f.Add(value, "eu-central-1")
	}
	refusal := regexp.MustCompile(`^(\{region\} is the only placeholder|it does not parse as a host or URL|` +
		`the scheme "[a-z0-9+.-]*" is neither http nor https|` +
		`it holds a user name|it has a path, a query or a fragment|it has no valid host name|` +
		`the port is not a number from 1 to 65535)$`)
	region := regexp.MustCompile(`^[a-z]{2}-[a-z]{2,20}(-[a-z0-9]{1,10}){0,3}$`)
	f.Fuzz(func(t *testing.T, value, where string) {
		if err := CheckEndpoint(value); err != nil {
			if !refusal.MatchString(err.Error()) {
				t.Errorf("the refusal of %q may quote it: %v", value, err)
			}
			return
		}
		if !region.MatchString(where) {
			where = "eu-central-1"
		}
		got, err := parseEndpoint(value, where, "https")
		if err != nil {
			t.Fatalf("%q is an endpoint, but not in %s: %v", value, where, err)
		}
		if got.scheme != "http" && got.scheme != "https" || strings.ContainsAny(got.host, "@/?#\\ {}") ||
			strings.ContainsFunc(got.host, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q gives %+v", value, got)
		}
		if !strings.Contains(strings.ToLower(strings.ReplaceAll(value, RegionPlaceholder, where)),
			strings.ToLower(got.host)) {
			t.Errorf("%q gives the host %q", value, got.host)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, got.scheme+"://"+got.host+"/?Action=X",
			http.NoBody)
		if err != nil || request.URL.Host != got.host || request.URL.Path != "/" || request.URL.RawQuery != "Action=X" {
			t.Fatalf("%q gives a call to %+v, %v", value, request, err)
		}
		again, err := parseEndpoint(got.scheme+"://"+got.host, "cn-hangzhou", "ftp")
		if err != nil || again != got {
			t.Errorf("%q gives %+v, and that gives %+v, %v", value, got, again, err)
		}
	})
}
