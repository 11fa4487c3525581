// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestProfileSource_static(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		content, profile string
		want             rds.Credentials
	}{
		"AK": {
			content: `{"current": "b", "profiles": [{"name": "a", "mode": "AK"}, {"name": "b", "mode": "AK", ` +
				`"access_key_id": "k", "access_key_secret": "s"}]}`,
			want: rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"StsToken by name": {
			content: `{"current": "b", "profiles": [{"name": "a", "mode": "StsToken", "access_key_id": "k", ` +
				`"access_key_secret": "s", "sts_token": "t"}]}`,
			profile: "a", want: rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"},
		},
		"the profile default where none is current": {
			content: "\xef\xbb\xbf\n" + `{"profiles": [{"name": "default", "mode": "AK", "access_key_id": "k", ` +
				`"access_key_secret": "s"}]}`,
			want: rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"AK does not send a token left over": {
			content: `{"profiles": [{"name": "default", "mode": "ak", "access_key_id": "k", "access_key_secret": "s", ` +
				`"sts_token": "old"}]}`,
			want: rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"keys without a mode": {
			content: `{"current": "old", "profiles": [{"name": "old", "access_key_id": "k", "access_key_secret": "s"}]}`,
			want:    rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"a token without a mode": {
			content: `{"profiles": [{"name": "default", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t"}]}`,
			want:    rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"},
		},
		"ini": {
			content: "[default]\nenable = true\ntype = access_key\naccess_key_id = k\naccess_key_secret = s\n[other]\ntype = " +
				"sts\naccess_key_id = k2\n",
			want: rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"ini with a token": {
			content: "[default]\ntype = access_key\n[other]\ntype = sts\naccess_key_id = k2\naccess_key_secret = " +
				"s2\nsecurity_token = t2\n",
			profile: "other", want: rds.Credentials{AccessKeyID: "k2", AccessKeySecret: "s2", SecurityToken: "t2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantKeys(t, openFile(t, tt.content, tt.profile, Options{}), tt.want)
		})
	}
}

func TestProfileSource_assumedRoles(t *testing.T) {
	t.Parallel()
	token := filepath.Join(t.TempDir(), "token")
	writeFile(t, token, "oidc-token")
	for name, tt := range map[string]struct {
		content string
		want    map[string]string
	}{
		"RamRoleArn": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "RamRoleArn", "access_key_id": "k",
				"access_key_secret": "s", "ram_role_arn": "acs:ram::1:role/r",
				"ram_session_name": "me", "expired_seconds": 900, "policy": "{}", "external_id": "x"}]}`,
			want: map[string]string{
				"Action": "AssumeRole", "AccessKeyId": "k", "RoleArn": "acs:ram::1:role/r", "RoleSessionName": "me",
				"DurationSeconds": "900",
				"Policy":          "{}", "ExternalId": "x", "SecurityToken": "",
			},
		},
		"a role without a mode": {
			content: `{"profiles": [{"name": "default", "access_key_id": "k", "access_key_secret": "s",
				"ram_role_arn": "acs:ram::1:role/r"}]}`,
			want: map[string]string{"Action": "AssumeRole", "AccessKeyId": "k", "RoleArn": "acs:ram::1:role/r"},
		},
		"a source without a mode": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "ChainableRamRoleArn",
				"ram_role_arn": "acs:ram::1:role/r", "source_profile": "b"},
				{"name": "b", "access_key_id": "k", "access_key_secret": "s"}]}`,
			want: map[string]string{"Action": "AssumeRole", "AccessKeyId": "k"},
		},
		"RamRoleArn with the defaults": {
			content: "[default]\ntype = ram_role_arn\naccess_key_id = k\naccess_key_secret = s\nrole_arn = acs:ram::1:role/r\n",
			want: map[string]string{
				"Action": "AssumeRole", "RoleSessionName": "terraform", "DurationSeconds": "", "Policy": "", "ExternalId": "",
			},
		},
		"ChainableRamRoleArn": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "ChainableRamRoleArn",
				"ram_role_arn": "acs:ram::1:role/r",
				"source_profile": "b"},
				{"name": "b", "mode": "StsToken", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t"}]}`,
			want: map[string]string{
				"Action": "AssumeRole", "AccessKeyId": "k", "SecurityToken": "t", "RoleArn": "acs:ram::1:role/r",
			},
		},
		"OIDC": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "OIDC", "ram_role_arn": "acs:ram::1:role/r",
				"oidc_provider_arn": "acs:ram::1:oidc-provider/p", "oidc_token_file": ` + quote(token) + `}]}`,
			want: map[string]string{
				"Action": "AssumeRoleWithOIDC", "RoleArn": "acs:ram::1:role/r", "OIDCProviderArn": "acs:ram::1:oidc-provider/p",
				"OIDCToken": "oidc-token", "RoleSessionName": "terraform",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newTokenServer(t, http.StatusOK, stsAnswer(time.Hour))
			source := openFile(t, tt.content, "", Options{Client: stsAt(server.URL)})
			if calls := server.recorded(); len(calls) != 0 {
				t.Errorf("opening the source called STS %d times, want none before the first use", len(calls))
			}
			wantKeys(t, source, stsKeys())
			wantKeys(t, source, stsKeys())
			calls := server.recorded()
			if len(calls) != 1 {
				t.Fatalf("STS was called %d times, want once for two uses", len(calls))
			}
			for parameter, want := range tt.want {
				if got := calls[0].form.Get(parameter); got != want {
					t.Errorf("%s = %q, want %q", parameter, got, want)
				}
			}
		})
	}
}

// What is wrong with a profile is said in the words of its file.
func TestProfileSource_iniWords(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"type = oidc_role_arn": "use its type oidc_role_arn: it is not supported; supported are access_key, sts, " +
			"ram_role_arn, ecs_ram_role",
		"access_key_id = k\naccess_key_secret = s": "use its type (missing): it is not supported; supported are " +
			"access_key, sts, ram_role_arn, ecs_ram_role",
		"type = OIDC": "use its type OIDC: it is not supported; supported are access_key, sts, ram_role_arn, " +
			"ecs_ram_role",
		"type = access_key": "use its type access_key: its field access_key_id is empty",
		"type = sts\naccess_key_id = k\naccess_key_secret = s": "use its type sts: its field security_token is " +
			"empty",
		"type = ram_role_arn\naccess_key_id = k\naccess_key_secret = s": "use its type ram_role_arn: its field role_arn " +
			"is empty",
	} {
		file := filepath.Join(t.TempDir(), "credentials")
		writeFile(t, file, "[default]\n"+content+"\n")
		_, err := Open(Choice{Origin: "o", Profile: &Profile{File: file}}, Options{})
		if want = `get credentials of the profile "default" (o): ` + want; err == nil || err.Error() != want {
			t.Errorf("%q: error = %v\nwant %s", content, err, want)
		}
	}
}
