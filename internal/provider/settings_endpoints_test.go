// SPDX-License-Identifier: MPL-2.0

package provider

import "testing"

// An error about a dead host names the setting that the host came from.
func TestEndpoints_from(t *testing.T) {
	t.Parallel()
	const variable = "ALIBABA_CLOUD_ENDPOINT_RDS"
	block := model{Endpoints: blockOf("endpoints", values{"sts": str("sts.example.com")})}
	settings, _ := resolve(block, environment(map[string]string{variable: "rds.example.com"}))
	for service, want := range map[string]string{
		"rds": "environment variable " + variable, "sts": "argument endpoints.sts", "ram": "",
	} {
		if got := settings.EndpointsFrom[service]; got != want {
			t.Errorf("%s comes from %q, want %q", service, got, want)
		}
	}
}
