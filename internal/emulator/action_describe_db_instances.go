// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func describeDBInstances() action {
	return action{
		version: versionRDS, name: ActionDescribeDBInstances, rules: commonRules,
		params: []param{
			{name: "RegionId", kind: kindRegion, required: true, code: "InvalidRegionId"},
			pageNumberParam,
			{name: "PageSize", kind: kindInt, min: 1, max: 100},
			{name: "MaxResults", kind: kindInt, min: 1, max: 100},
			{
				name: "DBInstanceType", kind: kindEnum, values: []string{"Primary", "Readonly", "Guard", "Temp"},
				code: "InvalidDBInstanceType.ValueNotSupported",
			},
			{name: "Expired", kind: kindEnum, values: []string{"True", "False"}, code: "InvalidExpired.Format"},
			{name: "InstanceLevel", kind: kindInt, min: 0, max: 1},
		},
		handle: func(c *call) (any, error) {
			tags := map[string]string{}
			if text := c.params.Get("Tags"); text != "" {
				if err := json.Unmarshal([]byte(text), &tags); err != nil || len(tags) > 5 {
					return nil, refuse("InvalidParameter", "Tags")
				}
			}
			wants := func(in fleet.Instance) bool { return c.wants(in, tags) }
			if c.params.Has("MaxResults") || c.params.Has("NextToken") {
				return c.instancesByToken(wants)
			}
			part, pageNumber := c.page()
			instances, total, err := c.s.fleet.InstanceViews(c.region(), wants, part)
			if err != nil {
				return nil, err
			}
			if err := c.checkPage(part, total); err != nil {
				return nil, err
			}
			return instancesView{
				PageNumber: pageNumber, PageRecordCount: len(instances), TotalRecordCount: total,
				Items: c.listedInstances(instances),
			}, nil
		},
	}
}

// wants applies the documented filters. Those about networks and hosts are not modeled and match everything.
func (c *call) wants(in fleet.Instance, tags map[string]string) bool {
	for _, filter := range [...][2]string{
		{"DBInstanceId", in.ID},
		{"Engine", in.Engine},
		{"EngineVersion", in.EngineVersion},
		{"DBInstanceStatus", in.Status},
		{"DBInstanceType", in.Role},
		{"DBInstanceClass", in.Class},
		{"Category", in.Category},
		{"PayType", in.PayType},
		{"ZoneId", in.Zone},
		{"ResourceGroupId", in.ResourceGroupID},
	} {
		if !matches(c.params, filter[0], filter[1]) {
			return false
		}
	}
	for key, value := range tags {
		if have, ok := in.Tags[key]; !ok || value != "" && have != value {
			return false
		}
	}
	key := c.params.Get("SearchKey")
	return strings.Contains(in.ID, key) || strings.Contains(in.Description, key)
}

// instancesByToken pages with MaxResults and NextToken. A token is the position after the last page.
func (c *call) instancesByToken(wants func(fleet.Instance) bool) (any, error) {
	part := fleet.Part{AccountID: c.who.accountID, Size: number(c.params, "MaxResults", 30)}
	if token := c.params.Get("NextToken"); token != "" {
		position, err := strconv.Atoi(strings.TrimPrefix(token, tokenPrefix))
		if err != nil || !strings.HasPrefix(token, tokenPrefix) || position < 1 {
			return nil, refuse("Invalid.NextToken", "")
		}
		part.First = position
	}
	instances, total, err := c.s.fleet.InstanceViews(c.region(), wants, part)
	switch {
	case err != nil:
		return nil, err
	case part.First > total:
		return nil, refuse("Invalid.NextToken", "")
	}
	// Documented: with a token, the page is 1 and the total that of the page.
	view := instancesView{
		PageNumber: 1, PageRecordCount: len(instances), TotalRecordCount: len(instances), Items: c.listedInstances(instances),
	}
	if last := part.First + len(instances); last < total {
		view.NextToken = tokenPrefix + strconv.Itoa(last)
	}
	return view, nil
}

const tokenPrefix = "emulator-"

type instancesView struct {
	PageNumber       int
	PageRecordCount  int
	TotalRecordCount int
	NextToken        string
	Items            listedInstances
}

type listedInstances struct{ DBInstance []listedInstance }

type listedInstance struct {
	InstanceID         string `json:"DBInstanceId"`
	Description        string `json:"DBInstanceDescription"`
	RegionID           string `json:"RegionId"`
	ZoneID             string `json:"ZoneId"`
	ResourceGroupID    string `json:"ResourceGroupId"`
	Engine             string
	EngineVersion      string
	Status             string `json:"DBInstanceStatus"`
	Role               string `json:"DBInstanceType"`
	Class              string `json:"DBInstanceClass"`
	StorageType        string `json:"DBInstanceStorageType"`
	Category           string `json:",omitempty"`
	CPU                string `json:"DBInstanceCPU,omitempty"`
	MemoryMB           int64  `json:"DBInstanceMemory,omitempty"`
	PayType            string
	LockMode           string
	LockReason         string
	CreateTime         string
	ExpireTime         string
	DestroyTime        string
	MasterInstanceID   string `json:"MasterInstanceId"`
	DeletionProtection bool
	ColdDataEnabled    bool
}

// listedInstances shows edition, cores and memory where InstanceLevel asks for them. A guess shows them always.
func (c *call) listedInstances(instances []fleet.Instance) listedInstances {
	level := c.s.guess(guessListEdition) == "always" || c.params.Get("InstanceLevel") == "1"
	return listedInstances{convert(instances, func(in fleet.Instance) listedInstance {
		row := listedInstance{
			InstanceID: in.ID, Description: in.Description, RegionID: in.Region, ZoneID: in.Zone,
			ResourceGroupID: in.ResourceGroupID, Engine: in.Engine, EngineVersion: in.EngineVersion, Status: in.Status,
			Role: in.Role, Class: in.Class, StorageType: in.StorageType, PayType: in.PayType,
			LockMode: in.LockMode, LockReason: in.LockReason, CreateTime: formatTime(in.CreatedTime),
			DestroyTime: formatTime(in.ReleasedTime), MasterInstanceID: in.MasterID,
			DeletionProtection: in.DeletionProtection, ColdDataEnabled: in.ColdData,
		}
		if level {
			cpu, memory := classSize(in.Class)
			row.Category, row.CPU, row.MemoryMB = in.Category, strconv.Itoa(cpu), int64(memory)
		}
		return row
	})}
}
