// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// This file is about arguments that a block of the official provider may have and that mean nothing here. The schema
// has them only to refuse them with a sentence that says what to do: Terraform itself would only say that it does not
// expect them.

// RefusedDescription is the description of such an argument. The documentation leaves these arguments out.
const RefusedDescription = "Refused, because it has no meaning in this provider."

// officialOnly are the arguments of that kind, as a part of the model.
type officialOnly struct {
	AccountType       types.String `tfsdk:"account_type"`
	FC                types.String `tfsdk:"fc"`
	Features          types.List   `tfsdk:"features"`
	LogEndpoint       types.String `tfsdk:"log_endpoint"`
	MNSEndpoint       types.String `tfsdk:"mns_endpoint"`
	OTSInstanceName   types.String `tfsdk:"ots_instance_name"`
	SecurityTransport types.String `tfsdk:"security_transport"`
	SignVersion       types.List   `tfsdk:"sign_version"`
	STSEndpoint       types.String `tfsdk:"sts_endpoint"`
	STSRegion         types.String `tfsdk:"sts_region"`
}

// deleteIt is the remedy for an argument of a product that is not called.
const deleteIt = "Delete it here; a block of alicloud keeps it."

// officialArguments returns why each of them is refused, and what to do. The last two are fields of the CLI's profiles.
func officialArguments() map[string]string {
	return map[string]string{
		"account_type":       "RDS, STS and RAM have the same endpoints for accounts of both sites. " + deleteIt,
		"fc":                 "It is an endpoint of Function Compute, which this provider does not call. " + deleteIt,
		"features":           "It changes how resources of alicloud behave. " + deleteIt,
		"log_endpoint":       "It is an endpoint of Log Service, which this provider does not call. " + deleteIt,
		"mns_endpoint":       "It is an endpoint of Message Service, which this provider does not call. " + deleteIt,
		"ots_instance_name":  "It belongs to Tablestore, which this provider does not call. " + deleteIt,
		"security_transport": "It is the old name of secure_transport. Write secure_transport instead.",
		"sign_version":       "It is about OSS and Log Service, which this provider does not call. " + deleteIt,
		"sts_endpoint":       "Set sts in the block endpoints instead.",
		"sts_region": "Set sts = \"sts.<region>.aliyuncs.com\" in the block endpoints instead, or the environment variable " +
			variableNames(stsRegion)[0] + ".",
	}
}

// otherEndpoints are the arguments of the official provider's block endpoints for other products.
const otherEndpoints = `
acr actiontrail adb aiworkspace alb alidfs alidns alikafka amqp antiddos_public apig apigateway arms bastionhost
beebot bpstudio brain_industrial bssopenapi cas cassandra cbn cbs cddc cdn cds chatbot clickhouse cloudapi cloudauth
cloudfirewall cloudfw cloudphone cloudsso cms computenest config cr cs das datahub dataworks_public dataworkspublic
dbfs dbs dcdn ddosbasic ddosbgp ddoscoo dds devops_rdc devopsrdc dfs dg dm dms_enterprise dmsenterprise dns drds dts
dysms dysmsapi eais ebs ecd eci ecs edas edasschedulerx eds_user edsuser eflo eflo_cnp eflo_controller ehpc ehs
eipanycast elasticsearch emr ens esa ess eventbridge fc fc_open fnf ga gaplus gdb gds gpdb gwlb gwsecd hbr hcs_sgw
hitsdb imm imp ims iot kms kvstore location log market maxcompute mhub mns mns_open mscopensubscription mse nas nlb
oceanbase oceanbasepro ons onsproxy oos opensearch oss ots polardb polardbx privatelink pvtz quickbi quickbi_public
quotas r_kvstore redisa resourcemanager resourcesharing ressharing rocketmq ros sae sas scdn schedulerx2 sddp
selectdb serverless servicecatalog servicemesh sgw slb smartag srvcatalog swas swas_open tag vod vpc vpcipam vpcpeer
vs waf waf_openapi
`

// withOfficialOnly adds those arguments to the attributes of the block.
func withOfficialOnly(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	for name := range officialArguments() {
		if name != "features" && name != "sign_version" {
			attributes[name] = schema.StringAttribute{
				Optional: true, MarkdownDescription: RefusedDescription, Validators: []validator.String{refused{}},
			}
		}
	}
	return attributes
}

