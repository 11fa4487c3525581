// SPDX-License-Identifier: MPL-2.0

package sharedlist_test

import (
	"fmt"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// BenchmarkReader_walk reads the policies of one walk, ten at a time, from an API that answers at once. It shows
// what sharing itself costs, and how many list calls it makes.
func BenchmarkReader_walk(b *testing.B) {
	for _, policies := range []int{5, 100, 1_000, 5_000} {
		region := policies + policies/5
		b.Run(fmt.Sprint(policies), func(b *testing.B) {
			b.ReportAllocs()
			calls := 0
			for b.Loop() {
				f := &fakeAPI{size: region}
				f.readAll(b.Context(), sharedlist.New(f), spread(policies, region), parallelism)
				calls = f.pages()
			}
			b.ReportMetric(float64(calls), "calls")
		})
	}
}
