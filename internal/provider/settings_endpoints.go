// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// endpoints resolves the endpoints block. Its attributes are looked up one by one, so that the environment can
// complete it.
func (r *resolver) endpoints(list types.List) Endpoints {
	block := r.nested("endpoints", list)
	return Endpoints{RDS: r.endpoint(block, "rds"), STS: r.endpoint(block, "sts"), RAM: r.endpoint(block, "ram")}
}

func (r *resolver) endpoint(block nested, service string) string {
	endpoint := r.member(block, service)
	if !endpoint.set() {
		return ""
	}
	cleaned, ok := r.clean(endpoint)
	if !ok {
		return ""
	}
	if err := rds.CheckEndpoint(cleaned); err != nil {
		// At the block, since the value may hold a password: Terraform would print the line of the configuration.
		r.diags.Append(message.InvalidEndpoint.Error(path.Root(block.name),
			fmt.Sprintf("The %s is not an endpoint: %s.\n\nGive a host, host:port or URL without a path, such as "+
				"%s.aliyuncs.com, 127.0.0.1:8080 or http://127.0.0.1:8080. "+
				"{region} stands for the region of the call.", endpoint.origin, err, service)))
		return ""
	}
	if r.settings.EndpointsFrom == nil {
		r.settings.EndpointsFrom = map[string]string{}
	}
	r.settings.EndpointsFrom[service] = endpoint.origin
	return cleaned
}
