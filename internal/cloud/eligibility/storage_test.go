// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestStorage_decidesWhatIsEncrypted(t *testing.T) {
	t.Parallel()
	for storage, cloud := range map[string]bool{
		"cloud_ssd": true, "cloud_essd": true, "cloud_essd3": true, "general_essd": true, "General_ESSD": true,
		"local_ssd": false, "ephemeral_ssd": false,
		"":      false, // missing: nothing is known
		"cloud": false, // no documented type
	} {
		if got := eligibility.OnCloudDisk(rds.Instance{StorageType: storage}); got != cloud {
			t.Errorf("%q: cloud disk %t, want %t", storage, got, cloud)
		}
	}
}
