// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/nearest"
)

// RegionTableSource names the document that the region table was copied from.
const RegionTableSource = productPage

// RegionTableDate is the date of [RegionTableSource], as YYYY-MM-DD.
const RegionTableDate = productPageDate

// Area is the part of the world that a region counts to. Copies between areas cross a border.
type Area string

// The three areas of the product page.
const (
	AreaMainland Area = "MAINLAND"
	AreaHongKong Area = "HONG_KONG"
	AreaOverseas Area = "OVERSEAS"
)

// Region is a region that the product page lists for cross-region backup.
type Region struct {
	ID   string // as the API spells it, such as cn-hangzhou
	Name string // as the product page spells it, such as China (Hangzhou)
	Area Area
}

// Regions returns the product page's 23 regions, sorted by id, in a slice of the caller's own.
//
// Names and areas: product page for PostgreSQL, "Supported regions", 2025-07-23. Ids: API metadata of 2026-04-21,
// except ap-northeast-2 and ap-southeast-7, which that metadata lacks and which public code uses.
func Regions() []Region {
	return []Region{
		{ID: "ap-northeast-1", Name: "Japan (Tokyo)", Area: AreaOverseas},
		{ID: "ap-northeast-2", Name: "South Korea (Seoul)", Area: AreaOverseas},
		{ID: "ap-southeast-1", Name: "Singapore", Area: AreaOverseas},
		{ID: "ap-southeast-3", Name: "Malaysia (Kuala Lumpur)", Area: AreaOverseas},
		{ID: "ap-southeast-5", Name: "Indonesia (Jakarta)", Area: AreaOverseas},
		{ID: "ap-southeast-6", Name: "Philippines (Manila)", Area: AreaOverseas},
		{ID: "ap-southeast-7", Name: "Thailand (Bangkok)", Area: AreaOverseas},
		{ID: "cn-beijing", Name: "China (Beijing)", Area: AreaMainland},
		{ID: "cn-chengdu", Name: "China (Chengdu)", Area: AreaMainland},
		{ID: "cn-guangzhou", Name: "China (Guangzhou)", Area: AreaMainland},
		{ID: "cn-hangzhou", Name: "China (Hangzhou)", Area: AreaMainland},
		{ID: "cn-heyuan", Name: "China (Heyuan)", Area: AreaMainland},
		{ID: "cn-hongkong", Name: "China (Hong Kong)", Area: AreaHongKong},
		{ID: "cn-huhehaote", Name: "China (Hohhot)", Area: AreaMainland},
		{ID: "cn-qingdao", Name: "China (Qingdao)", Area: AreaMainland},
		{ID: "cn-shanghai", Name: "China (Shanghai)", Area: AreaMainland},
		{ID: "cn-shenzhen", Name: "China (Shenzhen)", Area: AreaMainland},
		{ID: "cn-wulanchabu", Name: "China (Ulanqab)", Area: AreaMainland},
		{ID: "cn-zhangjiakou", Name: "China (Zhangjiakou)", Area: AreaMainland},
		{ID: "eu-central-1", Name: "Germany (Frankfurt)", Area: AreaOverseas},
		{ID: "eu-west-1", Name: "UK (London)", Area: AreaOverseas},
		{ID: "us-east-1", Name: "US (Virginia)", Area: AreaOverseas},
		{ID: "us-west-1", Name: "US (Silicon Valley)", Area: AreaOverseas},
	}
}

// sqlServerFinanceRegions are extra source regions that only the SQL Server page lists (Finance Cloud).
// Source: SQL Server page, 2023-11-27; ids from the SDK's endpoint table. The page names a fourth one whose id is not
// established, so an id missing here is unknown, never refused.
func sqlServerFinanceRegions() []string {
	return []string{"cn-hangzhou-finance", "cn-shanghai-finance-1", "cn-shenzhen-finance-1"}
}

// LookupRegion returns the listed region of an id. False means that the product page does not list it, which does not
// mean that the cloud refuses it.
func LookupRegion(id string) (Region, bool) {
	regions := Regions()
	i, found := slices.BinarySearchFunc(regions, id, func(r Region, id string) int { return cmp.Compare(r.ID, id) })
	if !found {
		return Region{}, false
	}
	return regions[i], true
}

