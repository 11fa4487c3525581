// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// Open configures the provider as the block `provider "apsaradb" { region = "..." }` would, and returns what its
// resources get. An empty region leaves the argument out.
func Open(ctx context.Context, region string, options ...provider.Option) (*walk.Data, error) {
	configured := provider.New("live", options...)()
	var schema frameworkprovider.SchemaResponse
	configured.Schema(ctx, frameworkprovider.SchemaRequest{}, &schema)
	if err := problems(schema.Diagnostics); err != nil {
		return nil, err
	}
	block, ok := schema.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		return nil, errors.New("the provider's schema is no object")
	}
	values := map[string]tftypes.Value{}
	for name, kind := range block.AttributeTypes {
		values[name] = tftypes.NewValue(kind, nil)
		if _, nested := schema.Schema.Blocks[name]; nested {
			values[name] = tftypes.NewValue(kind, []tftypes.Value{})
		}
	}
	if region != "" {
		values["region"] = tftypes.NewValue(tftypes.String, region)
	}
	var response frameworkprovider.ConfigureResponse
	configured.Configure(ctx, frameworkprovider.ConfigureRequest{
		Config: tfsdk.Config{Raw: tftypes.NewValue(block, values), Schema: schema.Schema},
	}, &response)
	if err := problems(response.Diagnostics); err != nil {
		return nil, err
	}
	data, diags := walk.From(response.ResourceData)
	if err := problems(diags); err != nil {
		return nil, err
	}
	if !data.Ready() {
		return nil, errors.New("the provider has no client")
	}
	return data, nil
}

// problems turns the errors among diagnostics into one error, as a user would read them.
func problems(diags diag.Diagnostics) error {
	var texts []string
	for _, problem := range diags.Errors() {
		texts = append(texts, problem.Summary()+": "+problem.Detail())
	}
	if len(texts) == 0 {
		return nil
	}
	return errors.New(strings.Join(texts, "\n"))
}
