// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// FuzzKeyAnswers reads any answer of a metadata server or a credentials URI: it gives whole keys, or an error that
// quotes nothing of the answer but a code.
func FuzzKeyAnswers(f *testing.F) {
	for i, body := range []string{
		`{"Code":"Success","AccessKeyId":"STS.N","AccessKeySecret":"secret","SecurityToken":"token",` +
			`"Expiration":"2026-01-15T09:00:00Z","LastUpdated":"2026-01-15T08:00:00Z"}`,
		`{"AccessKeyId":"k","AccessKeySecret":"s"}`, `{"Code":"Forbidden.RAM"}`, `{"Code":"a secret that is no code"}`,
		`{"Code":12}`, `<html>`, ``, `null`, `{"Expiration":"never","AccessKeyId":"","AccessKeySecret":"s"}`,
	} {
		f.Add(200+i%2*104, []byte(body))
	}
	own := regexp.MustCompile(`the code [A-Za-z0-9._-]{1,80}$|AccessKeyId or AccessKeySecret`)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		keys, err := httpAnswer{status: status, body: body}.keys()
		if err != nil {
			checkQuotesNothing(t, own.ReplaceAllString(err.Error(), ""), body)
			return
		}
		if status != 200 || keys.AccessKeyID == "" || keys.AccessKeySecret == "" {
			t.Errorf("HTTP %d gives keys that are not whole: %q", status, body)
		}
	})
}

// FuzzShownURI shows any credentials URI: what is shown has no user, password, query or fragment, and a refusal
// quotes nothing.
func FuzzShownURI(f *testing.F) {
	for _, uri := range []string{
		"http://127.0.0.1:7002/credentials", "https://me:password@host/path?token=secret#more", "http://me@/x",
		"HTTP://h", "//h", "http://h:port", "http://[::1]/%zz", "a\nb", "http://h/a?b=//c:d@e", "http:me:password@h",
	} {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		at, err := parseURI(uri)
		if err != nil {
			if len(uri) > 11 && strings.Contains(strings.Replace(err.Error(), "http://127.0.0.1:7002/credentials", "", 1), uri) {
				t.Errorf("the refusal of %q is %v", uri, err)
			}
			return
		}
		shown := shownURI(uri)
		again, err := url.Parse(shown)
		if err != nil || again.User != nil || again.RawQuery != "" || again.Fragment != "" || again.Host != at.Host {
			t.Errorf("%q is shown as %q, %v", uri, shown, err)
		}
		if password, ok := at.User.Password(); ok && len(password) > 8 && strings.Contains(shown, password) &&
			!strings.Contains(at.Host+at.Path, password) {
			t.Errorf("%q is shown as %q", uri, shown)
		}
	})
}

// FuzzScrub cuts any error of credentials-go: what is left is one line without the answer that it quotes.
func FuzzScrub(f *testing.F) {
	for _, text := range []string{
		`refresh session token failed: {"Code":"SignatureDoesNotMatch","RequestId":"REQ-1","Message":"secret"}`,
		`get session token failed: <html>secret`,
		"a: b: c", `x: {"Code":"not a code"}`, "first\r\nsecond", `a{"AccessKeySecret":"secret"}: {"Code":"Forbidden"}`,
		": ", "",
	} {
		f.Add(text, "https://sts.aliyuncs.com/?AccessKeyId=secret&Signature=secret")
	}
	f.Fuzz(func(t *testing.T, text, target string) {
		shown := scrub(errors.New(text)).Error()
		if strings.ContainsAny(shown, "\r\n{<") {
			t.Errorf("%q is shown as %q", text, shown)
		}
		_, quoted, found := strings.Cut(text, "{")
		if found && len(quoted) > 20 && strings.Contains(shown, quoted) {
			t.Errorf("%q is shown as %q", text, shown)
		}
		shown = scrub(&url.Error{Op: "Get", URL: target, Err: errors.New(text)}).Error()
		if _, query, found := strings.Cut(target, "?"); found && len(query) > 12 && strings.Contains(shown, query) {
			t.Errorf("the call to %q is shown as %q", target, shown)
		}
	})
}
