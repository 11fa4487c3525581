// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// largeRegion serves a region of so many instances, each with a policy that is on.
func largeRegion(b *testing.B, instances int) *caller {
	b.Helper()
	var seed fleet.Seed
	for n := range instances {
		seed.Instances = append(seed.Instances, fleet.Instance{
			ID: fmt.Sprintf("pgm-bench%05d", n), Region: "cn-hangzhou", Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability",
			StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
			Policy: &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30},
		})
	}
	seed.Accounts = fleet.DefaultSeed().Accounts
	return newMemoryCaller(b, emulator.StartInMemory(b, emulator.WithSeed(seed)))
}

// BenchmarkCalls shows what the calls of a large fleet cost, with what a client needs to sign them and to read the
// answer.
func BenchmarkCalls(b *testing.B) {
	c := largeRegion(b, 10_000)
	for name, call := range map[string]func() answer{
		"page of policies": func() answer {
			return c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou", "PageSize", "100", "PageNumber", "50")
		},
		"page of instances": func() answer {
			return c.call("DescribeDBInstances", "RegionId", "cn-hangzhou", "PageSize", "100", "PageNumber", "50")
		},
		"policy": func() answer {
			return c.call("DescribeInstanceCrossBackupPolicy", "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-bench05000")
		},
		"instance": func() answer { return c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-bench05000") },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := call(); got.status != 200 {
					b.Fatalf("%d %s", got.status, got.code())
				}
			}
		})
	}
}
