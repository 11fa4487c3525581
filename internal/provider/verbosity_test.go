// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestEnvironment_verbosity(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		env  map[string]string
		want verbosity
	}{
		"nothing":                      {nil, quiet},
		"off":                          {map[string]string{"TF_LOG": "off"}, quiet},
		"errors":                       {map[string]string{"TF_LOG": "ERROR", "TF_LOG_PROVIDER": "WARN"}, quiet},
		"info":                         {map[string]string{"TF_LOG": "info"}, withWaits},
		"debug of providers":           {map[string]string{"TF_LOG_PROVIDER": "DEBUG"}, withCalls},
		"core alone":                   {map[string]string{"TF_LOG_CORE": "TRACE"}, quiet},
		"this provider":                {map[string]string{"TF_LOG_PROVIDER_APSARADB": "TRACE"}, withBodies},
		"the subsystem":                {map[string]string{"TF_LOG_PROVIDER_APSARADB_API": "DEBUG"}, withCalls},
		"the most counts":              {map[string]string{"TF_LOG": "INFO", "TF_LOG_PROVIDER": "JSON"}, withBodies},
		"what Terraform does not know": {map[string]string{"TF_LOG": "1"}, withBodies},
	} {
		env := environment(tt.env)
		if got := env.verbosity(); got != tt.want {
			t.Errorf("%s: verbosity = %d, want %d", name, got, tt.want)
		}
		if built := newObserver(env) != nil; built != (tt.want > quiet) {
			t.Errorf("%s: an observer is built: %v", name, built)
		}
	}
}

// TestObserver_waits holds that a wait for an instance shows at INFO, and any other one at DEBUG. Bodies are not
// built for a level that hides them.
func TestObserver_waits(t *testing.T) {
	t.Parallel()
	for level, want := range map[verbosity]int{withWaits: 1, withCalls: 2} {
		var output bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &output)
		o := observer{verbosity: level}
		o.Waits(ctx, rds.WaitLog{Action: "ModifyInstanceCrossBackupPolicy", InstanceID: "pgm-demo", Status: "Modifying"})
		o.Waits(ctx, rds.WaitLog{Action: "DescribeDBInstances", Code: "Throttling.User"})
		o.Called(ctx, rds.CallLog{Bodies: func() (string, string) {
			t.Errorf("verbosity %d: bodies were built", level)
			return "", ""
		}})
		if got := strings.Count(output.String(), `"API wait"`); got != want {
			t.Errorf("verbosity %d: %d waits, want %d:\n%s", level, got, want, output.String())
		}
	}
}

// TestObserver_limits checks that INFO says when a run is slowed down, and when no longer.
func TestObserver_limits(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &output)
	o := observer{verbosity: withWaits}
	for _, entry := range []rds.LimitLog{{Rate: 17, Code: "Throttling.User"}, {Rate: 4.25, Code: "Throttling"}, {}} {
		o.Limits(ctx, entry)
	}
	lines, err := tflogtest.MultilineJSONDecode(&output)
	if err != nil || len(lines) != 3 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, want := range []string{
		"API throttles; calls are slowed to 17 a second", "API throttles; calls are slowed to 4.3 a second",
		"API no longer throttles; calls are not slowed down any more",
	} {
		if lines[i]["@message"] != want || lines[i]["@level"] != "info" {
			t.Errorf("line = %v, want %q at INFO", lines[i], want)
		}
	}
	if lines[0]["code"] != "Throttling.User" {
		t.Errorf("line = %v, want the code of the refusal", lines[0])
	}
}
