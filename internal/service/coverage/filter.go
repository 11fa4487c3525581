// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// filter says which instances are asked for.
type filter struct {
	// The API applies tags and resourceGroupID, since only it knows them.
	tags            map[string]string
	resourceGroupID string
	engines         map[string]bool // nil = every engine
	excluded        map[string]bool
}

// byAPI reports whether the API filters the list of instances. It cannot filter the list of policies in the same way.
func (f filter) byAPI() bool { return len(f.tags) > 0 || f.resourceGroupID != "" }

func (f filter) excludes(instanceID string) bool { return f.excluded[instanceID] }

// wants applies the other filters. An instance whose engine is in neither list is an error: leaving it out could remove
// its key from a for_each.
func (f filter) wants(in rds.Instance) (bool, error) {
	switch {
	case f.excludes(in.ID):
		return false, nil
	case f.engines == nil:
		return true, nil
	case in.Engine == "":
		return false, &problem{message.EngineNotReported.Error(path.Root("engines"), fmt.Sprintf(
			"The API does not report the engine of %s, so the filter engines cannot be applied. Remove engines, or add the "+
				"instance to exclude_instance_ids.", walk.Subject(in.Region, in.ID)), in.ID)}
	}
	return f.engines[in.Engine], nil
}
