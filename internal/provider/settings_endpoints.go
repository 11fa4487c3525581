// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// endpoints resolves the endpoints block. Its attributes are looked up one by one, so that the environment can complete it.
func (r *resolver) endpoints(block types.List) Endpoints {
	if block.IsUnknown() {
		r.unknown("endpoints")
		return Endpoints{}
	}
	written := map[string]types.String{}
	if elements := block.Elements(); len(elements) > 0 {
		object, ok := elements[0].(types.Object)
		if !ok || object.IsUnknown() {
			r.unknown("endpoints")
			return Endpoints{}
		}
		for name, value := range object.Attributes() {
			written[name], _ = value.(types.String)
		}
	}
	return Endpoints{RDS: r.endpoint("rds", written["rds"]), STS: r.endpoint("sts", written["sts"]), RAM: r.endpoint("ram", written["ram"])}
}

func (r *resolver) endpoint(service string, value types.String) string {
	name := "endpoints." + service
	at := path.Root("endpoints").AtListIndex(0).AtName(service)
	var endpoint given
	switch {
	case value.IsUnknown():
		r.unknown(name)
		return ""
	case value.ValueString() != "":
		endpoint = given{value: value.ValueString(), origin: fromArgument + name, path: at}
	default:
		endpoint = r.fromEnvironment(name, path.Root("endpoints"))
	}
	if !endpoint.set() {
		return ""
	}
	if err := rds.CheckEndpoint(endpoint.value); err != nil {
		r.diags.AddAttributeError(endpoint.path, "Endpoint is not valid",
			fmt.Sprintf("The %s is not an endpoint: %s.\n\nGive a host, host:port or URL without a path, such as %s.aliyuncs.com, 127.0.0.1:8080 or http://127.0.0.1:8080. "+
				"{region} stands for the region of the call.", endpoint.origin, err, service))
		return ""
	}
	return endpoint.value
}
