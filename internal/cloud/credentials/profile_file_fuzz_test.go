// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// profileSamples are files of the CLI and of the SDKs. "@" stands where a secret is.
func profileSamples() []string {
	return []string{
		`{"current":"default","profiles":[{"name":"default","mode":"AK","access_key_id":"LTAI","access_key_secret":"@",` +
			`"region_id":"cn-hangzhou","output_format":"json","site":""}],"meta_path":""}`,
		`{"current":"b","profiles":[{"name":"a","mode":"StsToken","access_key_id":"k","access_key_secret":"@",` +
			`"sts_token":"@"},{"name":"b","mode":"ChainableRamRoleArn","source_profile":"a","ram_role_arn":"r",` +
			`"ram_session_name":"s","expired_seconds":900,"sts_region":"cn-beijing","enable_vpc":true}]}`,
		`{"profiles":[{"name":"default","mode":"OAuth","oauth_site_type":"CN","oauth_refresh_token":"@",` +
			`"oauth_access_token":"@","oauth_access_token_expire":1}]}`,
		`{"profiles":[{"name":"default","mode":"CloudSSO","access_token":"@","cloud_sso_access_token_expire":99999999999,` +
			`"cloud_sso_sign_in_url":"https://x","cloud_sso_account_id":"1","cloud_sso_access_config":"c"}]}`,
		`{"profiles":[{"name":"default","mode":"External","process_command":"echo ` +
			`@"},{"name":"e","mode":"ecsramrole","ram_role_name":"r"},{"name":"u","mode":"CredentialsURI",` +
			`"credentials_uri":"http://me:@@h/"}]}`,
		`{"profiles":[{"name":"default","mode":"ChainableRamRoleArn","source_profile":"default","ram_role_arn":"r"}]}`,
		`{"profiles":[{"name":"default","mode":"OIDC","oidc_provider_arn":"p","oidc_token_file":"/nowhere",` +
			`"ram_role_arn":"r"}]}`,
		`{"profiles":[{"name":1,"access_key_secret":"@"}]}`, `{"profiles":"@"}`,
		`{"profiles":[{"access_key_secret":"@"`, "\xef\xbb\xbf{}", ``, `[]`, "@",
		"[default]\nenable = true\ntype = access_key\naccess_key_id = k\naccess_key_secret = @\n\n[r]\ntype = " +
			"ram_role_arn\naccess_key_id=k\naccess_key_secret=@\nrole_arn=%(access_key_secret)s\n",
		"[default]\ntype=sts\naccess_key_id=k\naccess_key_secret=\"@\"\nsecurity_token=`@`\n",
		"[default]\ntype=rsa_key_pair\npublic_key_id=@\n", "[@\n=@", "type = access_key\\\n@",
	}
}

// FuzzProfileFile reads any file of profiles. An error quotes nothing of it; every profile that it is said to hold
// can be found; and opening one of them needs no network, panics never and names no secret.
func FuzzProfileFile(f *testing.F) {
	for _, content := range profileSamples() {
		f.Add([]byte(content))
	}
	name := filepath.Join(f.TempDir(), "config.json")
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.Contains(content, []byte(fuzzSecret)) {
			return
		}
		content = bytes.ReplaceAll(content, []byte("@"), []byte(fuzzSecret))
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := readProfileFile(name)
		if err != nil {
			// The names of fields are those of the CLI, not those of the file.
			text := regexp.MustCompile(`the field [A-Za-z_.]{1,60} must hold`).ReplaceAllString(err.Error(), "")
			checkQuotesNothing(t, text, content)
			return
		}
		for _, p := range file.profiles {
			if found, err := file.find(p.Name); p.Name != "" && (err != nil || found.Name != p.Name) {
				t.Errorf("the profile %q is not found: %v", p.Name, err)
			}
			_, err := Open(Choice{Origin: "argument profile", Profile: &Profile{Name: p.Name, File: name}}, Options{
				Client: func(rds.CredentialsSource, string) (*rds.Client, error) { return nil, errors.New("no client here") },
			})
			var named *Error
			if err != nil && !errors.As(err, &named) {
				t.Errorf("the profile %q: got %T %v", p.Name, err, err)
			}
			if shown := publicText(file); err != nil && !strings.Contains(shown, fuzzSecret) &&
				strings.Contains(err.Error(), fuzzSecret) {
				t.Errorf("the profile %q: the error holds a secret: %v", p.Name, err)
			}
		}
		checkUpdated(t, name, file)
	})
}

// fuzzSecret stands in the files of these tests where a secret is.
const fuzzSecret = "canary-of-fuzz"

// publicText is what an error may name.
func publicText(f profileFile) string {
	text := f.current
	for _, p := range f.profiles {
		text += " " + strings.Join(
			[]string{
				p.Name, p.Mode, p.INIType, p.SourceProfile, p.RoleARN, p.RoleName, p.STSRegion, p.OIDCTokenFile,
				p.CredentialsURI, p.SignInURL,
			},
			" ",
		)
	}
	return text
}

// checkQuotesNothing fails where a text holds a piece of a content, longer than chance explains.
func checkQuotesNothing(t *testing.T, text string, content []byte) {
	t.Helper()
	const piece = 12
	for at := 0; at+piece <= len(text); at++ {
		if bytes.Contains(content, []byte(text[at:at+piece])) {
			t.Errorf("%q holds %q of the content", text, text[at:at+piece])
		}
	}
}

// checkUpdated writes new tokens to the first profile: they are read again, and nothing else of the file changes.
func checkUpdated(t *testing.T, name string, before profileFile) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	selected := before.profiles[0].Name
	var written map[string]any
	if selected == "" || json.Unmarshal(contentOf(content), &written) != nil ||
		!strings.Contains(string(content), `"profiles"`) || !namedPlainly(written, selected) {
		return
	}
	if err := updateProfile(
		name, selected, map[string]any{"oauth_refresh_token": "new", "oauth_access_token_expire": 5},
	); err != nil {
		t.Fatalf("the profile %q cannot be updated: %v", selected, err)
	}
	after, err := readProfileFile(name)
	if err != nil || len(after.profiles) != len(before.profiles) {
		t.Fatalf("%d profiles, then %d, %v", len(before.profiles), len(after.profiles), err)
	}
	for i, p := range after.profiles {
		want := before.profiles[i]
		if want.Name == selected {
			want.OAuthRefreshToken, want.OAuthTokenExpire = "new", 5
		}
		if !reflect.DeepEqual(p, want) {
			t.Errorf("the profile %d is %+v, want %+v", i, p, want)
		}
	}
}

// namedPlainly reports whether a file spells its fields as the CLI does, once and in lower case. JSON would allow more.
func namedPlainly(file map[string]any, selected string) bool {
	profiles, ok := file["profiles"].([]any)
	if !ok {
		return false
	}
	for key := range file {
		if key != "profiles" && strings.EqualFold(key, "profiles") {
			return false
		}
	}
	for _, entry := range profiles {
		p, ok := entry.(map[string]any)
		if !ok {
			return false
		}
		for key := range p {
			if key != strings.ToLower(key) || strings.ContainsFunc(key, func(r rune) bool { return r > '~' }) {
				return false
			}
		}
		if p["name"] == selected {
			return true
		}
	}
	return false
}
