// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestOpen_lastResort(t *testing.T) {
	t.Parallel()
	home := func(content string) func() (string, error) {
		folder := t.TempDir()
		if content != "" {
			if err := mkdir(filepath.Join(folder, ".aliyun")); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(folder, ".aliyun", "config.json"), content)
		}
		return func() (string, error) { return folder, nil }
	}
	for name, tt := range map[string]struct {
		switches Switches
		home     func() (string, error)
		want     string
		absent   bool
	}{
		"current profile": {
			home: home(
				`{"current": "a", "profiles": [{"name": "a", "mode": "AK", "access_key_id": "k", "access_key_secret": "s"}]}`,
			),
		},
		"no file": {home: home(""), want: "get credentials of the current profile of the Alibaba Cloud CLI: read " +
			"the file ~/.aliyun/config.json: no such file or directory", absent: true},
		"no home": {want: "get credentials of the current profile of the Alibaba Cloud CLI: find the file " +
			"~/.aliyun/config.json: there is no home folder", absent: true},
		"no home found": {
			home: func() (string, error) { return "", errors.New("$HOME is not defined") },
			want: "get credentials of the current profile of the Alibaba Cloud CLI: find the file ~/.aliyun/config.json: " +
				"there is no home folder: $HOME is not defined", absent: true,
		},
		"switched off": {
			switches: Switches{CurrentProfileDisabled: "ALIBABA_CLOUD_CLI_PROFILE_DISABLED"}, home: home(`{"profiles": []}`),
			want: "get credentials of the current profile of the Alibaba Cloud CLI: ALIBABA_CLOUD_CLI_PROFILE_DISABLED " +
				"switches it off", absent: true,
		},
		"empty": {home: home(`{}`), want: "get credentials of the current profile of the Alibaba Cloud CLI: read the " +
			"file ~/.aliyun/config.json: the file holds no profile"},
		"incomplete": {
			home: home(`{"profiles": [{"name": "default", "mode": "AK"}]}`),
			want: `get credentials of the profile "default": use its mode AK: its field access_key_id is empty`,
		},
		"no mode": {
			home: home(`{"profiles": [{"name": "default"}]}`),
			want: `get credentials of the profile "default": its field mode is empty, and its other fields fit no mode; ` +
				"known are AK, StsToken, RamRoleArn, EcsRamRole, OIDC, ChainableRamRoleArn, CloudSSO, OAuth, External, " +
				"CredentialsURI",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(Choice{}, Options{Switches: tt.switches, HomeDir: tt.home})
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var failed *Error
			if !errors.As(err, &failed) || err.Error() != tt.want || failed.Absent != tt.absent {
				t.Errorf("error = %v\nwant    %s, absent %t", err, tt.want, tt.absent)
			}
		})
	}
}

