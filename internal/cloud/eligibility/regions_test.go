// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// productPageRegions are the names under "Supported regions" of the product page, 2025-07-23, copied by hand.
func productPageRegions() map[eligibility.Area][]string {
	return map[eligibility.Area][]string{
		eligibility.AreaMainland: {
			"China (Beijing)", "China (Shanghai)", "China (Hangzhou)", "China (Shenzhen)", "China (Qingdao)",
			"China (Guangzhou)", "China (Ulanqab)", "China (Heyuan)", "China (Chengdu)", "China (Hohhot)", "China (Zhangjiakou)",
		},
		eligibility.AreaHongKong: {"China (Hong Kong)"},
		eligibility.AreaOverseas: {
			"US (Silicon Valley)", "US (Virginia)", "Singapore", "Japan (Tokyo)", "Germany (Frankfurt)",
			"Malaysia (Kuala Lumpur)", "Indonesia (Jakarta)", "Philippines (Manila)", "UK (London)", "South Korea (Seoul)",
			"Thailand (Bangkok)",
		},
	}
}

func TestRegions_equalTheProductPage(t *testing.T) {
	t.Parallel()
	got := map[eligibility.Area][]string{}
	for _, r := range eligibility.Regions() {
		got[r.Area] = append(got[r.Area], r.Name)
	}
	want := productPageRegions()
	total := 0
	for area, names := range want {
		total += len(names)
		slices.Sort(names)
		slices.Sort(got[area])
		if !slices.Equal(got[area], names) {
			t.Errorf("area %s:\n got %q\nwant %q", area, got[area], names)
		}
	}
	if len(got) != len(want) || total != 23 || len(eligibility.Regions()) != 23 {
		t.Errorf("%d areas and %d regions, want %d areas and 23 regions", len(got), len(eligibility.Regions()), len(want))
	}
}

func TestRegions_areSortedValidAndFresh(t *testing.T) {
	t.Parallel()
	regions := eligibility.Regions()
	for i, r := range regions {
		if !eligibility.ValidRegionID(r.ID) {
			t.Errorf("%s is not valid by its own rule", r.ID)
		}
		if found, ok := eligibility.LookupRegion(r.ID); !ok || found != r {
			t.Errorf("LookupRegion(%s) = %v, %t", r.ID, found, ok)
		}
		if i > 0 && regions[i-1].ID >= r.ID {
			t.Errorf("%s comes before %s", regions[i-1].ID, r.ID)
		}
	}
	regions[0].ID = "changed"
	if eligibility.Regions()[0].ID == "changed" {
		t.Error("a caller can change the table")
	}
}

func TestLookupRegion_unlisted(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "cn", "me-east-1", "cn-hangzhou-finance", "China (Hangzhou)"} {
		if r, ok := eligibility.LookupRegion(id); ok {
			t.Errorf("LookupRegion(%q) = %v", id, r)
		}
	}
}

func TestValidRegionID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"cn-hangzhou":            true,
		"ap-southeast-1":         true,
		"cn-hangzhou-finance":    true,
		"cn-shanghai-finance-1":  true,
		"me-central-1":           true,
		"cn-north-2-gov-1":       true,
		"rus-west-1":             true,
		"cn-hangzhou-test-306":   true,
		"cn-shenzhen-st4-d01":    true,
		"cn-wuhan-lr":            true,
		"":                       false,
		"cn":                     false,
		"cn-":                    false,
		"CN-HANGZHOU":            false,
		"cn_hangzhou":            false,
		"hangzhou":               false,
		" cn-hangzhou":           false,
		"cn-hangzhou-h":          false,
		"ap-southeast-1a":        false,
		"cn-shanghai-finance-1b": false,
		"China (Hangzhou)":       false,
		"cn-hangzhou/..":         false,
		"cn-1":                   false,
	} {
		if got := eligibility.ValidRegionID(id); got != want {
			t.Errorf("ValidRegionID(%q) = %t, want %t", id, got, want)
		}
	}
}

func TestDestinations_areAllButTheSource(t *testing.T) {
	t.Parallel()
	for _, source := range eligibility.Regions() {
		got := eligibility.Destinations(source.ID)
		if len(got) != 22 || slices.Contains(got, source) {
			t.Errorf("Destinations(%s) has %d regions, itself included: %t", source.ID, len(got), slices.Contains(got, source))
		}
		if !slices.IsSortedFunc(got,
			func(a, b eligibility.Region) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) }) {
			t.Errorf("Destinations(%s) is not sorted", source.ID)
		}
	}
	if got := eligibility.Destinations("me-east-1"); len(got) != 23 {
		t.Errorf("Destinations of an unlisted source has %d regions, want 23", len(got))
	}
}

