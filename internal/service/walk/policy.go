// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"errors"
	"fmt"
)

// PolicyTypeName is the name of the resource, and of its data source and list.
const PolicyTypeName = "apsaradb_rds_cross_region_backup_policy"

// PolicyID is the id of a policy: what import takes and what the attribute id shows.
func PolicyID(region, instanceID string) string { return region + ":" + instanceID }

// Subject names an instance in a sentence.
func Subject(region, instanceID string) string {
	return fmt.Sprintf("instance %s in %s", instanceID, region)
}

// RowWithoutID says that a list of the API is not complete.
func RowWithoutID(list string) error {
	return errors.New("the list of " + list + " has a row without an instance id, so it is not complete")
}
