// SPDX-License-Identifier: MPL-2.0

package statements_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/statements"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Instances of the default fleet, and two that it lacks.
const (
	region   = "cn-hangzhou"
	cluster  = "rds-mssql-cluster"
	expiring = "pgm-expiring"
	// blocked has a class that the feature refuses.
	blocked = "pgm-economy"
	// ended is MySQL on cloud disks and released.
	ended = "rm-ended"
)

// emulated serves an emulator whose clock stands still, and returns it with the target, which has everything allowed.
// Time passes by moving that clock. The caller closes it.
func emulated(options ...emulator.Option) (target statements.Target, server *emulator.Server, stop func(), err error) {
	server, err = emulator.New(append([]emulator.Option{emulator.WithManualClock(time.Time{})}, options...)...)
	if err != nil {
		return statements.Target{}, nil, nil, err
	}
	for _, instance := range extra() {
		if err := server.Fleet().AddInstance(instance); err != nil {
			return statements.Target{}, nil, nil, fmt.Errorf("add %s: %w", instance.ID, err)
		}
	}
	listener := httptest.NewServer(server)
	shut := func() {
		server.Close()
		listener.Close()
	}
	wait := func(ctx context.Context, d time.Duration) error {
		server.Fleet().Advance(d)
		return ctx.Err()
	}
	client, err := rds.New(rds.Config{
		Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "emulator-key", AccessKeySecret: "emulator-secret"}),
		RDSEndpoint: listener.URL, STSEndpoint: listener.URL, RAMEndpoint: listener.URL,
		Clock:     rds.Clock{Now: server.Fleet().Now, Sleep: wait},
		Transport: &http.Transport{}, // Without a proxy: the emulator is on this machine.
	})
	if err != nil {
		shut()
		return statements.Target{}, nil, nil, err
	}
	return statements.Target{
		Client: client, Region: region,
		Instances:    []string{"pgm-demo", "pgm-console", "pgm-disabled", "rm-mysql", cluster, expiring, blocked},
		Released:     []string{"pgm-released"},
		Ended:        []string{ended},
		Writable:     []string{"pgm-demo", blocked},
		Expiring:     []string{expiring},
		Destinations: [2]string{"cn-shanghai", "cn-beijing"},
		Patience:     48 * time.Hour, Wait: wait, Now: server.Fleet().Now,
	}, server, func() { client.CloseIdleConnections(); shut() }, nil
}

// extra are a Cluster Edition of SQL Server, which copies snapshots, and an instance whose copies expire every day.
func extra() []fleet.Instance {
	return []fleet.Instance{
		fleet.MySQL(region, ended, func(in *fleet.Instance) {
			in.StorageType, in.Class, in.Released = "cloud_essd", "mysql.n4.large.2c", true
			in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
		}),
		{
			ID:            cluster,
			Region:        region,
			Engine:        "SQLServer",
			EngineVersion: "2019_ent",
			Category:      "AlwaysOn",
			StorageType:   "cloud_essd",
			Class:         "mssql.x4.large.e2",
			BackupMethod:  "Snapshot",
			History:       3,
			Policy:        &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30},
		},
		{
			ID:            expiring,
			Region:        region,
			Engine:        "PostgreSQL",
			EngineVersion: "16.0",
			Category:      "HighAvailability",
			StorageType:   "cloud_essd",
			Class:         "pg.n4.2c.2m",
			History:       20,
			Policy:        &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 7},
		},
	}
}