func TestCrossBorder(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		source, destination string
		crosses, known      bool
	}{
		{"cn-hangzhou", "cn-shanghai", false, true},
		{"cn-hangzhou", "cn-hongkong", true, true},
		{"cn-hongkong", "cn-hangzhou", true, true},
		{"cn-hongkong", "ap-southeast-1", true, true},
		{"cn-beijing", "us-west-1", true, true},
		{"ap-southeast-1", "eu-central-1", false, true},
		{"me-east-1", "cn-hangzhou", true, true},
		{"cn-hangzhou", "me-east-1", true, true},
		{"me-east-1", "eu-central-1", false, true},
		{"cn-shanghai-finance-1", "cn-shenzhen-finance-1", false, true},
		{"cn-macau", "cn-hangzhou", false, false},
		{"cn-hangzhou", "xx-north-1", false, false},
		{"", "", false, false},
	} {
		crosses, known := eligibility.CrossBorder(row.source, row.destination)
		if crosses != row.crosses || known != row.known {
			t.Errorf("CrossBorder(%q, %q) = %t, %t", row.source, row.destination, crosses, known)
		}
	}
}

// An id tells the area of a region that the product page does not list, or it tells none.
func TestAreaOf(t *testing.T) {
	t.Parallel()
	for area, ids := range map[eligibility.Area][]string{
		eligibility.AreaMainland: {
			"cn-hangzhou", "cn-hangzhou-finance", "cn-shanghai-finance-1", "cn-shenzhen-finance-1", "cn-beijing-finance-1",
			"cn-north-2-gov-1", "cn-shenzhen-st4-d01", "cn-hangzhou-test-306", "cn-wuhan-lr", "cn-nanjing", "cn-fuzhou",
			"cn-zhongwei", "cn-zhengzhou-jva", "cn-szfinance", "cn-beijing-finance-1-pub", "cn-heyuan-acdr-1",
			"cn-qingdao-nebula",
		},
		eligibility.AreaHongKong: {"cn-hongkong", "cn-hongkong-finance-1", "cn-hongkong-finance-pop"},
		eligibility.AreaOverseas: {
			"me-east-1", "me-central-1", "ap-southeast-2", "ap-southeast-8", "ap-south-1", "na-south-1", "rus-west-1",
			"us-southeast-1", "eu-west-2", "eu-west-1-oxs", "ap-northeast-2-pop",
		},
		"": {
			"", "cn", "cn-macau", "cn-macao-1", "cn-taiwan", "cn-taipei-1", "cn-taiwan-finance-1", "cn-hongkong2", "cn-hk-1",
			"cn-edge-1", "hk-central-1", "tw-north-1", "xx-north-1", "CN-HANGZHOU", "cn-hangzhou-h", "China (Hangzhou)",
			"mainland",
		},
	} {
		for _, id := range ids {
			if got, known := eligibility.AreaOf(id); got != area || known != (area != "") {
				t.Errorf("AreaOf(%q) = %q, %t; want %q", id, got, known, area)
			}
		}
	}
}

// What cannot stand in the name of a host, or in an id, is no region id under any setting.
func TestUsableRegionID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"cn-hangzhou": true, "CN-Hangzhou": true, "moon": true, "cn-hangzhou-h": true, "1": true,
		strings.Repeat("a", 63): true, strings.Repeat("a", 64): false,
		"": false, " ": false, "cn-": false, "-cn": false, "cn_hangzhou": false, "cn.evil.example": false,
		"cn:rm-1": false, "cn/..": false, "cn-hangzhou\n": false, "cn@evil": false, "\u676d\u5dde": false,
	} {
		if got := eligibility.UsableRegionID(id); got != want {
			t.Errorf("UsableRegionID(%q) = %t, want %t", id, got, want)
		}
	}
}

func TestNearestRegion(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"cn-hangzou":     "cn-hangzhou",
		"cn-hanzghou":    "cn-hangzhou",
		"cn-hangzhou-h":  "cn-hangzhou",
		"CN-Shanghai":    "cn-shanghai",
		"cn_beijing":     "cn-beijing",
		"eu-central1":    "eu-central-1",
		"us-west-2":      "us-west-1",
		"cn-shanghai":    "cn-shanghai",
		"ap-southeast-4": "", // eight are one edit away
		"me-east-1":      "me-east-1",
		"cn-nanjin":      "cn-nanjing",
		"rus-west-2":     "rus-west-1",
		"sa-north-9":     "",
		"":               "",
		"cn-hang":        "cn-hangzhou",
		"Hangzhou":       "cn-hangzhou",
		"cn":             "",
	} {
		got, ok := eligibility.NearestRegion(id)
		if got != want || ok != (want != "") {
			t.Errorf("NearestRegion(%q) = %q, %t; want %q", id, got, ok, want)
		}
	}
}
