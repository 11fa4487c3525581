// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"cmp"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"key":                         "key",
		"":                            "",
		" \t\r\n":                     "",
		"key\n":                       "key",
		"key\r\n":                     "key",
		"\ufeff key\u00a0":            "key", // a byte order mark, and a blank that does not break
		"\u200bkey\u200b":             "key", // a blank without a width
		"CAIS8wF1q6Ft5B2+/==":         "CAIS8wF1q6Ft5B2+/==",
		"http://me:p%20w@h:80/a?b='c": "http://me:p%20w@h:80/a?b='c",
		`"`:                           `"`,
	} {
		if got, err := Clean(value); err != nil || got != want {
			t.Errorf("Clean(%q) = %q, %v; want %q", value, got, err, want)
		}
	}
	for value, want := range map[string]string{
		"a b":             "has a blank inside; remove it",
		"a\tb":            "has a blank inside; remove it",
		"a\u00a0b":        "has a blank inside; remove it",
		"a\nb":            "has a line end inside; remove it",
		"a\r\nb":          "has a line end inside; remove it",
		"a\x00b":          "has a control character inside; remove it",
		"a\x7fb":          "has a control character inside; remove it",
		`"key"`:           "has quotes around it; remove them",
		"'key'\n":         "has quotes around it; remove them",
		"\u201ckey\u201d": "has a character outside of ASCII, such as a typographic quote; remove it",
		"k\u00e9y":        "has a character outside of ASCII, such as a typographic quote; remove it",
		"a\u200bb":        "has a character outside of ASCII, such as a typographic quote; remove it",
		"a\xffb":          "has a character outside of ASCII, such as a typographic quote; remove it",
	} {
		if got, err := Clean(value); err == nil || err.Error() != want || got != "" {
			t.Errorf("Clean(%q) = %q, %v; want %s", value, got, err, want)
		}
	}
}

// Each field that holds a key, an id or an address is trimmed, or refused by its name before any call.
func TestProfile_cleansItsFields(t *testing.T) {
	t.Parallel()
	source := openFile(t, `{"profiles": [{"name": "default", "mode": "StsToken\n", "access_key_id": " k",
		"access_key_secret": "s\n", "sts_token": "\ufefft\r\n"}]}`, "", Options{})
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"})
	modes := map[string]string{ // of fields that AK does not use
		"sts_token": "StsToken", "ram_role_arn": "RamRoleArn", "ram_session_name": "ChainableRamRoleArn",
		"external_id": "RamRoleArn", "ram_role_name": "EcsRamRole", "oidc_provider_arn": "OIDC",
		"credentials_uri": "CredentialsURI", "cloud_sso_sign_in_url": "CloudSSO", "cloud_sso_account_id": "CloudSSO",
		"cloud_sso_access_config": "CloudSSO", "access_token": "CloudSSO", "oauth_site_type": "OAuth",
		"oauth_refresh_token": "OAuth", "oauth_access_token": "OAuth",
	}
	for _, field := range cleanFields(&profile{}) {
		file := filepath.Join(t.TempDir(), "config.json")
		value, mode := canarySecret+" "+canaryToken, cmp.Or(modes[field.name], "AK")
		writeFile(t, file, `{"profiles": [{"name": "default", "mode": "`+mode+`", "`+field.name+`": "`+value+`"}]}`)
		_, err := Open(Choice{Origin: "o", Profile: &Profile{File: file}}, Options{})
		want := `get credentials of the profile "default" (o): its field ` + field.name + " has a blank inside; remove it"
		if err == nil || err.Error() != want {
			t.Errorf("error = %v\nwant %s", err, want)
		}
		if modes[field.name] == "" {
			continue
		}
		// What another mode left over does no harm.
		wantKeys(t, openFile(t, `{"profiles": [{"name": "default", "mode": "AK", "access_key_id": "k",
			"access_key_secret": "s", "`+field.name+`": "`+value+`"}]}`, "", Options{}), rds.Credentials{
			AccessKeyID: "k", AccessKeySecret: "s",
		})
	}
	file := filepath.Join(t.TempDir(), "credentials")
	writeFile(t, file, "[default]\ntype = ram_role_arn\naccess_key_id = k\naccess_key_secret = s\nrole_arn = a b\n")
	_, err := Open(Choice{Origin: "o", Profile: &Profile{File: file}}, Options{})
	const want = `get credentials of the profile "default" (o): its field role_arn has a blank inside; remove it`
	if err == nil || err.Error() != want {
		t.Errorf("error = %v\nwant %s", err, want)
	}
}

// The same for what servers answer.
func TestAnswer_cleansItsKeys(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, "\xef\xbb\xbf"+
		`{"AccessKeyId": " k", "AccessKeySecret": "s\n", "SecurityToken": "t\r\n"}`)
	wantKeys(t, mustOpen(t, Choice{URI: server.URL}, Options{}), rds.Credentials{
		AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t",
	})
	bad := newTokenServer(t, http.StatusOK, `{"AccessKeyId": "k", "AccessKeySecret": "`+canarySecret+`\nx"}`)
	_, err := mustOpen(t, Choice{URI: bad.URL}, Options{}).Credentials(t.Context())
	const want = "AccessKeySecret of the answer has a line end inside; remove it"
	var failed *Error
	if !errors.As(err, &failed) || failed.Err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestOIDC_cleansTheToken(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	for content, want := range map[string]string{
		"\ufeffabc\r\n":          "",
		canaryToken + " \nx":     "the token has a blank inside; remove it",
		"\"" + canaryToken + `"`: "the token has quotes around it; remove them",
		"\n":                     "it is empty",
	} {
		writeFile(t, file, content)
		token, err := (OIDC{TokenFile: file}).token()
		if want == "" && (err != nil || token != "abc") {
			t.Errorf("token = %q, %v; want abc", token, err)
		}
		if want != "" && (err == nil || !strings.HasPrefix(err.Error(), want) || token != "") {
			t.Errorf("%q: error = %v, want %s", content, err, want)
		}
	}
}
