// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// Every call to STS goes to one host: that of the role and that of account_id, which is also what is recorded.
// The block comes first, then the environment's endpoint, the profile, the region of STS, and the provider's region.
func TestSTS_everyCallGoesToTheSameHost(t *testing.T) {
	t.Parallel()
	const own, inVPC = "sts.ap-southeast-5.aliyuncs.com", "sts-vpc.ap-southeast-5.aliyuncs.com"
	endpoint := testkit.Attributes{"endpoints": []testkit.Attributes{{"sts": "block.example.com"}}}
	inEnvironment := map[string]string{"ALIBABA_CLOUD_ENDPOINT_STS": "environment.example.com"}
	stsRegion := map[string]string{"ALIBABA_CLOUD_STS_REGION": "eu-central-1"}
	vpc := map[string]string{"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"}
	type sets = []map[string]string
	const profile = `"sts_region": "us-east-1"`
	for name, tt := range map[string]struct {
		region  string
		block   testkit.Attributes
		env     []map[string]string
		profile string
		want    string
	}{
		"the region's own":       {"ap-southeast-5", nil, nil, "", own},
		"a region without one":   {"cn-hangzhou-finance", nil, nil, "", "sts.aliyuncs.com"},
		"inside a VPC":           {"ap-southeast-5", nil, sets{vpc}, "", inVPC},
		"region of STS":          {"cn-hangzhou", nil, sets{stsRegion}, "", "sts.eu-central-1.aliyuncs.com"},
		"region of STS in a VPC": {"cn-hangzhou", nil, sets{stsRegion, vpc}, "", "sts-vpc.eu-central-1.aliyuncs.com"},
		"profile":                {"cn-hangzhou", nil, sets{stsRegion}, profile, "sts.us-east-1.aliyuncs.com"},
		"environment": {
			"ap-southeast-5", nil, sets{inEnvironment, stsRegion, vpc}, profile, "environment.example.com",
		},
		"block": {
			"ap-southeast-5", endpoint, sets{inEnvironment, stsRegion, vpc}, profile, "block.example.com",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, home := emulator.StartInMemory(t), t.TempDir()
			var mu sync.Mutex
			hosts := map[string]bool{}
			calls := 0
			watch := transport.Func(func(r *http.Request) (*http.Response, error) {
				if strings.HasPrefix(r.URL.Host, "sts") || strings.HasSuffix(r.URL.Host, "example.com") {
					mu.Lock()
					hosts[r.URL.Host] = true
					calls++
					mu.Unlock()
				}
				return s.Transport().RoundTrip(r)
			})
			block := testkit.Attributes{
				"access_key": testkit.AccessKey, "secret_key": testkit.SecretKey, "account_id": "1234567890123456",
				"endpoints": nil, "region": tt.region,
				"assume_role": []testkit.Attributes{{"role_arn": "acs:ram::1234567890123456:role/deployer"}},
			}
			if tt.profile != "" {
				writeFile(t, filepath.Join(home, ".aliyun", "config.json"), `{"current": "p", "profiles": [{"name": "p",
					"mode": "AK",
					"access_key_id": "`+testkit.AccessKey+`", "access_key_secret": "`+testkit.SecretKey+`", `+tt.profile+`}]}`)
				delete(block, "access_key")
				delete(block, "secret_key")
				block["profile"] = "p"
			}
			maps.Copy(block, tt.block)
			env := map[string]string{}
			for _, more := range tt.env {
				maps.Copy(env, more)
			}
			w, said := testkit.Configure(t.Context(), t, s, block, variables(home, env), provider.WithTransport(watch))
			if len(said) > 0 {
				t.Fatalf("configure said %s", said)
			}
			w.Import("cn-hangzhou:pgm-demo")
			if got := slices.Sorted(maps.Keys(hosts)); len(got) != 1 || got[0] != tt.want || calls != 2 {
				t.Errorf("%d calls went to %v, want 2 to %s", calls, got, tt.want)
			}
		})
	}
}