// KnownRegions returns the ids that the product page or another public source names. An id that is missing here may
// still be right: the cloud decides.
//
// Those that the page does not list are known only so that they are not taken for typing errors. Their source: region
// list of the official provider (1.289) and endpoint table of the SDK, 2026-08.
func KnownRegions() []string {
	known := []string{
		"ap-south-1", "ap-southeast-2", "ap-southeast-8", "cn-beijing-finance-1", "cn-beijing-finance-1-pub", "cn-fuzhou",
		"cn-hangzhou-finance", "cn-hzfinance", "cn-hzjbp", "cn-nanjing", "cn-north-2-gov-1", "cn-shanghai-finance-1",
		"cn-shanghai-finance-1-pub", "cn-shenzhen-finance", "cn-shenzhen-finance-1", "cn-szfinance", "cn-wuhan-lr",
		"cn-zhengzhou-jva", "cn-zhongwei", "me-central-1", "me-east-1", "na-south-1", "rus-west-1", "us-southeast-1",
	}
	for _, r := range Regions() {
		known = append(known, r.ID)
	}
	return known
}

// KnownRegion reports whether a public source names the region.
func KnownRegion(id string) bool { return slices.Contains(KnownRegions(), id) }

// A segment of one letter, or of digits and one letter, is left out on purpose: cn-hangzhou-h and ap-southeast-1a are
// zones, a frequent mix-up.
var (
	regionIDShape = regexp.MustCompile(`^([a-z]{2}|rus)-[a-z]{2,}(-([a-z]{2,}[0-9]*|[a-z][0-9]+|[0-9]{1,3}))*$`)
	regionIDLabel = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
)

// ValidRegionID reports whether an id has the shape of a region id, such as cn-hangzhou or cn-shanghai-finance-1.
// It says nothing about whether such a region exists. Zone ids, such as cn-hangzhou-h, are not valid.
func ValidRegionID(id string) bool {
	return regionIDShape.MatchString(id)
}

// UsableRegionID reports whether an id of any shape can be sent: a region is part of the name of the API's host, and of
// the ids of resources.
func UsableRegionID(id string) bool {
	return regionIDLabel.MatchString(id)
}

// AreaOf returns the area of a region: that of the product page, or else what the id itself tells. It is false for an
// id that does not tell it.
func AreaOf(id string) (area Area, known bool) {
	if listed, ok := LookupRegion(id); ok {
		return listed.Area, true
	}
	if !ValidRegionID(id) {
		return "", false
	}
	segments := strings.Split(id, "-")
	switch segments[0] {
	case "cn":
		return areaInChina(segments[1])
	case "ap", "eu", "me", "na", "rus", "us":
		return AreaOverseas, true
	}
	return "", false
}

// areaInChina returns the area of a place that an id names after "cn-". Hong Kong shows that these are not all in the
// mainland. So the names of places outside it have no area. Edge nodes have none either.
func areaInChina(place string) (area Area, known bool) {
	if place == "hongkong" {
		return AreaHongKong, true
	}
	for _, other := range []string{
		"hongkong", "hk", "xianggang", "macau", "macao", "aomen", "taiwan", "taipei", "taibei", "tw", "edge",
	} {
		if strings.HasPrefix(place, other) {
			return "", false
		}
	}
	return AreaMainland, true
}

// Destinations returns the regions that the product page allows as destination of a source: all listed ones but the
// source itself, sorted by id. The cloud's own list, where it can be asked, decides.
func Destinations(source string) []Region {
	return slices.DeleteFunc(Regions(), func(r Region) bool { return r.ID == source })
}

// CrossBorder reports whether data from source to destination leaves its area: mainland, Hong Kong or overseas.
// When known is false, the area of one of the two is not known and crosses means nothing.
func CrossBorder(source, destination string) (crosses, known bool) {
	from, fromKnown := AreaOf(source)
	to, toKnown := AreaOf(destination)
	if !fromKnown || !toKnown {
		return false, false
	}
	return from != to, true
}

// NearestRegion returns the known region that a mistyped id most likely means.
func NearestRegion(id string) (string, bool) { return nearest.Word(id, KnownRegions()) }
