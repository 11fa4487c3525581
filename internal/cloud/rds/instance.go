// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// maxSingleReads is up to how many ids are looked up one by one: DescribeDBInstances filters by one id only, so above
// this the region is listed.
const maxSingleReads = 5

// withEdition asks the list of instances for their editions, which the rules need. Without it, rows have none. Source:
// the Chinese text of the parameter and the notes on the answer's fields; its English text says the opposite.
const withEdition = 1

// instanceFields are the fields of an instance in DescribeDBInstanceAttribute and DescribeDBInstances.
type instanceFields struct {
	named
	DBInstanceDescription text
	Engine                text
	EngineVersion         text
	Category              text
	DBInstanceStorageType text
	DBInstanceClass       text
	DBInstanceClassType   text
	PayType               text
	DBInstanceType        text
	MasterInstanceID      text `json:"MasterInstanceId"`
	DBInstanceStatus      text
	LockMode              text
	LockReason            text
	DBInstanceStorage     loose
	ColdDataEnabled       flag
	ServerlessConfig      *struct{ ScaleMax decimal }
}

// decimal is a number that may have a fraction; only its sign is of interest.
type decimal float64

func (d *decimal) UnmarshalJSON(raw []byte) error {
	value, err := scalar(raw)
	if err != nil || nullText(value) == "" {
		return err
	}
	parsed, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return errors.New("a field is not a number")
	}
	*d = decimal(parsed)
	return nil
}

func (f instanceFields) facts(region string) Instance {
	i := Instance{
		ID:            string(f.DBInstanceID),
		Region:        region,
		Description:   string(f.DBInstanceDescription),
		Engine:        engineName(string(f.Engine)),
		EngineVersion: nullText(string(f.EngineVersion)),
		Category:      nullText(string(f.Category)),
		StorageType:   nullText(string(f.DBInstanceStorageType)),
		Class:         nullText(string(f.DBInstanceClass)),
		ClassType:     nullText(string(f.DBInstanceClassType)),
		PayType:       nullText(string(f.PayType)),
		Role:          nullText(string(f.DBInstanceType)),
		MasterID:      nullText(string(f.MasterInstanceID)),
		Status:        nullText(string(f.DBInstanceStatus)),
		LockMode:      nullText(string(f.LockMode)),
		LockReason:    nullText(string(f.LockReason)),
		ColdData:      bool(f.ColdDataEnabled),
	}
	i.StorageGB, _ = parseNumber(string(f.DBInstanceStorage))
	i.Released = KindOf(i.Status) == StatusReleased || strings.EqualFold(i.LockMode, wordReleased)
	i.ServerlessConfig = f.ServerlessConfig != nil && f.ServerlessConfig.ScaleMax > 0
	return i
}

// Instance reads one instance. Where the API answers without an error but without an instance, the error is of
// ClassAbsent.
func (c *Client) Instance(ctx context.Context, region, instanceID string) (Instance, error) {
	type answer struct {
		envelope
		Items *list[instanceFields]
	}
	call := instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeDBInstanceAttributeRequest()
		request.DBInstanceId = instanceID
		return request
	})
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return Instance{}, err
	}
	failed := &Error{
		Action: actionInstance, Region: region, InstanceID: instanceID, Status: 200, RequestID: got.requestID(),
	}
	switch {
	case got.Items == nil:
		failed.Code, failed.Message = apicode.ForeignAnswer, "the answer has no list of instances"
		return Instance{}, failed
	case len(*got.Items) == 0:
		failed.Code = apicode.InstanceAbsent
		return Instance{}, failed
	}
	asked := func(f instanceFields) bool { return string(f.DBInstanceID) == instanceID }
	row := (*got.Items)[max(0, slices.IndexFunc(*got.Items, asked))]
	// An instance without an id may be anything. Other answers need not name it: this one consists of it.
	if row.instance() == "" {
		failed.Code, failed.Message = apicode.ForeignAnswer, "the answer holds an instance without an id"
		return Instance{}, failed
	}
	if err := call.misdirected(call.compare(row.named), got.requestID()); err != nil {
		return Instance{}, err
	}
	return row.facts(region), nil
}