func TestOpen_namedProfiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"current": "a", "profiles": [
		{"name": "a", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "b"},
		{"name": "b", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "a"},
		{"name": "c", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "gone"},
		{"name": "d", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "e"},
		{"name": "e", "mode": "External"},
		{"name": "f", "mode": "BearerToken"},
		{"name": "g", "mode": "RamRoleArnWithRoleName", "ram_role_name": "ops"},
		{"name": "h", "mode": "OAuth"},
		{"name": "i", "mode": "RamRoleArn", "access_key_id": "k", "access_key_secret": "s", "ram_role_arn": "r",
			"sts_region": "a/b"}]}`)
	const origin = "environment variable ALIBABA_CLOUD_PROFILE"
	for name, want := range map[string]string{
		"x": `profile "x" (` + origin + `): find it in the file ` + file + `: the file has no profile "x"; it has a, b, ` +
			`c, d, e, f, g, h, i`,
		"a": `profile "a", the source_profile of "b" (` + origin + `): use its mode ChainableRamRoleArn: the profiles a, ` +
			`b name each other as source_profile`,
		"c": `profile "c" (` + origin + `): use its mode ChainableRamRoleArn: find its source_profile: the file has no ` +
			`profile "gone"; it has a, b, c, d, e, f, g, h, i`,
		"d": `profile "e", the source_profile of "d" (` + origin + `): use its mode External: its field process_command ` +
			`is empty`,
		"f": `profile "f" (` + origin + `): use its mode BearerToken: it is not supported; supported are AK, StsToken,`,
		"g": `profile "g" (` + origin + `): use its mode RamRoleArnWithRoleName: its field ram_role_arn is empty`,
		"h": `profile "h" (` + origin + `): use its mode OAuth: its field oauth_site_type is neither CN nor INTL`,
		"i": `profile "i" (` + origin + `): use its mode RamRoleArn: choose the endpoint of STS: ` +
			`sts_region of the profile is not a region id`,
	} {
		_, err := Open(Choice{Origin: origin, Profile: &Profile{Name: name, NameOrigin: origin, File: file}}, Options{})
		var failed *Error
		if !errors.As(err, &failed) || failed.Origin != origin || failed.Absent ||
			!strings.HasPrefix(err.Error(), "get credentials of the "+want) {
			t.Errorf("error = %v\nwant    %s", err, want)
		}
	}
	_, err := Open(Choice{Origin: origin, Profile: &Profile{File: "/no/such/file"}}, Options{})
	var failed *Error
	if !errors.As(err, &failed) || failed.Absent || !errors.Is(err, fs.ErrNotExist) ||
		failed.Step != "read the file /no/such/file" {
		t.Errorf("error = %v, want the file that is not there, which somebody named", err)
	}
}

func TestOpen_stsHost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		profile  string // further fields
		switches Switches
		want     string
	}{
		"default":               {want: ""},
		"region of the profile": {profile: `, "sts_region": "cn-beijing"`, want: "sts.cn-beijing.aliyuncs.com"},
		"inside a VPC": {
			profile: `, "sts_region": "cn-beijing", "enable_vpc": true`, want: "sts-vpc.cn-beijing.aliyuncs.com",
		},
		"VPC by the variable": {
			profile: `, "sts_region": "cn-beijing"`, switches: Switches{STSInVPC: true}, want: "sts-vpc.cn-beijing.aliyuncs.com",
		},
		"region by the variable": {
			switches: Switches{STSRegion: "cn-shanghai"}, want: "sts.cn-shanghai.aliyuncs.com",
		},
		"profile before variable": {
			profile: `, "sts_region": "cn-beijing"`, switches: Switches{STSRegion: "cn-shanghai"},
			want: "sts.cn-beijing.aliyuncs.com",
		},
		"endpoint of the profile": {
			profile: `, "sts_region": "cn-beijing", "sts_endpoint": "sts-vpc.cn-hangzhou.aliyuncs.com", "endpoint_type": "vpc"`,
			want:    "sts-vpc.cn-hangzhou.aliyuncs.com",
		},
		"inside a VPC by its type": {profile: `, "endpoint_type": "VPC"`, want: "sts-vpc.{region}.aliyuncs.com"},
		"inside a VPC by the variable of the type": {
			switches: Switches{EndpointType: "vpc"}, want: "sts-vpc.{region}.aliyuncs.com",
		},
		"its type before that variable": {
			profile: `, "endpoint_type": "public"`, switches: Switches{EndpointType: "vpc"}, want: "",
		},
		"variable before the type": {
			profile: `, "endpoint_type": "vpc"`, switches: Switches{STSRegion: "cn-shanghai"},
			want: "sts.cn-shanghai.aliyuncs.com",
		},
		"its region before its type, as in the CLI": {
			profile: `, "endpoint_type": "vpc", "sts_region": "cn-beijing"`, want: "sts.cn-beijing.aliyuncs.com",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := errors.New("asked")
			var got []string
			options := Options{Switches: tt.switches, Client: func(_ rds.CredentialsSource, host string) (*rds.Client, error) {
				got = append(got, host)
				return nil, asked
			}}
			source := openFile(
				t,
				`{"profiles": [{"name": "default", "mode": "RamRoleArn", "access_key_id": "k", "access_key_secret": "s", `+
					`"ram_role_arn": "r"`+tt.profile+`}]}`,
				"", options,
			)
			if len(got) > 0 {
				t.Error("the client of STS was made before the first use")
			}
			if _, err := source.Credentials(t.Context()); !errors.Is(err, asked) || len(got) != 1 || got[0] != tt.want {
				t.Errorf("host = %v (%v), want %q", got, err, tt.want)
			}
		})
	}
	for _, region := range []string{"a/b", "a@b", "{region}", "a b"} {
		_, err := Open(Choice{Static: &rds.Credentials{}, Assume: []rds.Role{{ARN: "r"}}},
			Options{Switches: Switches{STSRegion: region, STSRegionFrom: "the variable"}})
		var failed *Error
		if !errors.As(err, &failed) || failed.Step != "choose the endpoint of STS" ||
			failed.Err.Error() != "the variable is not a region id such as cn-hangzhou" {
			t.Errorf("STS in %s: error = %v", region, err)
		}
	}
}
