// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

// someKey looks like an access key id, and nobody has it.
const someKey = "LTAI" + canary + "0123456789"

// keysUntil is a server that hands out the emulator's keys, and says that they ended long ago.
type keysUntil struct {
	ends  string
	calls atomic.Int64
}

func (k *keysUntil) RoundTrip(r *http.Request) (*http.Response, error) {
	k.calls.Add(1)
	body := fmt.Sprintf(
		`{"Code": "Success", "AccessKeyId": %q, "AccessKeySecret": %q, "Expiration": %q}`, testkit.AccessKey,
		testkit.SecretKey, k.ends,
	)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// TestCredentials_refusedKeysNameTheirSource holds the texts of keys that the API refuses. Each says where they came
// from.
func TestCredentials_refusedKeysNameTheirSource(t *testing.T) {
	t.Parallel()
	profile := `{"current": "x", "profiles": [{"name": "x", "mode": "AK", "access_key_id": "` + someKey + `",
		"access_key_secret": "` + canary + `"}]}`
	for name, tt := range map[string]struct {
		block testkit.Attributes
		env   map[string]string
		home  string // content of ~/.aliyun/config.json
		fault string // code with which RDS refuses
		host  http.RoundTripper
	}{
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
			block: keys(
				testkit.Attributes{"assume_role": []testkit.Attributes{{"role_arn": deployer}}},
			), fault: "InvalidSecurityToken.Expired",
		},
		"uri-ended": {
			block: testkit.Attributes{
				"credentials_uri": "http://" + keysHost + "/" + canary,
			}, fault: "InvalidSecurityToken.Expired",
			host: &keysUntil{ends: "2020-01-01T00:00:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, home := newWire(t), t.TempDir()
			w.hosts = map[string]http.RoundTripper{keysHost: tt.host}
			if tt.fault != "" {
				w.server.AddFault(emulator.Fault{Action: "DescribeAvailableCrossRegion", Code: tt.fault})
			}
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
			got = regexp.MustCompile(`clock reads \S+`).ReplaceAllString(got, "clock reads <now>.")
			if strings.Contains(got, canary) {
				t.Errorf("the text holds a secret:\n%s", got)
			}
			golden.Equal(t, "diagnostics/refused-"+name+".txt", got)
		})
	}
}

// TestCredentials_thatHadEndedByWhatTheyCameWith reads with keys that work although their server says that they ended
// long ago, and with such that do not.
func TestCredentials_thatHadEndedByWhatTheyCameWith(t *testing.T) {
	t.Parallel()
	for refused, wantFetches := range map[bool]int64{false: 1, true: 2} {
		w, host := newWire(t), &keysUntil{ends: "2020-01-01T00:00:00Z"}
		w.hosts = map[string]http.RoundTripper{keysHost: host}
		if refused {
			w.server.AddFault(
				emulator.Fault{Action: "DescribeAvailableCrossRegion", Code: "InvalidSecurityToken.Expired", Times: 1},
			)
		}
		walk, found := testkit.Configure(
			t.Context(), t, w.server, testkit.Attributes{"credentials_uri": "http://" + keysHost}, provider.WithTransport(w),
		)
		for range 3 {
			more := walk.Data(regions, nil).Said
			found = append(found, more...)
		}
		if len(found) > 0 || host.calls.Load() != wantFetches {
			t.Errorf(
				"refused once: %t, %d fetches, want %d; diagnostics:\n%s", refused, host.calls.Load(), wantFetches, texts(found),
			)
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
