// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// The values of the status of a backup set.
const (
	StatusSuccess = "SUCCESS"
	StatusFailed  = "FAILED"
)

// The default range of a query covers the longest retention of 1,825 days with some days to spare, and clocks that
// differ.
const (
	keptAtMost  = 1830 * 24 * time.Hour
	clockMargin = 24 * time.Hour
)

type backupSetFields struct {
	CrossBackupID          text `json:"CrossBackupId"`
	CrossBackupRegion      text
	CrossBackupSetFile     text
	CrossBackupSetLocation text
	CrossBackupSetSize     number
	BackupType             text
	BackupMethod           text
	BackupSetScale         text
	BackupSetStatus        text
	BackupStartTime        moment
	BackupEndTime          moment
	ConsistentTime         moment
	InstanceID             text `json:"InstanceId"`
	Engine                 text
	EngineVersion          text
	Category               text
	DBInstanceStorageType  text
	RestoreRegions         list[text]
}

type setWords struct{ kind, method, scope, status map[string]string }

// backupSetWords maps the codes of the API to the words of this package.
func backupSetWords() setWords {
	return setWords{
		kind:   map[string]string{"F": "FULL", "FULLBACKUP": "FULL", "I": "INCREMENTAL", "INCREMENTALBACKUP": "INCREMENTAL"},
		method: map[string]string{"P": "PHYSICAL", "L": "LOGICAL", "S": "SNAPSHOT"},
		scope:  map[string]string{"0": "INSTANCE", "1": "DATABASE"},
		status: map[string]string{"0": StatusSuccess, "1": StatusFailed, "FAIL": StatusFailed},
	}
}

func (f backupSetFields) backupSet(words setWords) BackupSet {
	set := BackupSet{
		ID:                string(f.CrossBackupID),
		DestinationRegion: nullText(string(f.CrossBackupRegion)),
		FileName:          nullText(string(f.CrossBackupSetFile)),
		StorageLocation:   nullText(string(f.CrossBackupSetLocation)),
		SizeBytes:         int64(f.CrossBackupSetSize),
		Type:              word(string(f.BackupType), words.kind),
		Method:            word(string(f.BackupMethod), words.method),
		Scope:             word(string(f.BackupSetScale), words.scope),
		Status:            word(string(f.BackupSetStatus), words.status),
		StartTime:         f.BackupStartTime.Time,
		EndTime:           f.BackupEndTime.Time,
		ConsistentTime:    f.ConsistentTime.Time,
		HostInstanceID:    nullText(string(f.InstanceID)),
		Engine:            engineName(string(f.Engine)),
		EngineVersion:     nullText(string(f.EngineVersion)),
		Category:          nullText(string(f.Category)),
		StorageType:       nullText(string(f.DBInstanceStorageType)),
	}
	for _, region := range f.RestoreRegions {
		set.RestoreRegions = append(set.RestoreRegions, string(region))
	}
	return set
}

type backupSetAnswer struct {
	envelope
	totals
	Items list[backupSetFields]
}

// backupSetCall asks for a page of the sets that match the query; id is that of the query as the API takes it.
func backupSetCall(query BackupSetQuery, id requests.Integer, number int) call {
	return instanceCall(query.Region, query.InstanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeCrossRegionBackupsRequest()
		request.DBInstanceId = query.InstanceID
		request.CrossBackupRegion = query.DestinationRegion
		request.CrossBackupId = id
		request.BackupId = requests.Integer(query.BackupID)
		if id == "" || !query.Start.IsZero() || !query.End.IsZero() {
			request.StartTime = formatTime(query.Start)
			request.EndTime = formatTime(query.End)
		}
		request.PageSize = requests.NewInteger(PageSize)
		request.PageNumber = requests.NewInteger(number)
		return request
	})
}

// backupSetPage reads one page. The API wants a set id, or both ends of a range of time.
func (c *Client) backupSetPage(ctx context.Context, query BackupSetQuery, number int) (page[BackupSet], error) {
	id, err := setNumber(query, actionBackupSets)
	if err != nil {
		return page[BackupSet]{}, err
	}
	call := backupSetCall(query, id, number)
	got, err := fetch[backupSetAnswer](ctx, c, call)
	if err != nil {
		return page[BackupSet]{}, err
	}
	total, err := got.total()
	if err != nil {
		return page[BackupSet]{}, incomplete(actionBackupSets, query.Region, got.requestID(), err)
	}
	words := backupSetWords()
	rows := make([]BackupSet, 0, len(got.Items))
	for _, item := range got.Items {
		set := item.backupSet(words)
		if err := call.misdirected(query.compare(set), got.requestID()); err != nil {
			return page[BackupSet]{}, err
		}
		rows = append(rows, set)
	}
	return page[BackupSet]{rows: rows, total: total}, nil
}

