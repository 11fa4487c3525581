// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"path/filepath"
	"slices"
	"testing"
)

// opened opens a profile of a file with further fields.
func opened(t *testing.T, fields string, options Options) (Opened, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"profiles": [{"name": "default", "access_key_id": "k", "access_key_secret": "s"`+fields+`}]}`)
	return Open(Choice{Origin: "o", Profile: &Profile{File: file}}, options)
}

// The same hosts as those of the CLI, for every mode.
func TestProfile_choosesEndpoints(t *testing.T) {
	t.Parallel()
	inside := Endpoints{
		RDS: "rds-vpc.{region}.aliyuncs.com", STS: "sts-vpc.{region}.aliyuncs.com", RAM: "ram.vpc-proxy.aliyuncs.com",
	}
	both := inside
	both.STS = "sts-vpc.cn-hangzhou.aliyuncs.com"
	for fields, want := range map[string]Endpoints{
		``:                              {},
		`, "endpoint_type": "vpc"`:      inside,
		`, "endpoint_type": " VPC\n"`:   inside,
		`, "endpoint_type": "public"`:   {},
		`, "sts_region": "cn-hangzhou"`: {STS: "sts.cn-hangzhou.aliyuncs.com"},
		`, "sts_endpoint": "sts-vpc.cn-hangzhou.aliyuncs.com"`: {
			STS: "sts-vpc.cn-hangzhou.aliyuncs.com",
		},
		`, "sts_endpoint": "https://sts.example.com/"`:                                   {STS: "https://sts.example.com/"},
		`, "sts_endpoint": "sts-vpc.cn-hangzhou.aliyuncs.com", "endpoint_type": "vpc"`:   both,
		`, "endpoint_type": "vpc", "sts_region": "cn-hangzhou", "enable_vpc": true`:      both,
		`, "language": "en", "output_format": "json", "site": "china", "retry_count": 3`: {},
	} {
		got, err := opened(t, fields, Options{})
		if err != nil || got.Endpoints != want || len(got.Unused) > 0 {
			t.Errorf("%s: endpoints = %+v, unused %v, %v; want %+v", fields, got.Endpoints, got.Unused, err, want)
		}
	}
	for fields, want := range map[string]string{
		`, "sts_endpoint": "sts.aliyuncs.com/path"`: "sts_endpoint of the profile is not an endpoint: it has a path, a " +
			"query " +
			"or a fragment",
		`, "sts_endpoint": "http://me:` + canarySecret + `@h"`: "sts_endpoint of the profile is not an endpoint: it " +
			"holds a " +
			"user name",
		`, "sts_region": "a/b"`: "sts_region of the profile is not a region id such as cn-hangzhou",
	} {
		_, err := opened(t, fields, Options{})
		want = `get credentials of the profile "default" (o): choose the endpoint of STS: ` + want
		if err == nil || err.Error() != want {
			t.Errorf("%s: error = %v\nwant %s", fields, err, want)
		}
	}
}

// A field by which the CLI may use another host or role is named where it has no effect.
func TestProfile_namesFieldsWithoutEffect(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]string{
		`, "endpoint": "rds.example.com"`: `The field endpoint of the profile "default" is not used, because the CLI ` +
			`sends the ` +
			"calls of every product to it. Set endpoints in the provider block if RDS is meant.",
		`, "endpoint_type": "vcp"`: `The field endpoint_type of the profile "default" holds another value than vpc. The ` +
			`public ` +
			"endpoints are called, as by the CLI. Correct it, or set endpoints in the provider block.",
		`, "sts_token": "t", "ram_role_arn": "r"`: `The field mode of the profile "default" is empty. Its keys and its ` +
			`token ` +
			"are used as they are, as by the CLI, and the role in ram_role_arn is not assumed. Set mode to RamRoleArn to " +
			"assume it, or to StsToken otherwise.",
		`}, {"name": "default", "mode": "AK"`: `The file has 2 profiles of the name "default". The first one is used, ` +
			`as by ` +
			"the CLI. Rename or remove the others.",
		`, "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "b"},
		{"name": "b", "mode": "AK", "access_key_id": "k", "access_key_secret": "s"},
		{"name": "b", "mode": "AK"`: `The file has 2 profiles of the name "b". The first one is used, as by the CLI. ` +
			"Rename or remove the others.",
	} {
		got, err := opened(t, fields, Options{})
		if err != nil || !slices.Equal(got.Unused, []string{want}) {
			t.Errorf("%s: unused = %q, %v\nwant %q", fields, got.Unused, err, want)
		}
	}
}
