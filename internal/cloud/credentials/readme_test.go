// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// cliFields are the fields of a profile of the CLI of 2026-07-30, and those that only the SDK knows.
const cliFields = `name mode access_key_id access_key_secret sts_token sts_region sts_endpoint ram_role_name
ram_role_arn ram_session_name external_id source_profile private_key key_pair_name expired_seconds
verified region_id output_format language site read_timeout connect_timeout retry_count
retry_timeout process_command credentials_uri oidc_provider_arn oidc_token_file
cloud_sso_sign_in_url access_token cloud_sso_access_token_expire sts_expiration
cloud_sso_access_config cloud_sso_account_id oauth_access_token oauth_refresh_token
oauth_access_token_expire oauth_refresh_token_expire oauth_site_type endpoint_type endpoint
external_account_type auto_plugin_install auto_plugin_install_enable_pre bearer_token
bearer_token_header_key policy enable_vpc`

// README.md says of each field what becomes of it, and the provider reads those that it says are read.
func TestReadme_hasARowForEachFieldOfAProfile(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(content), "## The fields")
	table, _, _ = strings.Cut(table, "\n## ")
	name := regexp.MustCompile("`([a-z_]+)`")
	var rows, notRead []string
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		for _, found := range name.FindAllStringSubmatch(cells[1], -1) {
			rows = append(rows, found[1])
			if strings.TrimSpace(cells[3]) == "not read" {
				notRead = append(notRead, found[1])
			}
		}
	}
	known := strings.Fields(cliFields)
	if want := slices.Sorted(slices.Values(known)); !slices.Equal(slices.Sorted(slices.Values(rows)), want) {
		t.Errorf("rows = %v\nwant   %v", slices.Sorted(slices.Values(rows)), want)
	}
	var read []string
	kind := reflect.TypeFor[profile]()
	for i := range kind.NumField() {
		if tag := kind.Field(i).Tag.Get("json"); tag != "-" {
			read = append(read, tag)
		}
	}
	for _, field := range known {
		if slices.Contains(read, field) == slices.Contains(notRead, field) {
			t.Errorf("%s: read %t, while README.md says not read %t", field, slices.Contains(read, field),
				slices.Contains(notRead, field))
		}
	}
}
