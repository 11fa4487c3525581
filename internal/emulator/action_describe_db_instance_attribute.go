// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"regexp"
	"strconv"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func describeDBInstanceAttribute() action {
	return action{
		version: versionRDS, name: ActionDescribeDBInstanceAttribute, rules: commonRules,
		params: []param{
			instanceParam, optionalRegionParam,
			{name: "Expired", kind: kindEnum, values: []string{"True", "False"}, code: "InvalidExpired.Format"},
		},
		handle: func(c *call) (any, error) {
			instance, err := c.s.fleet.InstanceView(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			row := newInstanceRow(instance)
			row.ReadOnlyIDs.ReadOnlyDBInstanceID = c.readOnlyInstances(instance)
			var view instanceAttributeView
			view.Items.DBInstanceAttribute = []instanceRow{row}
			return view, nil
		},
	}
}

type instanceAttributeView struct {
	Items struct{ DBInstanceAttribute []instanceRow }
}

type instanceRow struct {
	InstanceID         string `json:"DBInstanceId"`
	Description        string `json:"DBInstanceDescription"`
	RegionID           string `json:"RegionId"`
	ZoneID             string `json:"ZoneId"`
	ResourceGroupID    string `json:"ResourceGroupId"`
	Engine             string
	EngineVersion      string
	Status             string `json:"DBInstanceStatus"`
	LockMode           string
	LockReason         string
	Category           string
	PayType            string
	StorageType        string `json:"DBInstanceStorageType"`
	Class              string `json:"DBInstanceClass"`
	ClassType          string `json:"DBInstanceClassType"`
	Role               string `json:"DBInstanceType"`
	MasterInstanceID   string `json:"MasterInstanceId"`
	CPU                string `json:"DBInstanceCPU"`
	MemoryMB           int64  `json:"DBInstanceMemory"`
	StorageGB          int    `json:"DBInstanceStorage"`
	KindCode           string `json:"kindCode"`
	InstructionSetArch string
	CreationTime       string
	ExpireTime         string
	ServerlessConfig   *serverlessRow `json:",omitempty"`
	ColdDataEnabled    bool
	BurstingEnabled    bool
	DeletionProtection bool
	ReadOnlyIDs        readOnlyRows `json:"ReadOnlyDBInstanceIds"`
	SlaveZones         struct {
		SlaveZone []struct{}
	}
}

type serverlessRow struct {
	ScaleMin    float64
	ScaleMax    float64
	AutoPause   bool
	SwitchForce bool
}

type readOnlyRows struct {
	ReadOnlyDBInstanceID []readOnlyRow `json:"ReadOnlyDBInstanceId"`
}

type readOnlyRow struct {
	InstanceID string `json:"DBInstanceId"`
}

func newInstanceRow(in fleet.Instance) instanceRow {
	cpu, memory := classSize(in.Class)
	row := instanceRow{
		InstanceID: in.ID, Description: in.Description, RegionID: in.Region, ZoneID: in.Zone,
		ResourceGroupID: in.ResourceGroupID, Engine: in.Engine, EngineVersion: in.EngineVersion, Status: in.Status,
		LockMode: in.LockMode, LockReason: in.LockReason, Category: in.Category, PayType: in.PayType,
		StorageType: in.StorageType, Class: in.Class, ClassType: in.ClassType, Role: in.Role, MasterInstanceID: in.MasterID,
		CPU: strconv.Itoa(cpu), MemoryMB: int64(memory), StorageGB: in.StorageGB, KindCode: in.KindCode,
		InstructionSetArch: "x86", CreationTime: formatTime(in.CreatedTime),
		ColdDataEnabled: in.ColdData, DeletionProtection: in.DeletionProtection,
	}
	row.SlaveZones.SlaveZone = []struct{}{}
	if in.Serverless {
		row.ServerlessConfig = &serverlessRow{ScaleMin: 0.5, ScaleMax: 8}
	}
	return row
}

// classCode is the documented shape of current class codes: a ratio of memory to cores, and the number of cores.
var classCode = regexp.MustCompile(`\.[nx]([0-9]+)[a-z]?\.([0-9]+)c\.`)

// classSize reads cores and megabytes from a class code, and answers 2 and 8192 for one of another shape.
func classSize(class string) (cpu, memory int) {
	found := classCode.FindStringSubmatch(class)
	if found == nil {
		return 2, 8192
	}
	ratio, _ := strconv.Atoi(found[1])
	cpu, _ = strconv.Atoi(found[2])
	return cpu, cpu * ratio * 1024
}

func (c *call) readOnlyInstances(master fleet.Instance) []readOnlyRow {
	rows := []readOnlyRow{}
	for _, id := range c.s.fleet.ReadOnlyInstances(master) {
		rows = append(rows, readOnlyRow{id})
	}
	return rows
}
