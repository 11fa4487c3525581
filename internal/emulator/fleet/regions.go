// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"slices"
	"strings"
)

// Regions returns the regions of the cloud: the product page's 23 in its order,
// then others that RDS has.
func Regions() []Region {
	var regions []Region
	for _, r := range destinationTable() {
		regions = append(regions, Region{ID: r[0], Name: r[1], Zones: zones(r[0]), Destination: true})
	}
	for _, r := range otherRegionTable() {
		regions = append(regions, Region{ID: r[0], Name: r[1], Zones: zones(r[0])})
	}
	return regions
}

func zones(region string) []string {
	// Region ids that end in a digit separate the zone letter without a dash.
	if last := region[len(region)-1]; last >= '0' && last <= '9' {
		return []string{region + "a", region + "b"}
	}
	return []string{region + "-h", region + "-i"}
}

// destinationTable holds id and name of the product page's regions, 2025-07-23.
func destinationTable() [][2]string {
	return [][2]string{
		{"cn-beijing", "China (Beijing)"},
		{"cn-shanghai", "China (Shanghai)"},
		{"cn-hangzhou", "China (Hangzhou)"},
		{"cn-shenzhen", "China (Shenzhen)"},
		{"cn-qingdao", "China (Qingdao)"},
		{"cn-guangzhou", "China (Guangzhou)"},
		{"cn-wulanchabu", "China (Ulanqab)"},
		{"cn-heyuan", "China (Heyuan)"},
		{"cn-chengdu", "China (Chengdu)"},
		{"cn-huhehaote", "China (Hohhot)"},
		{"cn-zhangjiakou", "China (Zhangjiakou)"},
		{"cn-hongkong", "China (Hong Kong)"},
		{"us-west-1", "US (Silicon Valley)"},
		{"us-east-1", "US (Virginia)"},
		{"ap-southeast-1", "Singapore"},
		{"ap-northeast-1", "Japan (Tokyo)"},
		{"eu-central-1", "Germany (Frankfurt)"},
		{"ap-southeast-3", "Malaysia (Kuala Lumpur)"},
		{"ap-southeast-5", "Indonesia (Jakarta)"},
		{"ap-southeast-6", "Philippines (Manila)"},
		{"eu-west-1", "UK (London)"},
		{"ap-northeast-2", "South Korea (Seoul)"},
		{"ap-southeast-7", "Thailand (Bangkok)"},
	}
}

// otherRegionTable holds RDS regions without cross-region backup.
func otherRegionTable() [][2]string {
	return [][2]string{
		{"me-east-1", "UAE (Dubai)"},
		{"na-south-1", "Mexico"},
		{"cn-hangzhou-finance", "China East 1 Finance"},
		{"cn-shanghai-finance-1", "China East 2 Finance"},
		{"cn-shenzhen-finance-1", "China South 1 Finance"},
	}
}

// shortDestinations are the lists of the 2020 MySQL page.
func shortDestinations() map[string][]string {
	return map[string][]string{
		"cn-hangzhou": {"cn-shanghai", "cn-qingdao", "cn-shenzhen"},
		"cn-shanghai": {"cn-hangzhou", "cn-qingdao", "cn-shenzhen"},
		"cn-qingdao":  {"cn-hangzhou", "cn-shanghai", "cn-shenzhen"},
		"cn-beijing":  {"cn-hangzhou", "cn-shanghai", "cn-qingdao", "cn-shenzhen"},
		"cn-shenzhen": {"cn-hangzhou", "cn-shanghai", "cn-qingdao"},
		"cn-hongkong": {"cn-hangzhou", "cn-shanghai", "cn-qingdao", "cn-shenzhen"},
	}
}

func hasID(table [][2]string, id string) bool {
	return slices.ContainsFunc(table, func(r [2]string) bool { return r[0] == id })
}

func knownRegion(id string) bool {
	return hasID(destinationTable(), id) || hasID(otherRegionTable(), id)
}

// DestinationRegions answers DescribeAvailableCrossRegion, in no useful order. It
// refuses a source without the feature with CrossBackupNotSupport.
func (f *Fleet) DestinationRegions(source string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.destinations(source)
	if len(list) == 0 {
		return nil, Refusal{CodeDestination, source}
	}
	return list, nil
}

func (f *Fleet) destinations(source string) []string {
	if f.guesses[guessDestinations] == "short2020" {
		return shortDestinations()[source]
	}
	table := destinationTable()
	if f.guesses[guessDestinations] == "finance" && strings.Contains(source, "finance") {
		table = slices.DeleteFunc(otherRegionTable(), func(r [2]string) bool { return !strings.Contains(r[0], "finance") })
	}
	if !hasID(table, source) {
		return nil
	}
	var list []string
	for _, r := range table {
		if r[0] != source {
			list = append(list, r[0])
		}
	}
	return list
}
