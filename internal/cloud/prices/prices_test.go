// SPDX-License-Identifier: MPL-2.0

package prices_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
)

// The prices were copied by hand from the page of the network traffic fees.
func TestTransfer(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]float64{
		{"cn-hangzhou", "cn-shanghai"}:     0.075,
		{"cn-hangzhou", "cn-hongkong"}:     0.19,
		{"cn-hongkong", "cn-hangzhou"}:     0.19,
		{"cn-heyuan", "us-west-1"}:         0.31,
		{"cn-beijing", "ap-southeast-3"}:   0.28,
		{"cn-beijing", "ap-southeast-7"}:   0.19,
		{"cn-shenzhen", "ap-northeast-2"}:  0.1805,
		{"cn-shenzhen", "me-east-1"}:       0.31,
		{"cn-hongkong", "ap-northeast-1"}:  0.12,
		{"cn-hongkong", "me-east-1"}:       0.299,
		{"cn-hongkong", "eu-west-1"}:       0.118,
		{"cn-hangzhou", "cn-hangzhou"}:     0, // no copy
		{"ap-southeast-1", "eu-central-1"}: 0, // the page has it, this table not yet
		{"eu-west-1", "cn-beijing"}:        0,
		{"cn-hangzhou-finance", "cn-x"}:    0,
		{"", ""}:                           0,
	} {
		if got, known := prices.Transfer(pair[0], pair[1]); got != want || known != (want != 0) {
			t.Errorf("from %s to %s: %v, %t; want %v", pair[0], pair[1], got, known, want)
		}
	}
}

// Each pair that starts in China has one price, and no row hides another.
func TestTransferPrices_areComplete(t *testing.T) {
	t.Parallel()
	rows := map[[2]string]int{}
	for _, row := range prices.TransferPrices() {
		for _, from := range row.From {
			for _, to := range row.To {
				rows[[2]string{from, to}]++
			}
		}
	}
	for pair, count := range rows {
		if count != 1 {
			t.Errorf("%v has %d prices", pair, count)
		}
	}
	for _, from := range eligibility.Regions() {
		for _, to := range eligibility.Destinations(from.ID) {
			if _, known := prices.Transfer(from.ID, to.ID); known != (from.Area != eligibility.AreaOverseas) {
				t.Errorf("the price from %s to %s is known: %t", from.ID, to.ID, known)
			}
		}
	}
}

// The pages of the functions show the same prices, with the same source and date.
func TestPages_showThePrices(t *testing.T) {
	t.Parallel()
	page := func(name string) string {
		text, err := os.ReadFile("../../../templates/functions/" + name + ".md.tmpl")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	transfer, storage := page("cross_region_backup_transfer_cost"), page("cross_region_backup_storage_cost")
	for _, row := range prices.TransferPrices() {
		if !strings.Contains(transfer, fmt.Sprintf(" | %v |\n", row.PerGB)) {
			t.Errorf("the page has no price %v", row.PerGB)
		}
	}
	for _, text := range []string{fmt.Sprint(prices.StoragePerGBHour), prices.StorageDate} {
		if !strings.Contains(storage, text) {
			t.Errorf("the page does not say %s", text)
		}
	}
}
