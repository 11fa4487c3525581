// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Endpoints are the endpoints of the products in use; "" means the public one.
type Endpoints struct{ RDS, STS, RAM string }

// endpointInVPC is the endpoint of a service inside a VPC of the region of each call.
func endpointInVPC(service string) string { return rds.HostInVPC(service, rds.RegionPlaceholder) }

func (p profile) inVPC() bool { return strings.EqualFold(p.EndpointType, "vpc") }

// inVPC reports whether the endpoints inside a VPC are called: the profile says so, or the environment where it does
// not say.
func (o *opener) inVPC(p profile) bool {
	p.EndpointType = cmp.Or(p.EndpointType, o.options.Switches.EndpointType)
	return p.inVPC()
}

// endpoints returns what a profile says about endpoints, and the environment about that of STS.
func (o *opener) endpoints(p profile) (Endpoints, error) {
	sts, err := o.stsHost(p)
	if err != nil {
		return Endpoints{}, err
	}
	if o.inVPC(p) {
		return Endpoints{RDS: endpointInVPC(rds.ServiceRDS), STS: sts, RAM: endpointInVPC(rds.ServiceRAM)}, nil
	}
	return Endpoints{STS: sts}, nil
}

// stsHost returns the endpoint of STS that a profile or the environment chooses; empty for the public one.
func (o *opener) stsHost(p profile) (string, error) {
	if p.STSEndpoint != "" {
		if err := rds.CheckEndpoint(p.STSEndpoint); err != nil {
			return "", failedStep(StepChooseSTS, fmt.Errorf("sts_endpoint of the profile is not an endpoint: %w", err))
		}
		return p.STSEndpoint, nil
	}
	switches, region, from := o.options.Switches, p.STSRegion, "sts_region of the profile"
	if region == "" {
		region, from = switches.STSRegion, switches.STSRegionFrom
	}
	switch {
	case region == "" && (o.inVPC(p) || p.EnableVPC || switches.STSInVPC):
		return endpointInVPC(rds.ServiceSTS), nil
	case region == "":
		return "", nil
	}
	host := "sts." + region + ".aliyuncs.com"
	if p.EnableVPC || switches.STSInVPC {
		host = rds.HostInVPC(rds.ServiceSTS, region)
	}
	if rds.CheckEndpoint(host) != nil || strings.Contains(region, rds.RegionPlaceholder) {
		return "", failedStep(StepChooseSTS, errors.New(from+" is not a region id such as cn-hangzhou"))
	}
	return host, nil
}
