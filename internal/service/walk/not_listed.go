// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// NotListed says why the API may list no copy of an instance although there are some; "" where it lists what there is.
// It reads the instance, so it is for where no copy is listed.
func (d *Data) NotListed(ctx context.Context, region, instanceID string) string {
	instance, err := d.Instance(ctx, region, instanceID)
	listed := eligibility.CopiesOf(instance).Listed
	const about = "The API does not list the copies of MySQL on cloud disks"
	switch {
	case rds.ClassOf(err) == rds.ClassAbsent: // copies of MySQL on cloud disks end with the instance
		return ""
	case err != nil:
		return about + ", and the instance could not be read. " + tfdiag.Sentence(err)
	case listed == eligibility.Yes:
		return ""
	case listed == eligibility.NotKnown:
		return about + ", and the storage type of this instance is not known."
	}
	return about + ". They end when the instance is released."
}
