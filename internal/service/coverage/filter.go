// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"fmt"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// filter says which instances are asked for.
type filter struct {
	// tags and resourceGroupID are for the API to apply, since only it knows them.
	tags            map[string]string
	resourceGroupID string
	engines         map[string]bool // nil = every engine
	excluded        map[string]bool
}

// byAPI reports whether the list of instances is filtered by what the list of policies does not know.
func (f filter) byAPI() bool { return len(f.tags) > 0 || f.resourceGroupID != "" }

func (f filter) excludes(instanceID string) bool { return f.excluded[instanceID] }

// wants applies the rest. An instance whose engine neither list tells cannot be sorted in, and to leave it out could take its
// key from a for_each.
func (f filter) wants(in rds.Instance) (bool, error) {
	switch {
	case f.excludes(in.ID):
		return false, nil
	case f.engines == nil:
		return true, nil
	case in.Engine == "":
		return false, fmt.Errorf("the API does not tell the engine of instance %s, so that engines cannot be applied. Leave engines out, or put the instance into exclude_instance_ids", in.ID)
	}
	return f.engines[in.Engine], nil
}
