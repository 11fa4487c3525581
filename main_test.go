// SPDX-License-Identifier: MPL-2.0

package main

import "testing"

func TestWantsLog(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		environ []string
		want    bool
	}{
		"nothing":               {[]string{"PATH=/bin", "TF_INPUT=0"}, false},
		"off":                   {[]string{"TF_LOG=off", "TF_LOG_PROVIDER="}, false},
		"Terraform's own":       {[]string{"TF_LOG_CORE=TRACE", "TF_LOG_PATH=log.txt"}, false},
		"all":                   {[]string{"TF_LOG=ERROR"}, true},
		"providers":             {[]string{"TF_LOG_PROVIDER=debug"}, true},
		"the plugin framework":  {[]string{"TF_LOG_SDK_FRAMEWORK=TRACE"}, true},
		"one part of this":      {[]string{"TF_LOG_PROVIDER_APSARADB_API=INFO"}, true},
		"raw protocol messages": {[]string{"TF_LOG_SDK_PROTO_DATA_DIR=/tmp"}, true},
	} {
		if got := wantsLog(tt.environ); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}
