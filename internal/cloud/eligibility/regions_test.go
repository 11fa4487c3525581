// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"slices"
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
		"cn-hangzhou":           true,
		"ap-southeast-1":        true,
		"cn-hangzhou-finance":   true,
		"cn-shanghai-finance-1": true,
		"me-central-1":          true,
		"cn-north-2-gov-1":      true,
		"":                      false,
		"cn":                    false,
		"cn-":                   false,
		"CN-HANGZHOU":           false,
		"cn_hangzhou":           false,
		"hangzhou":              false,
		" cn-hangzhou":          false,
		"cn-hangzhou-h":         false,
		"ap-southeast-1a":       false,
		"China (Hangzhou)":      false,
		"cn-hangzhou/..":        false,
		"cn-1":                  false,
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
		{"me-east-1", "cn-hangzhou", false, false},
		{"cn-hangzhou", "me-east-1", false, false},
		{"", "", false, false},
	} {
		crosses, known := eligibility.CrossBorder(row.source, row.destination)
		if crosses != row.crosses || known != row.known {
			t.Errorf("CrossBorder(%q, %q) = %t, %t", row.source, row.destination, crosses, known)
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
		"ap-southeast-2": "", // five are one edit away
		"sa-north-9":     "",
		"":               "",
		"cn-hang":        "",
	} {
		got, ok := eligibility.NearestRegion(id)
		if got != want || ok != (want != "") {
			t.Errorf("NearestRegion(%q) = %q, %t; want %q", id, got, ok, want)
		}
	}
}
