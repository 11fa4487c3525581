// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Instance reads an instance by itself, for an advice or a number.
func (d *Data) Instance(ctx context.Context, region, instanceID string) (rds.Instance, error) {
	return Ask(ctx, d, Question{Host: region, Kind: "instance", About: instanceID},
		func(ctx context.Context, client *rds.Client) (rds.Instance, error) {
			return client.Instance(ctx, region, instanceID)
		})
}
