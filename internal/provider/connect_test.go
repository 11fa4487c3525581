// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// TestConnect_refusedSettingsAreADefect hands the client what no provider block gets past the checks before.
func TestConnect_refusedSettingsAreADefect(t *testing.T) {
	t.Parallel()
	p := &Provider{env: environment(nil)}
	settings := Settings{
		Region:      "cn-hangzhou",
		Credentials: credentials.Choice{Static: &rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"}},
		Endpoints:   Endpoints{RDS: "rds.example.com/path"},
	}
	data := p.newData(settings)
	diags := p.connect(t.Context(), settings, "", data)
	const want = "This is a defect of the provider: report it with the provider's version. (PROVIDER_DEFECT)"
	if len(diags) != 1 || diags[0].Summary() != "Provider has a defect" ||
		!strings.HasSuffix(diags[0].Detail(), want) || data.Client != nil {
		t.Errorf("diagnostics = %v, want one that ends with %q", diags, want)
	}
}

// A profile chooses the hosts that no setting chooses: the same ones as with the CLI. The keys of its role and those
// of a role on top come from its STS, too.
func TestConnect_profileChoosesHosts(t *testing.T) {
	t.Parallel()
	const inVPC = `, "endpoint_type": "vpc"`
	for name, tt := range map[string]struct {
		fields    string
		endpoints Endpoints
		assume    []rds.Role
		want      []string
	}{
		"none": {want: []string{
			"sts.cn-beijing.aliyuncs.com", "sts.cn-beijing.aliyuncs.com", "rds.aliyuncs.com", "ram.aliyuncs.com",
		}},
		"inside a VPC": {
			fields: inVPC,
			want: []string{
				"sts-vpc.cn-beijing.aliyuncs.com", "sts-vpc.cn-beijing.aliyuncs.com", "rds-vpc.cn-beijing.aliyuncs.com",
				"ram.vpc-proxy.aliyuncs.com",
			},
		},
		"its STS": {
			fields: `, "sts_endpoint": "sts-vpc.cn-hangzhou.aliyuncs.com"`,
			assume: []rds.Role{{ARN: "acs:ram::1:role/top"}},
			want: []string{
				"sts-vpc.cn-hangzhou.aliyuncs.com", "sts-vpc.cn-hangzhou.aliyuncs.com", "sts-vpc.cn-hangzhou.aliyuncs.com",
				"rds.aliyuncs.com", "ram.aliyuncs.com",
			},
		},
		"the block wins": {
			fields:    inVPC + `, "sts_endpoint": "sts-vpc.cn-hangzhou.aliyuncs.com"`,
			endpoints: Endpoints{RDS: "rds.example.com", STS: "sts.example.com", RAM: "ram.example.com"},
			want:      []string{"sts.example.com", "sts.example.com", "rds.example.com", "ram.example.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "config.json")
			content := `{"profiles": [{"name": "default", "mode": "RamRoleArn", "access_key_id": "k", "access_key_secret": "s",
				"ram_role_arn": "acs:ram::1:role/r", "region_id": "cn-beijing"` + tt.fields + `}]}`
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			var hosts []string
			p := &Provider{env: environment(nil), transport: transport.Func(func(r *http.Request) (*http.Response, error) {
				hosts = append(hosts, r.URL.Host)
				return transport.Response(r, http.StatusOK, `{"RequestId": "R", "AccountId": "1", "Role": {"RoleName": "r"},
					"Regions": {"Region": []}, "Credentials": {"AccessKeyId": "k", "AccessKeySecret": "s",
					"SecurityToken": "t", "Expiration": "2100-01-01T00:00:00Z"}}`), nil
			})}
			settings := Settings{Endpoints: tt.endpoints, Credentials: credentials.Choice{
				Origin: "argument shared_credentials_file", Profile: &credentials.Profile{File: file}, Assume: tt.assume,
			}}
			data := p.newData(settings)
			if diags := p.connect(t.Context(), settings, "", data); len(diags) > 0 {
				t.Fatal(render(diags))
			}
			_, _ = data.Client.CallerIdentity(t.Context())
			_, _ = data.Client.DestinationRegions(t.Context(), data.Region)
			_, _ = data.Client.RoleExists(t.Context(), "r")
			if !slices.Equal(hosts, tt.want) {
				t.Errorf("hosts = %v\nwant    %v", hosts, tt.want)
			}
		})
	}
}