// Instances reads instances of one region: those of the given ids that exist, or all of them where none is given. The
// first error ends the iteration. Unlike Instance, list rows lack facts such as the class type of some instances.
func (c *Client) Instances(ctx context.Context, query InstanceQuery) iter.Seq2[Instance, error] {
	return func(yield func(Instance, error) bool) {
		ids := slices.Compact(slices.Sorted(slices.Values(query.InstanceIDs)))
		for _, id := range ids {
			if !WellFormed(id) {
				yield(Instance{}, badInstanceID(actionInstances, query.Region))
				return
			}
		}
		if len(ids) == 0 || len(ids) > maxSingleReads {
			c.filteredInstances(ctx, query, "", ids)(yield)
			return
		}
		for _, id := range ids {
			for instance, err := range c.filteredInstances(ctx, query, id, ids) {
				if ClassOf(err) == ClassAbsent {
					break
				}
				if !yield(instance, err) || err != nil {
					return
				}
			}
		}
	}
}

// filteredInstances drops the rows that were not asked for.
func (c *Client) filteredInstances(
	ctx context.Context, query InstanceQuery, id string, ids []string,
) iter.Seq2[Instance, error] {
	return func(yield func(Instance, error) bool) {
		wanted := filter{ids: ids}
		for instance, err := range c.instancePages(ctx, query, id) {
			if err == nil && !wanted.has(instance.ID) {
				continue
			}
			if !yield(instance, finishList(actionInstances, query.Region, id, err)) || err != nil {
				return
			}
		}
		if err := wanted.misdirected(actionInstances, query.Region); err != nil && id != "" {
			yield(Instance{}, err)
		}
	}
}

func (c *Client) instancePages(ctx context.Context, query InstanceQuery, id string) iter.Seq2[Instance, error] {
	return pages(ctx, query.Together, func(i Instance) string { return i.ID },
		func(ctx context.Context, number int) (page[Instance], error) {
			return c.instancePage(ctx, query, id, number)
		})
}

// InstancePage reads one page of a region's instances, with the number of all rows beside it. A page proves nothing
// about instances that it lacks.
func (c *Client) InstancePage(ctx context.Context, region string, number int) ([]Instance, int64, error) {
	got, err := c.instancePage(ctx, InstanceQuery{Region: region}, "", number)
	return got.rows, got.total, err
}

func (c *Client) instancePage(ctx context.Context, query InstanceQuery, id string, number int) (page[Instance], error) {
	type answer struct {
		envelope
		totals
		Items list[instanceFields]
	}
	call := regionCall(query.Region, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeDBInstancesRequest()
		request.DBInstanceId = id
		request.Tags = tagsParameter(query.Tags)
		request.ResourceGroupId = query.ResourceGroupID
		request.InstanceLevel = requests.NewInteger(withEdition)
		request.PageSize = requests.NewInteger(PageSize)
		request.PageNumber = requests.NewInteger(number)
		return request
	})
	call.instanceID = id
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return page[Instance]{}, err
	}
	total, err := got.total()
	if err != nil {
		return page[Instance]{}, incomplete(actionInstances, query.Region, got.requestID(), err)
	}
	rows := make([]Instance, 0, len(got.Items))
	for _, item := range got.Items {
		if err := call.misdirected(call.compare(item.named), got.requestID()); err != nil {
			return page[Instance]{}, err
		}
		rows = append(rows, item.facts(query.Region))
	}
	return page[Instance]{rows: rows, total: total}, nil
}

// tagsParameter spells tags as the API takes them, a JSON object with its keys in order; empty for none.
func tagsParameter(tags map[string]string) string {
	if len(tags) == 0 {
		return ""
	}
	object, _ := json.Marshal(tags) // texts alone cannot fail
	return string(object)
}
