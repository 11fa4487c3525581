// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Facts are what the eligibility rules read of an instance. The method of its local backup is left out: no instance
// reports it.
func Facts(in rds.Instance) eligibility.Instance {
	return eligibility.Instance{
		ID: in.ID, Region: in.Region, Engine: in.Engine, EngineVersion: in.EngineVersion, Category: in.Category,
		StorageType: in.StorageType, Class: in.Class, ClassType: in.ClassType, PayType: in.PayType, Role: in.Role,
		MasterID: in.MasterID, Serverless: in.Serverless, ColdData: in.ColdData, LockMode: in.LockMode,
		LockReason: in.LockReason, Status: in.Status,
	}
}
