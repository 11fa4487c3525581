// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"strconv"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func checkCreateDdrDBInstance() action {
	return action{
		version: versionRDS, name: ActionCheckCreateDdrDBInstance, rules: crossRules,
		params: []param{
			regionParam,
			engineParam,
			{name: "EngineVersion", required: true},
			{name: "DBInstanceClass", required: true},
			{name: "DBInstanceStorage", kind: kindInt, required: true, min: 5, max: 2000, code: "InvalidStorage.Format"},
			{name: "RestoreType", kind: kindEnum, required: true, values: []string{"0", "1"}, code: "InvalidRestoreType.Format"},
			{name: "BackupSetId"}, // a text in both SDKs, though the id of a set is a number
			{name: "RestoreTime", kind: kindTime},
			{name: "SourceRegion", kind: kindRegion, code: "InvalidRegion.Format"},
			{name: "SourceDBInstanceName"},
			groupParam,
		},
		handle: func(c *call) (any, error) {
			if number(c.params, "DBInstanceStorage", 0)%5 != 0 {
				return nil, refuse("InvalidStorage.Format", "")
			}
			set, err := c.setToRestore()
			if err != nil {
				return nil, err
			}
			if err := c.restorable(set); err != nil {
				return nil, err
			}
			return restoreCheckView{IsValid: "true"}, nil
		},
	}
}

type restoreCheckView struct{ IsValid string }

// setToRestore finds the set by its id, or the newest one from before the time to restore to.
func (c *call) setToRestore() (fleet.CopySet, error) {
	instanceID, setID, at := c.params.Get("SourceDBInstanceName"), int64(0), c.s.fleet.Now()
	if c.params.Get("RestoreType") == "0" {
		if c.params.Get("BackupSetId") == "" {
			return fleet.CopySet{}, refuse("ParameterAbsence", "BackupSetId")
		}
		var err error
		if setID, err = strconv.ParseInt(c.params.Get("BackupSetId"), 10, 64); err != nil || setID <= 0 {
			return fleet.CopySet{}, refuse("InvalidBackupSetID.NotFound", "")
		}
		instanceID, _ = c.s.fleet.SetOwner(setID)
	} else {
		for _, name := range []string{"RestoreTime", "SourceRegion"} {
			if c.params.Get(name) == "" {
				return fleet.CopySet{}, refuse("ParameterAbsence", name)
			}
		}
		if instanceID == "" {
			return fleet.CopySet{}, refuse("NoSourceInstanceName", "")
		}
		at, _ = parseTime(c.params.Get("RestoreTime"))
	}
	instance, _ := c.s.fleet.Instance(instanceID)
	sets := c.s.fleet.StoredSets(instanceID)
	otherRegion := setID == 0 && instance.Region != c.params.Get("SourceRegion")
	if instance.AccountID != c.who.accountID || otherRegion {
		sets = nil
	}
	var found fleet.CopySet
	for _, set := range sets {
		newer := !set.ConsistentTime.After(at) && set.ConsistentTime.After(found.ConsistentTime)
		if !set.Failed && (set.ID == setID || setID == 0 && newer) {
			found = set
		}
	}
	switch {
	case found.ID != 0:
		return found, nil
	case setID != 0:
		return found, refuse("InvalidBackupSetID.NotFound", "")
	default:
		return found, refuse("NoAvailableDisasterRestoreBakset", "")
	}
}

// restorable applies the documented rules, and one that users found: the check refuses every cloud disk.
func (c *call) restorable(set fleet.CopySet) error {
	source, _ := c.s.fleet.Instance(set.InstanceID)
	target := c.params.Get("RegionId")
	switch {
	case target != set.DestinationRegion && target != set.Region:
		return refuse("DisasterRestoreRegionNotMatched", "")
	case c.params.Get("Engine") != source.Engine:
		return refuse("InvalidEngine.Malformed", "")
	case c.params.Get("EngineVersion") != source.EngineVersion:
		return refuse("IncorrectBaksetVersion", "")
	case source.TDE && target != set.Region:
		return refuse("CrossRegionUnsupportTDE", "")
	case strings.HasPrefix(source.StorageType, "cloud") || source.StorageType == "general_essd":
		err := refuse("IncorrectDBInstanceType", "")
		err.Status = badRequest // as this action documents it; the setter has 403
		return err
	}
	return nil
}
