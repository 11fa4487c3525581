// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestStorage_decidesWhatIsEncryptedAndListed(t *testing.T) {
	t.Parallel()
	for storage, cloud := range map[string]bool{
		"cloud_ssd": true, "cloud_essd": true, "cloud_essd3": true, "general_essd": true, "General_ESSD": true,
		"local_ssd": false, "ephemeral_ssd": false,
		"":      false, // missing: nothing is known
		"cloud": false, // no documented type
	} {
		for engine, listed := range map[string]bool{
			rds.EngineMySQL: !cloud, rds.EnginePostgreSQL: true, rds.EngineSQLServer: true,
		} {
			in := rds.Instance{Engine: engine, StorageType: storage}
			if got := eligibility.OnCloudDisk(in); got != cloud {
				t.Errorf("%s on %q: cloud disk %t, want %t", engine, storage, got, cloud)
			}
			if got := eligibility.ListsCopies(in); got != listed {
				t.Errorf("%s on %q: lists copies %t, want %t", engine, storage, got, listed)
			}
		}
	}
}