// compare holds a row against what the query selects. A row names its instance in no way that can be relied on: its
// InstanceId is that of a host.
func (q BackupSetQuery) compare(set BackupSet) *misdirected {
	if said := set.DestinationRegion; q.DestinationRegion != "" && said != "" && !sameRegion(q.DestinationRegion, said) {
		return &misdirected{apicode.OtherCopies, "copies in region", said}
	}
	return aboutSet(q.SetID, set.ID)
}

// aboutSet is the answer about another backup set than was asked; nil where one of them is not named.
func aboutSet(asked, said string) *misdirected {
	said = nullText(said)
	if asked == "" || said == "" || strings.TrimLeft(asked, "0") == strings.TrimLeft(said, "0") {
		return nil
	}
	return &misdirected{apicode.OtherCopies, "backup set", said}
}

// setNumber returns the set id as the number the API takes; empty where the query names none.
func setNumber(query BackupSetQuery, action string) (requests.Integer, error) {
	failed := &Error{Action: action, Region: query.Region, InstanceID: query.InstanceID, Code: apicode.InvalidRequest}
	if query.SetID == "" {
		return "", nil
	}
	if _, err := strconv.ParseUint(query.SetID, 10, 63); err != nil {
		failed.Code = apicode.InvalidBackupSetID
		return "", failed
	}
	return requests.Integer(query.SetID), nil
}

// withRange fixes the range of time of a query once, so that all its pages ask for the same.
func (c *Client) withRange(query BackupSetQuery) BackupSetQuery {
	if query.SetID != "" && query.Start.IsZero() && query.End.IsZero() {
		return query
	}
	if query.Start.IsZero() {
		query.Start = c.Now().Add(-keptAtMost)
	}
	if query.End.IsZero() {
		query.End = c.Now().Add(clockMargin)
	}
	return query
}

// firstBackupSetPage reads the first page, and returns the range that all pages have to ask for. Before the first
// answer of all, the range goes by the local clock; where that turns out to be wrong by days, the page is read again.
func (c *Client) firstBackupSetPage(
	ctx context.Context, query BackupSetQuery,
) (page[BackupSet], BackupSetQuery, error) {
	begun, ranged := c.Now(), c.withRange(query)
	first, err := c.backupSetPage(ctx, ranged, 1)
	if err == nil && ranged != query && c.Now().Sub(begun).Abs() > clockMargin/2 {
		ranged = c.withRange(query)
		first, err = c.backupSetPage(ctx, ranged, 1)
	}
	return first, ranged, err
}

// BackupSets reads all copies that match the query, in no promised order. The first error ends the iteration.
func (c *Client) BackupSets(ctx context.Context, query BackupSetQuery) iter.Seq2[BackupSet, error] {
	return func(yield func(BackupSet, error) bool) {
		var ranged BackupSetQuery
		all := pages(ctx, 1, func(s BackupSet) string { return s.ID },
			func(ctx context.Context, number int) (page[BackupSet], error) {
				if number > 1 {
					return c.backupSetPage(ctx, ranged, number)
				}
				first, used, err := c.firstBackupSetPage(ctx, query)
				ranged = used
				return first, err
			})
		for set, err := range all {
			if !yield(set, finishList(actionBackupSets, query.Region, query.InstanceID, err)) || err != nil {
				return
			}
		}
	}
}

// SummarizeBackupSets counts the copies that match the query in one call. The sizes are those of the first page.
func (c *Client) SummarizeBackupSets(ctx context.Context, query BackupSetQuery) (BackupSetSummary, error) {
	first, _, err := c.firstBackupSetPage(ctx, query)
	if err != nil {
		return BackupSetSummary{}, err
	}
	return summaryOf(first), nil
}

func summaryOf(first page[BackupSet]) BackupSetSummary {
	summary := BackupSetSummary{Count: first.total, SampledCount: int64(len(first.rows))}
	for _, set := range first.rows {
		summary.SampledBytes += set.SizeBytes
	}
	return summary
}

// RecoveryWindow reads from when until when a time can be restored that starts from the set. Zero times mean that the
// API reports none. The documentation promises an answer for MySQL on local disks only; for other sets expect an error.
func (c *Client) RecoveryWindow(
	ctx context.Context, region, instanceID, setID string,
) (begin, end time.Time, err error) {
	type answer struct {
		envelope
		CrossBackupID     text `json:"CrossBackupId"`
		RecoveryBeginTime moment
		RecoveryEndTime   moment
	}
	id, err := setNumber(BackupSetQuery{Region: region, InstanceID: instanceID, SetID: setID}, actionWindow)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	call := instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeAvailableRecoveryTimeRequest()
		request.DBInstanceId = instanceID
		request.CrossBackupId = id
		return request
	})
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	if err := call.misdirected(aboutSet(string(id), string(got.CrossBackupID)), got.requestID()); err != nil {
		return time.Time{}, time.Time{}, err
	}
	return got.RecoveryBeginTime.Time, got.RecoveryEndTime.Time, nil
}
