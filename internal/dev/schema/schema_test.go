// SPDX-License-Identifier: MPL-2.0

package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// Each page says that nobody has confirmed its type with a real account, until somebody has.
func TestDump_marksWhatNoRealAccountHasConfirmed(t *testing.T) {
	t.Parallel()
	block := func() object { return object{"t": object{"block": object{"description": "Reads."}}} }
	description := func(types object) string { return types["t"].(object)["block"].(object)["description"].(string) }
	if got := description(withNotice("resource_schemas", block())); got != "Reads.\n\n"+notice {
		t.Errorf("the description is %q", got)
	}
	var dumped bytes.Buffer
	if err := dump(context.Background(), &dumped); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(dumped.String(), provider.RefusedDescription) {
		t.Error("the pages show arguments that are only refused")
	}
	p := provider.Provider{}
	ctx := t.Context()
	types := len(p.Resources(ctx)) + len(p.DataSources(ctx)) + len(p.ListResources(ctx)) +
		len(p.EphemeralResources(ctx)) + len(p.Actions(ctx))
	if marked := strings.Count(dumped.String(), notice); marked != 1+types-len(confirmed) {
		t.Errorf("%d pages have the notice, want those of the provider and of its %d types", marked, types)
	}
}

// TestDump_holdsWhatOlderCLIsLeaveOut reads the dump as the documentation generator does.
func TestDump_holdsWhatOlderCLIsLeaveOut(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	if err := dump(context.Background(), &first); err != nil {
		t.Fatal(err)
	}
	if err := dump(context.Background(), &second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two dumps differ")
	}
	type attribute struct {
		Type              json.RawMessage `json:"type"`
		Required          bool            `json:"required"`
		Description       string          `json:"description"`
		RequiredForImport bool            `json:"required_for_import"`
		OptionalForImport bool            `json:"optional_for_import"`
	}
	var got struct {
		Schemas map[string]struct {
			Resources map[string]struct {
				Block struct {
					Attributes map[string]attribute       `json:"attributes"`
					BlockTypes map[string]json.RawMessage `json:"block_types"`
				} `json:"block"`
			} `json:"resource_schemas"`
			Identities map[string]struct {
				Attributes map[string]attribute `json:"attributes"`
			} `json:"resource_identity_schemas"`
			DataSources map[string]json.RawMessage `json:"data_source_schemas"`
			Lists       map[string]struct {
				Block struct {
					Attributes map[string]attribute `json:"attributes"`
				} `json:"block"`
			} `json:"list_resource_schemas"`
		} `json:"provider_schemas"`
	}
	if err := json.Unmarshal(first.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	const policy = "apsaradb_rds_cross_region_backup_policy"
	provider := got.Schemas[name]
	resource := provider.Resources[policy].Block
	if days := resource.Attributes["retention_days"]; !days.Required || string(days.Type) != `"number"` ||
		days.Description == "" {
		t.Errorf("retention_days is %+v", days)
	}
	if _, ok := resource.BlockTypes["timeouts"]; !ok {
		t.Error("the timeouts block is missing")
	}
	identity := provider.Identities[policy].Attributes
	if !identity["instance_id"].RequiredForImport || !identity["region"].OptionalForImport {
		t.Errorf("the identity is %+v", identity)
	}
	if _, ok := provider.DataSources[policy]; !ok {
		t.Error("the data source is missing")
	}
	if regions := provider.Lists[policy].Block.Attributes["regions"]; regions.Description == "" || len(regions.Type) == 0 {
		t.Errorf("regions of the list resource is %+v", regions)
	}
}
