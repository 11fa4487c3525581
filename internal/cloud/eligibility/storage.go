// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// storageKind is what the version and edition rules distinguish.
type storageKind int

const (
	storageUnknown storageKind = iota
	storageLocal
	storageCloud
)

// storageOf sorts the documented storage types. Source: API reference, DescribeDBInstanceAttribute, 2026-04-21.
// Every cloud_ and general_ type counts as a cloud disk, so that a new performance level needs no release of ours.
// Standard SSD (cloud_ssd) is not refused: pages list it, though an error code against it exists.
func storageOf(in rds.Instance) storageKind {
	switch storage := strings.ToLower(in.StorageType); {
	case storage == "local_ssd", storage == "ephemeral_ssd":
		return storageLocal
	case strings.HasPrefix(storage, "cloud_"), strings.HasPrefix(storage, "general_"):
		return storageCloud
	default:
		return storageUnknown
	}
}

// OnCloudDisk reports whether the instance has a cloud disk, which can be encrypted.
func OnCloudDisk(in rds.Instance) bool { return storageOf(in) == storageCloud }
