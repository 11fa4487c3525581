// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

const (
	metadataHost = "100.100.100.200"
	keysHost     = "keys.example.com"
	canary       = "CANARY"
	// someKey looks like an access key id, and nobody has it.
	someKey = "LTAI" + canary + "0123456789"
)

// changing is what differs from run to run in a text: request ids and the time.
var changing = map[string]*regexp.Regexp{
	"<request id>":       regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}`),
	"clock reads <now>.": regexp.MustCompile(`clock reads \S+`),
}

// source is where a provider takes its credentials from.
type source struct {
	block testkit.Attributes
	env   map[string]string
	host  http.RoundTripper // the metadata server, and the server of the credentials URI
	home  string            // content of ~/.aliyun/config.json
	fault string            // code with which RDS refuses
}

// requireGolden reads once with the credentials of a source, and compares what the provider says with a golden file. It
// returns how often RDS was called.
func (from source) requireGolden(t *testing.T, name string) int {
	t.Helper()
	w, home := newWire(t), t.TempDir()
	w.hosts = map[string]http.RoundTripper{metadataHost: from.host, keysHost: from.host}
	if from.fault != "" {
		w.server.AddFault(emulator.Fault{Action: "DescribeAvailableCrossRegion", Code: from.fault})
	}
	if from.home != "" {
		writeFile(t, filepath.Join(home, ".aliyun", "config.json"), from.home)
	}
	got := texts(w.read(t, from.block, variables(home, from.env)))
	for placeholder, found := range changing {
		got = found.ReplaceAllString(got, placeholder)
	}
	if strings.Contains(got, canary) {
		t.Errorf("the text holds a secret:\n%s", got)
	}
	golden.Equal(t, "diagnostics/"+name+".txt", got)
	return len(w.calls("DescribeAvailableCrossRegion"))
}

// TestCredentials_failAtTheFirstCall holds the texts of credentials that can be opened but then give no keys.
func TestCredentials_failAtTheFirstCall(t *testing.T) {
	t.Parallel()
	const nobody, oidcProvider = "acs:ram::" + accountOne + ":role/nobody", "acs:ram::" + accountOne + ":oidc-provider/ci"
	assume := func(more testkit.Attributes) []testkit.Attributes {
		block := testkit.Attributes{"role_arn": deployer}
		for name, value := range more {
			block[name] = value
		}
		return []testkit.Attributes{block}
	}
	oidc := func(more testkit.Attributes) testkit.Attributes {
		more["oidc_provider_arn"] = oidcProvider
		return testkit.Attributes{"assume_role_with_oidc": assume(more)}
	}
	silent := transport.Fail(&net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded})
	for name, from := range map[string]source{
		"role-absent": {
			block: keys(testkit.Attributes{"assume_role": assume(testkit.Attributes{"role_arn": nobody})}),
		},
		"role-too-long": {
			block: keys(testkit.Attributes{"assume_role": assume(
				testkit.Attributes{"role_arn": deployer + "-one-hour", "session_expiration": int64(43200)},
			)}),
		},
		"role-wrong-secret": {
			block: testkit.Attributes{"access_key": testkit.AccessKey, "secret_key": canary, "assume_role": assume(nil)},
		},
		"role-on-metadata": {
			block: testkit.Attributes{"ecs_role_name": "worker", "assume_role": assume(nil)}, host: silent,
		},
		"oidc-token-refused": {block: oidc(testkit.Attributes{"oidc_token": "invalid"})},
		"oidc-file-absent":   {block: oidc(testkit.Attributes{"oidc_token_file": "/no/such/token"})},
		"oidc-environment": {env: map[string]string{
			"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider,
			"ALIBABA_CLOUD_ROLE_ARN":          nobody,
			"ALIBABA_CLOUD_OIDC_TOKEN":        canary,
		}},
		"metadata-silent": {block: testkit.Attributes{"ecs_role_name": "worker"}, host: silent},
		"metadata-garbage": {
			env:  map[string]string{"ALIBABA_CLOUD_ECS_METADATA": "worker"},
			host: transport.Answer(http.StatusOK, "<html>"+canary),
		},
		"uri-garbage": {
			block: testkit.Attributes{"credentials_uri": "http://" + keysHost + "/keys?token=" + canary},
			host:  transport.Answer(http.StatusOK, "<html>"+canary),
		},
		"uri-incomplete": {
			block: testkit.Attributes{"credentials_uri": "http://" + keysHost},
			host:  transport.Answer(http.StatusOK, `{"Code": "Success", "AccessKeyId": "`+canary+`"}`),
		},
		"uri-unreachable": {
			env:  map[string]string{"ALIBABA_CLOUD_CREDENTIALS_URI": "http://" + keysHost},
			host: transport.Fail(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
		},
		"profile-role": {
			block: testkit.Attributes{"profile": "prod"},
			home: `{"profiles": [{"name": "prod", "mode": "RamRoleArn", "access_key_id": "emulator-key", ` +
				`"access_key_secret": "emulator-secret", "ram_role_arn": "` + nobody + `"}]}`,
		},
		"profile-current": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "RamRoleArn", "access_key_id": "` + canary + `",
				"access_key_secret": "` + canary + `", "ram_role_arn": "acs:ram::1234567890123456:role/r"}]}`,
		},
		"account-role": {
			block: keys(testkit.Attributes{
				"account_id": accountOne, "assume_role": assume(testkit.Attributes{"role_arn": nobody}),
			}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if calls := from.requireGolden(t, "call-"+name); calls > 0 {
				t.Errorf("RDS was called %d times without keys", calls)
			}
		})
	}
}

