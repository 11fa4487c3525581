// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// logged reads once through a provider whose environment asks for this level, and returns the lines of calls.
func logged(t *testing.T, w *wire, level string, block testkit.Attributes) (lines []map[string]any, text string) {
	t.Helper()
	var output bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &output)
	walk, _ := testkit.Configure(
		ctx, t, w.server, block, provider.WithTransport(w), variables("", map[string]string{"TF_LOG": level}),
	)
	walk.Data(regions, nil)
	text = output.String()
	entries, err := tflogtest.MultilineJSONDecode(&output)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry["@module"] == "provider.api" {
			lines = append(lines, entry)
		}
	}
	return lines, text
}

func TestObserver_oneLinePerCallAtDebug(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.server.AddFault(emulator.Fault{Action: "DescribeAvailableCrossRegion", Times: 1, Code: "Throttling.User"})
	lines, _ := logged(t, w, "DEBUG", keys(nil))
	var calls []map[string]any
	for _, line := range lines {
		if line["@message"] == "API call" {
			calls = append(calls, line)
		} else if line["@message"] != "API wait" && line["@level"] != "info" { // which says that calls are slowed down
			t.Errorf("unexpected line %v", line)
		}
	}
	if len(calls) != 2 {
		t.Fatalf("%d lines, want one for each of two attempts: %v", len(calls), lines)
	}
	for i, line := range calls {
		fields := slices.DeleteFunc(
			slices.Sorted(maps.Keys(line)), func(name string) bool { return strings.HasPrefix(name, "@") },
		)
		want := []string{
			"action", "attempt", "code", "duration_ms", "instance_id", "queued_ms", "region", "request_id", "status",
		}
		if !slices.Equal(fields, want) {
			t.Errorf("fields = %v, want %v", fields, want)
		}
		if line["@level"] != "debug" || line["action"] != "DescribeAvailableCrossRegion" ||
			line["region"] != testkit.Region || line["attempt"] != float64(i+1) || line["request_id"] == "" {
			t.Errorf("line %d = %v", i, line)
		}
	}
	if calls[0]["code"] != "Throttling.User" || calls[1]["code"] != "" || calls[1]["status"] != float64(200) {
		t.Errorf("lines = %v, want a throttled attempt and a success", calls)
	}
}

func TestObserver_bodiesAtTraceAlone(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]int{
		"": 0, "WARN": 0, "INFO": 0, "DEBUG": 0, "TRACE": 1, "JSON": 1, "nonsense": 1,
	} {
		lines, _ := logged(t, newWire(t), level, keys(nil))
		bodies, calls := 0, 0
		for _, line := range lines {
			switch line["@message"] {
			case "API call":
				calls++
			case "API call bodies":
				bodies++
				if line["@level"] != "trace" || line["answer"] == "" || line["request"] == "" {
					t.Errorf("line = %v, want bodies at trace", line)
				}
			}
		}
		wantCalls := 0
		if level == "DEBUG" || want > 0 {
			wantCalls = 1
		}
		if bodies != want || calls != wantCalls {
			t.Errorf("TF_LOG=%s: %d bodies and %d calls, want %d and %d", level, bodies, calls, want, wantCalls)
		}
	}
}

// TestObserver_holdsNoSecret reads with keys, with an assumed role and with a wrong secret at the most verbose level.
func TestObserver_holdsNoSecret(t *testing.T) {
	t.Parallel()
	const key, secret = "LTAICANARYKEY", "CANARYSECRET"
	seed := fleet.DefaultSeed()
	seed.Accounts[0].AccessKeys = append(
		seed.Accounts[0].AccessKeys, fleet.AccessKey{ID: key, Secret: secret, ARN: "acs:ram::1234567890123456:user/canary"},
	)
	role := []testkit.Attributes{{"role_arn": deployer, "external_id": "CANARYEXTERNAL"}}
	for name, block := range map[string]testkit.Attributes{
		"keys":         {"access_key": key, "secret_key": secret},
		"role":         {"access_key": key, "secret_key": secret, "assume_role": role},
		"wrong secret": {"access_key": key, "secret_key": "WRONGCANARYSECRET"},
		"wrong token":  {"access_key": key, "secret_key": secret, "security_token": "CANARYTOKEN"},
	} {
		w := newWire(t, emulator.WithSeed(seed))
		lines, text := logged(t, w, "TRACE", block)
		if len(lines) == 0 || len(w.calls("")) == 0 {
			t.Fatalf("%s: nothing was logged or sent", name)
		}
		hidden := []string{key, "CANARY", "Signature="}
		for _, call := range w.calls("") {
			hidden = append(hidden, call.key)
			if call.token != "" {
				hidden = append(hidden, call.token)
			}
		}
		for _, canary := range hidden {
			if strings.Contains(text, canary) {
				t.Errorf("%s: the log holds %s:\n%s", name, canary, text)
			}
		}
	}
}
