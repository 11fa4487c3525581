// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestCheckEndpoint(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"rds.aliyuncs.com":               "",
		"rds-vpc.{region}.aliyuncs.com":  "",
		"127.0.0.1:8080":                 "",
		"http://127.0.0.1:8080":          "",
		"https://rds.aliyuncs.com/":      "",
		"http://[::1]:8080":              "",
		"localhost":                      "",
		"rds.{zone}.aliyuncs.com":        "{region} is the only placeholder",
		"ftp://rds.aliyuncs.com":         `the scheme "ftp" is neither http nor https`,
		"https://me:pw@rds.aliyuncs.com": "it holds a user name",
		"https://rds.aliyuncs.com/path":  "it has a path, a query or a fragment",
		"rds.aliyuncs.com?x=1":           "it has a path, a query or a fragment",
		"https://":                       "it has no valid host name",
		"rds aliyuncs com":               "it does not parse as a host or URL",
		"rds_!.example.com":              "it has no valid host name",
		"host:99999":                     "the port is not a number from 1 to 65535",
		"host:":                          "the port is not a number from 1 to 65535",
		"host:port":                      "it does not parse as a host or URL",
	} {
		got := ""
		if err := rds.CheckEndpoint(endpoint); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("CheckEndpoint(%q) = %q, want %q", endpoint, got, want)
		}
		for service, config := range map[string]rds.Config{
			"RDS": {RDSEndpoint: endpoint}, "STS": {STSEndpoint: endpoint}, "RAM": {RAMEndpoint: endpoint},
		} {
			if _, err := rds.New(config); (err == nil) != (want == "") {
				t.Errorf("a client with %q for %s: %v", endpoint, service, err)
			}
		}
	}
}
