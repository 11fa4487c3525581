// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"strings"
	"sync"

	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
)

// The services that are called, as the settings of endpoints name them.
const (
	ServiceRDS = "rds"
	ServiceSTS = "sts"
	ServiceRAM = "ram"
)

// service says where a service is called.
type service struct {
	name string
	// host is its public host in a region. The region is empty for STS and RAM where none is set.
	host func(region string) string
	// inVPC is its host for machines in a VPC that reach no other.
	inVPC string
}

// services are the products in use, by the names that typed requests carry.
func services() map[string]service {
	return map[string]service{
		productRDS: {ServiceRDS, publicRDS, "rds-vpc." + RegionPlaceholder + ".aliyuncs.com"},
		productSTS: {ServiceSTS, publicSTS, "sts-vpc." + RegionPlaceholder + ".aliyuncs.com"},
		productRAM: {ServiceRAM, publicRAM, "ram.vpc-proxy.aliyuncs.com"},
	}
}

// HostInVPC is the host of a service for machines in a VPC of a region; empty where there is none.
func HostInVPC(name, region string) string {
	for _, known := range services() {
		if known.name == name {
			return strings.ReplaceAll(known.inVPC, RegionPlaceholder, region)
		}
	}
	return ""
}

// CentralHost is the public host of a service that serves all regions alike; empty where there is none.
func CentralHost(name string) string {
	switch name {
	case ServiceSTS:
		return publicSTS("")
	case ServiceRAM:
		return publicRAM("")
	}
	return ""
}

// The SDK's product names, which its typed requests carry.
const (
	productRDS = "Rds"
	productSTS = "Sts"
	productRAM = "Ram"
)

// publicEndpoints is the SDK's list of regions that are served by another host than the regional one.
// The SDK builds it at the first call without a lock, so that call is made once, here.
var publicEndpoints = sync.OnceValue(sdkrds.GetEndpointMap)

func publicRDS(region string) string {
	if public, ok := publicEndpoints()[region]; ok {
		return public
	}
	return "rds." + region + ".aliyuncs.com"
}

// stsRegions are the regions with a public host of STS of their own, from Alibaba Cloud's list of endpoints of
// 2026-04 and the page of endpoints of STS. The finance regions of Hangzhou and Shenzhen, government and test regions
// have none.
const stsRegions = ` ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-3 ap-southeast-5 ap-southeast-6
	ap-southeast-7 cn-beijing cn-beijing-finance-1 cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-heyuan cn-hongkong
	cn-huhehaote cn-nanjing cn-qingdao cn-shanghai cn-shanghai-finance-1 cn-shenzhen cn-wuhan-lr cn-wulanchabu
	cn-zhangjiakou eu-central-1 eu-west-1 me-central-1 me-east-1 na-south-1 us-east-1 us-west-1 `

var hasSTS = sync.OnceValue(func() map[string]bool {
	found := map[string]bool{}
	for region := range strings.FieldsSeq(stsRegions) {
		found[region] = true
	}
	return found
})

// publicSTS is the host of the region where there is one. Far away from China, the central one is slow or out of reach.
// A region that the list lacks is served by the central one, which knows all accounts.
func publicSTS(region string) string {
	if hasSTS()[region] {
		return "sts." + region + ".aliyuncs.com"
	}
	return "sts.aliyuncs.com"
}

func publicRAM(string) string { return "ram.aliyuncs.com" }
