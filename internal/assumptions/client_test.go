// SPDX-License-Identifier: MPL-2.0

package assumptions_test

import (
	"context"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// clientOf returns a client of an emulator that the test looks into.
func clientOf(t *testing.T, server *emulator.Server) *rds.Client {
	t.Helper()
	client, err := rds.New(rds.Config{
		Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "emulator-key", AccessKeySecret: "emulator-secret"}),
		RDSEndpoint: server.URL(), STSEndpoint: server.URL(), RAMEndpoint: server.URL(),
		Sleep: func(ctx context.Context, d time.Duration) error {
			server.Fleet().Advance(d)
			return ctx.Err()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}