func featuresBlock() schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: RefusedDescription,
		Validators:          []validator.List{refused{}},
		NestedObject: schema.NestedBlockObject{Blocks: map[string]schema.Block{
			"ecs_instance": schema.ListNestedBlock{
				MarkdownDescription: RefusedDescription,
				NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
					"replace_on_image_update": schema.BoolAttribute{Optional: true, MarkdownDescription: RefusedDescription},
				}},
			},
		}},
	}
}

func signVersionBlock() schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: RefusedDescription,
		Validators:          []validator.List{refused{}},
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"oss": schema.StringAttribute{Optional: true, MarkdownDescription: RefusedDescription},
			"sls": schema.StringAttribute{Optional: true, MarkdownDescription: RefusedDescription},
		}},
	}
}

// withOtherEndpoints adds the endpoints of other products to the attributes of the block endpoints.
func withOtherEndpoints(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	for _, name := range strings.Fields(otherEndpoints) {
		attributes[name] = schema.StringAttribute{Optional: true, MarkdownDescription: RefusedDescription}
	}
	return attributes
}

// refused refuses an argument that is set.
type refused struct{}

func (refused) Description(context.Context) string {
	return "refused, with a sentence that says what to do instead"
}

func (v refused) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses an argument. An empty one is not set.
func (refused) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if credentials.Trim(req.ConfigValue.ValueString()) != "" {
		resp.Diagnostics.Append(refusedArgument(req.Path.String()))
	}
}

// ValidateList refuses a block.
func (refused) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if len(req.ConfigValue.Elements()) > 0 {
		resp.Diagnostics.Append(refusedBlock(req.Path.String()))
	}
}

func refusedArgument(name string) diag.Diagnostic {
	return message.NoMeaningHere.Error(path.Root(name),
		fmt.Sprintf("The argument %s is set. %s", name, officialArguments()[name]))
}

func refusedBlock(name string) diag.Diagnostic {
	return message.NoMeaningHere.Error(path.Root(name),
		fmt.Sprintf("There is a block %s. %s", name, officialArguments()[name]))
}

// otherEndpointsRefused refuses endpoints of other products, all in one error.
type otherEndpointsRefused struct{ refused }

// ValidateObject names the endpoints that are set.
func (otherEndpointsRefused) ValidateObject(
	_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse,
) {
	resp.Diagnostics.Append(refuseEndpoints(req.ConfigValue.Attributes(), func(value types.String) bool {
		return credentials.Trim(value.ValueString()) != ""
	})...)
}

func refuseEndpoints(members map[string]attr.Value, refuses func(types.String) bool) diag.Diagnostics {
	var others []string
	for name, value := range members {
		text, _ := value.(types.String)
		if refuses(text) && slices.Contains(strings.Fields(otherEndpoints), name) {
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return nil
	}
	slices.Sort(others)
	return diag.Diagnostics{message.NoMeaningHere.Error(path.Root("endpoints"), fmt.Sprintf(
		"The block endpoints sets %s. This provider calls RDS, STS and RAM alone, so only rds, sts and ram have a meaning. "+
			"Delete the others here; a block of alicloud keeps them.", strings.Join(others, ", ")))}
}

// refuseUnknown refuses what is not known yet. The validators see unknown values too, but there they may become empty:
// Terraform validates before it knows the variables of a module. When it plans, it knows all of these.
func (r *resolver) refuseUnknown(block model) {
	arguments := map[string]types.String{
		"account_type": block.AccountType, "fc": block.FC, "log_endpoint": block.LogEndpoint,
		"mns_endpoint": block.MNSEndpoint, "ots_instance_name": block.OTSInstanceName,
		"security_transport": block.SecurityTransport, "sts_endpoint": block.STSEndpoint, "sts_region": block.STSRegion,
	}
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		if arguments[name].IsUnknown() {
			r.diags.Append(refusedArgument(name))
		}
	}
	if block.Features.IsUnknown() {
		r.diags.Append(refusedBlock("features"))
	}
	if block.SignVersion.IsUnknown() {
		r.diags.Append(refusedBlock("sign_version"))
	}
	for _, element := range block.Endpoints.Elements() {
		if object, isObject := element.(types.Object); isObject {
			r.diags.Append(refuseEndpoints(object.Attributes(), types.String.IsUnknown)...)
		}
	}
}
