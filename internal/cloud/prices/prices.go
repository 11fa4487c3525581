// SPDX-License-Identifier: MPL-2.0

// Package prices has the published prices of cross-region backup, in USD, each with its source and date. A bill may
// differ: accounts have discounts, and prices change.
package prices

import (
	"slices"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// HoursPerMonth is a month of 30 days, in which the estimates of this provider count.
const HoursPerMonth = 30 * 24

// BytesPerGB is the size of a GB in every estimate.
const BytesPerGB = 1 << 30

// What storing copies costs.
const (
	// StoragePerGBHour is that of copies of PostgreSQL, of SQL Server, and of MySQL on Premium Local SSDs.
	StoragePerGBHour = 0.0002
	StorageSource    = "ApsaraDB RDS for PostgreSQL: Use the cross-region backup feature"
	StorageDate      = "2025-07-23"

	// StoragePerGBDayCloudDisk is that of copies of MySQL on cloud disks, outside the mainland of China. Within it the
	// price is 0.0009375. Source: product page for MySQL, 2026-06-21.
	StoragePerGBDayCloudDisk = 0.001125
)

// StoragePerMonth is what storing so many bytes costs for a month, at StoragePerGBHour.
func StoragePerMonth(bytes float64) float64 {
	return bytes / BytesPerGB * StoragePerGBHour * HoursPerMonth
}

// The page of the prices for traffic names no date: this is when it was read.
const (
	TransferSource = "Data Disaster Recovery: Network traffic fees"
	TransferDate   = "2026-11"
)

const (
	// TransferInMainland is the price between two regions in the mainland of China.
	TransferInMainland = 0.075
	// TransferHighest is the highest price of the page: of MySQL on cloud disks, between areas.
	TransferHighest = 0.93
)

// TransferPrice is what the traffic of a copy costs, for each GB.
type TransferPrice struct {
	From, To []string // ids of regions
	PerGB    float64
}

// TransferPrices returns what is known of the prices for traffic. They are those of PostgreSQL, of SQL Server, and of
// MySQL on Premium Local SSDs. Prices from regions outside China are not known one by one, so they are not here.
func TransferPrices() []TransferPrice {
	mainland := in(eligibility.AreaMainland)
	hongKong := in(eligibility.AreaHongKong)
	dubai := []string{"me-east-1"}
	tokyo := []string{"ap-northeast-1"}
	// The regions outside China that are not named one by one have a price of their own from Hong Kong.
	others := slices.DeleteFunc(in(eligibility.AreaOverseas), func(id string) bool { return id == tokyo[0] })
	return []TransferPrice{
		{mainland, mainland, TransferInMainland},
		{mainland, hongKong, 0.19},
		{mainland, []string{"us-east-1", "us-west-1"}, 0.31},
		{mainland, []string{"ap-northeast-1", "ap-southeast-3", "eu-central-1"}, 0.28},
		{mainland, []string{"ap-southeast-1", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "eu-west-1"}, 0.19},
		{mainland, []string{"ap-northeast-2"}, 0.1805},
		{mainland, dubai, 0.31},
		{hongKong, mainland, 0.19},
		{hongKong, tokyo, 0.12},
		{hongKong, dubai, 0.299},
		{hongKong, others, 0.118},
	}
}

// Transfer returns the price for each GB between two regions, if it is known.
func Transfer(source, destination string) (perGB float64, known bool) {
	for _, price := range TransferPrices() {
		if source != destination && slices.Contains(price.From, source) && slices.Contains(price.To, destination) {
			return price.PerGB, true
		}
	}
	return 0, false
}

// in returns the ids of the regions of an area that the product page lists.
func in(area eligibility.Area) []string {
	var ids []string
	for _, region := range eligibility.Regions() {
		if region.Area == area {
			ids = append(ids, region.ID)
		}
	}
	return ids
}
