// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// emptyImport returns the result that ImportState fills in: a state and an identity without values.
func emptyImport(f *testing.F) func() *resource.ImportStateResponse {
	f.Helper()
	ctx := f.Context()
	r := NewResource()
	var schema resource.SchemaResponse
	r.Schema(ctx, resource.SchemaRequest{}, &schema)
	withIdentity, ok := r.(resource.ResourceWithIdentity)
	if !ok || schema.Diagnostics.HasError() {
		f.Fatal("the resource has no schema or no identity")
	}
	var id resource.IdentitySchemaResponse
	withIdentity.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &id)
	return func() *resource.ImportStateResponse {
		return &resource.ImportStateResponse{
			State: tfsdk.State{Schema: schema.Schema, Raw: tftypes.NewValue(schema.Schema.Type().TerraformType(ctx), nil)},
			Identity: &tfsdk.ResourceIdentity{
				Schema: id.IdentitySchema,
				Raw:    tftypes.NewValue(id.IdentitySchema.Type().TerraformType(ctx), nil),
			},
		}
	}
}

// FuzzImportID imports any id without a call. It is refused in one diagnostic, or the state names one instance in one
// region, and its own id imports the same again, whatever region the provider has.
func FuzzImportID(f *testing.F) {
	for _, id := range []string{
		"cn-hangzhou:pgm-bp1234567890", "pgm-bp1234567890", ":pgm-demo", "cn-hangzhou:", "cn-hangzhou:pgm:demo",
		"pgm-demo:cn-hangzhou", "::", " ", "cn-hangzhou-h:pgm",
		"cn-hangzhou: pgm", "cn-hangzhou:pgm\n", "a,b", "CN-HANGZHOU:PGM", "cn-hangzhou:%s", "\xff:\xfe", "cn-hangzhou:pgm-ä",
		"%!",
	} {
		f.Add(id, "cn-beijing")
	}
	f.Add("pgm-demo", "")
	f.Add("pgm-demo", "nowhere")
	empty := emptyImport(f)
	f.Fuzz(func(t *testing.T, id, providerRegion string) {
		if id == "" {
			return // Terraform asks by identity then.
		}
		region, instance, ok := imported(t, empty(), id, providerRegion)
		if !ok {
			return
		}
		if !eligibility.ValidRegionID(region) ||
			strings.ContainsFunc(
				instance,
				func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`:,"/?&`, r) },
			) {
			t.Errorf("%q names the instance %q in %q", id, instance, region)
		}
		if want := region + ":" + instance; id != want && id != instance {
			t.Errorf("%q becomes %q", id, want)
		}
		if strings.Contains(id, ":") == (id == instance) || id == instance && region != providerRegion {
			t.Errorf("%q names the instance %q in %q, and the provider is in %q", id, instance, region, providerRegion)
		}
		againRegion, againInstance, ok := imported(t, empty(), walk.PolicyID(region, instance), "eu-west-1")
		if !ok || againRegion != region || againInstance != instance {
			t.Errorf("%q names %q in %q, and its own id names %q in %q", id, instance, region, againInstance, againRegion)
		}
	})
}

// imported runs an import of a provider in a region, and returns what the state says; false for a refusal.
func imported(
	t *testing.T,
	resp *resource.ImportStateResponse,
	id, providerRegion string,
) (region, instance string, ok bool) {
	t.Helper()
	ctx := t.Context()
	r := &policyResource{data: &walk.Data{Client: &rds.Client{}, Region: providerRegion, Walk: walk.New(nil)}}
	r.data.Walk.First("imported") // so that nothing is said about that
	r.ImportState(ctx, resource.ImportStateRequest{ID: id}, resp)
	if resp.Diagnostics.HasError() {
		misprinted := strings.Contains(resp.Diagnostics[0].Detail(), "%!") && !strings.Contains(id+providerRegion, "%!")
		if len(resp.Diagnostics) != 1 || !resp.State.Raw.IsNull() || misprinted || resp.Diagnostics[0].Summary() == "" {
			t.Errorf("the refusal of %q is %v with the state %v", id, resp.Diagnostics, resp.State.Raw)
		}
		return "", "", false
	}
	var stored, known string
	var key identity
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("id"), &stored)...)
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("region"), &region)...)
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("instance_id"), &instance)...)
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("deletion_policy"), &known)...)
	resp.Diagnostics.Append(resp.Identity.Get(ctx, &key)...)
	if len(resp.Diagnostics) != 0 || stored != region+":"+instance || known != deletionDisable ||
		key.Region.ValueString() != region ||
		key.InstanceID.ValueString() != instance {
		t.Errorf("%q gives %v, %v and %v", id, resp.Diagnostics, resp.State.Raw, key)
	}
	return region, instance, true
}
