// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// maxConfigurationSource is the limit of configuration_source in characters, as in the official provider.
const maxConfigurationSource = 1024

// Schema describes the provider block.
func (p *Provider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for _, group := range []map[string]schema.Attribute{credentialAttributes(), transportAttributes(), checkAttributes()} {
		for name, attribute := range group {
			attributes[name] = attribute
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages, reviews and audits the cross-region backup of ApsaraDB RDS instances. " +
			"The credential and transport arguments have the names of those of the official `aliyun/alicloud` provider.",
		Attributes: withOfficialOnly(attributes),
		Blocks: map[string]schema.Block{
			"endpoints": endpointsBlock(), "assume_role": assumeRoleBlock(), "assume_role_with_oidc": assumeRoleWithOIDCBlock(),
			"features": featuresBlock(), "sign_version": signVersionBlock(),
		},
	}
}

func transportAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"protocol": text("protocol", "Protocol of calls to endpoints that have none: `HTTPS` (default) or `HTTP`.",
			validate.OneOfAnyCase(protocolHTTP, protocolHTTPS)),
		"client_read_timeout": number(
			"client_read_timeout",
			"Time to wait for the answer of one call, in milliseconds; 0 means the default."+
				defaultOf(rds.DefaultReadTimeout.Milliseconds()), 0, maxNumber,
		),
		"client_connect_timeout": number(
			"client_connect_timeout",
			"Time to wait for a connection, in milliseconds; 0 means the default."+
				defaultOf(rds.DefaultConnectTimeout.Milliseconds()), 0, maxNumber,
		),
		"max_retry_timeout": number("max_retry_timeout", "Time during which one call is retried after a "+
			"transient failure, in seconds; 0 means the default."+defaultOf(int64(rds.DefaultMaxRetryTimeout.Seconds())), 0,
			maxNumber),
		"max_requests_per_second": number("max_requests_per_second", "Most calls to RDS per second by this provider block. "+
			"Default: no fixed limit. The provider slows down while the API throttles.", 1, maxNumber),
		"source_ip": text("source_ip", "IP address that is sent as `SourceIp` with every call, for RAM policies with the "+
			"condition `acs:SourceIp` behind a proxy.", validate.Shape{Form: addressShape, Words: addressWords}),
		"secure_transport": text("secure_transport", "`true` or `false`, sent as `SecureTransport` with every call, for "+
			"RAM policies with the condition `acs:SecureTransport` behind a proxy.",
			validate.OneOfAnyCase(secureTransports()...)),
		"configuration_source": text("configuration_source", "Text that is added to the user agent of every call, such as "+
			"the name of a module. At most 1024 printable ASCII characters."),
		"skip_region_validation": schema.BoolAttribute{
			MarkdownDescription: withEnvironment("skip_region_validation", "Whether to accept region ids of every form, "+
				"also in resources, data sources, lists and imports. Then nothing warns of ids that look like typing errors. "+
				"Default: false."),
			Optional: true,
		},
	}
}

func checkAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"plan_checks": text("plan_checks", "What happens when a plan finds that an instance or a pair of regions cannot "+
			"work: `ENFORCE` (default) makes it an error, `WARN` a warning, `OFF` skips the checks.",
			validate.OneOf(planChecksModes()...)),
		"ignore_checks": schema.SetAttribute{
			MarkdownDescription: "Reason codes of plan checks to skip. Warnings and errors name their code. An unknown code " +
				"is a warning. The guide [Warnings and errors](guides/warnings-and-errors.md) explains them: `" +
				strings.Join(policy.ReasonCodes(), "`, `") + "`.",
			ElementType: types.StringType,
			Optional:    true,
			Validators:  []validator.Set{validate.Elements{Each: []validator.String{validate.NotEmpty{}}}},
		},
		"allowed_destination_regions": schema.SetAttribute{
			MarkdownDescription: "The only regions that backups may be copied to (data residency). An empty set allows none. " +
				"Holds under every `plan_checks`. Default: every region.",
			ElementType: types.StringType,
			Optional:    true,
			Validators:  []validator.Set{validate.Elements{Each: []validator.String{validate.NotEmpty{}}}},
		},
		"cross_border": text("cross_border", "What happens when backups would cross the border between the Chinese "+
			"mainland, Hong Kong and overseas: `WARN` (default), `DENY` or `ALLOW`. Holds under every `plan_checks`. "+
			"If the product page does not list a region, its id tells the area, such as `cn-shanghai-finance-1` or "+
			"`me-east-1`. With `DENY`, an id that does not tell its area is an error.",
			validate.OneOf(crossBorderModes()...)),
		"minimum_retention_days": number("minimum_retention_days", fmt.Sprintf("Fewest days that copies are kept, from %d "+
			"to %d: the floor of an organization. No plan and no apply sets `retention_days` below it, and "+
			"`DISABLE_AND_EXPIRE` is refused. A policy that is below it already is a warning until its retention changes or "+
			"it is switched on. Holds under every `plan_checks`. Default: no minimum. It binds this provider alone: RAM "+
			"cannot protect a retention. A deny of `rds:ModifyInstanceCrossBackupPolicy` for instances with a tag protects "+
			"all settings of their policies.", eligibility.MinRetentionDays, eligibility.MaxRetentionDays),
			eligibility.MinRetentionDays, eligibility.MaxRetentionDays),
	}
}

func endpointsBlock() schema.Block {
	describe := func(name, service, more string) schema.Attribute {
		return text("endpoints."+name, "Endpoint of "+service+": a host, host:port or URL. `{region}` in it is replaced "+
			"by the call's region. Inside a VPC: `"+rds.HostInVPC(name, rds.RegionPlaceholder)+"`."+more)
	}
	return schema.ListNestedBlock{
		MarkdownDescription: "Endpoints to call instead of the public ones. At most one block.",
		Validators:          []validator.List{validate.AtMost(1)},
		NestedObject: schema.NestedBlockObject{
			Validators: []validator.Object{otherEndpointsRefused{}},
			Attributes: withOtherEndpoints(map[string]schema.Attribute{
				"rds": describe("rds", "ApsaraDB RDS", ""),
				"sts": describe("sts", "Security Token Service",
					" Default: `sts.{region}.aliyuncs.com` of the provider's region, or `sts.aliyuncs.com` in a region without one, "+
						"such as `cn-hangzhou-finance`. The variables `ALIBABA_CLOUD_STS_REGION` and "+
						"`ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` choose another region, and the host inside the VPC."),
				"ram": describe("ram", "Resource Access Management", " Default: `ram.aliyuncs.com`, in every region."),
			}),
		},
	}
}

// maxNumber bounds a number of seconds or milliseconds: a larger one would overflow a duration.
const maxNumber = math.MaxInt32

// defaultOf takes a default from the client, so that text and behavior cannot differ.
func defaultOf(value int64) string {
	return fmt.Sprintf(" Default: %d.", value)
}

// text is an argument that is a text. An empty one is not set, because modules pass it on.
func text(name, description string, more ...validator.String) schema.StringAttribute {
	var validators []validator.String
	for _, each := range more {
		validators = append(validators, trimmed{each})
	}
	return schema.StringAttribute{
		MarkdownDescription: withEnvironment(name, description), Optional: true, Validators: validators,
	}
}

func secret(name, description string, more ...validator.String) schema.StringAttribute {
	attribute := text(name, description, more...)
	attribute.Sensitive = true
	return attribute
}

func number(name, description string, least, most int64) schema.Int64Attribute {
	within := validate.WholeNumber{Least: least, Most: most}
	return schema.Int64Attribute{
		MarkdownDescription: withEnvironment(name, description), Optional: true,
		CustomType: within, Validators: []validator.Int64{within},
	}
}