// keysThatEnded hands out the emulator's keys, says that they ended long ago, and counts.
func keysThatEnded(fetches *atomic.Int64) transport.Func {
	return func(r *http.Request) (*http.Response, error) {
		fetches.Add(1)
		return transport.Response(r, http.StatusOK, fmt.Sprintf(
			`{"Code": "Success", "AccessKeyId": %q, "AccessKeySecret": %q, "Expiration": "2020-01-01T00:00:00Z"}`,
			testkit.AccessKey, testkit.SecretKey)), nil
	}
}

// TestCredentials_refusedKeysNameTheirSource holds the texts of keys that the API refuses. Each says where they came
// from.
func TestCredentials_refusedKeysNameTheirSource(t *testing.T) {
	t.Parallel()
	profile := `{"current": "x", "profiles": [{"name": "x", "mode": "AK", "access_key_id": "` + someKey + `",
		"access_key_secret": "` + canary + `"}]}`
	for name, from := range map[string]source{
		"block": {block: testkit.Attributes{"access_key": someKey, "secret_key": canary}},
		"environment": {
			env: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": testkit.AccessKey, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": canary},
		},
		"token": {
			block: testkit.Attributes{
				"access_key": testkit.AccessKey, "secret_key": testkit.SecretKey, "security_token": canary + canary,
			},
		},
		"profile":         {block: testkit.Attributes{"profile": "x"}, home: profile},
		"current-profile": {home: profile},
		"role": {
			block: keys(testkit.Attributes{"assume_role": role()}), fault: "InvalidSecurityToken.Expired",
		},
		"uri-ended": {
			block: testkit.Attributes{"credentials_uri": "http://" + keysHost + "/" + canary},
			fault: "InvalidSecurityToken.Expired", host: keysThatEnded(new(atomic.Int64)),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from.requireGolden(t, "refused-"+name)
		})
	}
}

// Keys work although their server says that they ended long ago, until the API refuses them.
func TestCredentials_thatHadEndedByWhatTheyCameWith(t *testing.T) {
	t.Parallel()
	for refused, want := range map[bool]int64{false: 1, true: 2} {
		var fetches atomic.Int64
		w := newWire(t)
		w.hosts = map[string]http.RoundTripper{keysHost: keysThatEnded(&fetches)}
		if refused {
			w.server.AddFault(
				emulator.Fault{Action: "DescribeAvailableCrossRegion", Code: "InvalidSecurityToken.Expired", Times: 1},
			)
		}
		walk, found := w.configure(t, testkit.Attributes{"credentials_uri": "http://" + keysHost})
		found.RequireNone(t)
		for range 3 {
			walk.Data(regions, nil).Said.RequireNone(t)
		}
		if fetches.Load() != want {
			t.Errorf("refused once: %t, %d fetches, want %d", refused, fetches.Load(), want)
		}
	}
}

// TestConfigure_logsWhichSourceWasChosen holds the line that says at DEBUG whose keys are used, and where.
func TestConfigure_logsWhichSourceWasChosen(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	writeFile(t, filepath.Join(home, ".aliyun", "config.json"),
		`{"current": "x", "profiles": [{"name": "x", "mode": "AK", "region_id": "cn-beijing",
			"access_key_id": "`+someKey+`", "access_key_secret": "`+canary+`"}]}`)
	for name, tt := range map[string]struct {
		block        testkit.Attributes
		from, region string
	}{
		"keys": {
			testkit.Attributes{"access_key": someKey, "secret_key": canary, "region": "cn-shanghai"},
			"the arguments access_key and secret_key of the provider block", "cn-shanghai",
		},
		"current profile": {
			testkit.Attributes{"region": nil},
			`the profile "x" in ~/.aliyun/config.json (current profile of the Alibaba Cloud CLI)`, "cn-beijing",
		},
	} {
		var output bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &output)
		if _, found := testkit.Configure(ctx, t, newWire(t).server, tt.block, variables(home, nil)); len(found) > 0 {
			t.Fatal(texts(found))
		}
		if strings.Contains(output.String(), canary) {
			t.Errorf("%s: the log holds a secret:\n%s", name, output.String())
		}
		lines, err := tflogtest.MultilineJSONDecode(&output)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, line := range lines {
			if line["@message"] != "Credentials chosen" {
				continue
			}
			told++
			if line["@level"] != "debug" || line["keys_from"] != tt.from || line["region"] != tt.region {
				t.Errorf("%s: line = %v, want %s and %s", name, line, tt.from, tt.region)
			}
		}
		if told != 1 {
			t.Errorf("%s: %d lines, want one", name, told)
		}
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
