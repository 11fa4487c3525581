// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

const (
	metadataHost = "100.100.100.200"
	keysHost     = "keys.example.com"
	canary       = "CANARY"
)

// requestIDs are what changes from run to run in a text.
var requestIDs = regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}`)

// TestCredentials_failAtTheFirstCall holds the texts of credentials that can be opened but then give no keys.
func TestCredentials_failAtTheFirstCall(t *testing.T) {
	t.Parallel()
	role := func(more testkit.Attributes) []testkit.Attributes {
		block := testkit.Attributes{"role_arn": "acs:ram::1234567890123456:role/deployer"}
		for name, value := range more {
			block[name] = value
		}
		return []testkit.Attributes{block}
	}
	oidc := func(more testkit.Attributes) testkit.Attributes {
		more["oidc_provider_arn"] = "acs:ram::1234567890123456:oidc-provider/ci"
		return testkit.Attributes{"assume_role_with_oidc": role(more)}
	}
	silent := answers{err: &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}}
	for name, tt := range map[string]struct {
		block testkit.Attributes
		env   map[string]string
		host  http.RoundTripper // of the metadata server and of the credentials URI
		home  string            // content of ~/.aliyun/config.json
	}{
		"role-absent": {
			block: keys(
				testkit.Attributes{"assume_role": role(testkit.Attributes{"role_arn": "acs:ram::1234567890123456:role/nobody"})},
			),
		},
		"role-too-long": {
			block: keys(
				testkit.Attributes{
					"assume_role": role(
						testkit.Attributes{
							"role_arn": "acs:ram::1234567890123456:role/deployer-one-hour", "session_expiration": int64(43200),
						},
					),
				},
			),
		},
		"role-wrong-secret": {
			block: testkit.Attributes{"access_key": testkit.AccessKey, "secret_key": canary, "assume_role": role(nil)},
		},
		"role-on-metadata":   {block: testkit.Attributes{"ecs_role_name": "worker", "assume_role": role(nil)}, host: silent},
		"oidc-token-refused": {block: oidc(testkit.Attributes{"oidc_token": "invalid"})},
		"oidc-file-absent":   {block: oidc(testkit.Attributes{"oidc_token_file": "/no/such/token"})},
		"oidc-environment": {env: map[string]string{
			"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1234567890123456:oidc-provider/ci",
			"ALIBABA_CLOUD_ROLE_ARN":          "acs:ram::1234567890123456:role/nobody",
			"ALIBABA_CLOUD_OIDC_TOKEN":        canary,
		}},
		"metadata-silent": {block: testkit.Attributes{"ecs_role_name": "worker"}, host: silent},
		"metadata-garbage": {
			env: map[string]string{"ALIBABA_CLOUD_ECS_METADATA": "worker"}, host: answers{body: "<html>" + canary},
		},
		"uri-garbage": {
			block: testkit.Attributes{"credentials_uri": "http://" + keysHost + "/keys?token=" + canary},
			host:  answers{body: "<html>" + canary},
		},
		"uri-incomplete": {
			block: testkit.Attributes{"credentials_uri": "http://" + keysHost},
			host:  answers{body: `{"Code": "Success", "AccessKeyId": "` + canary + `"}`},
		},
		"uri-unreachable": {
			env:  map[string]string{"ALIBABA_CLOUD_CREDENTIALS_URI": "http://" + keysHost},
			host: answers{err: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}},
		},
		"profile-role": {
			block: testkit.Attributes{"profile": "prod"},
			home: `{"profiles": [{"name": "prod", "mode": "RamRoleArn", "access_key_id": "emulator-key", ` +
				`"access_key_secret": "emulator-secret", "ram_role_arn": "acs:ram::1234567890123456:role/nobody"}]}`,
		},
		"profile-current": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "RamRoleArn", "access_key_id": "` + canary + `",
				"access_key_secret": "` + canary + `", "ram_role_arn": "acs:ram::1234567890123456:role/r"}]}`,
		},
		"account-role": {
			block: keys(
				testkit.Attributes{
					"account_id":  "1234567890123456",
					"assume_role": role(testkit.Attributes{"role_arn": "acs:ram::1234567890123456:role/nobody"}),
				},
			),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, home := newWire(t), t.TempDir()
			w.hosts = map[string]http.RoundTripper{metadataHost: tt.host, keysHost: tt.host}
			if tt.home != "" {
				writeFile(t, filepath.Join(home, ".aliyun", "config.json"), tt.home)
			}
			walk, diagnostics := testkit.Configure(
				t.Context(), t, w.server, tt.block, provider.WithTransport(w), variables(home, tt.env),
			)
			if len(diagnostics) == 0 {
				diagnostics = walk.Data(regions, nil).Said
			}
			got := requestIDs.ReplaceAllString(texts(diagnostics), "<request id>")
			if strings.Contains(got, canary) {
				t.Errorf("the text holds a secret:\n%s", got)
			}
			golden.Equal(t, "diagnostics/call-"+name+".txt", got)
			if calls := w.calls("DescribeAvailableCrossRegion"); len(calls) > 0 {
				t.Errorf("RDS was called without keys: %+v", calls)
			}
		})
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
