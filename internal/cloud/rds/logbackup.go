// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// LogBackupQuery selects log backups of one instance.
type LogBackupQuery struct {
	Region     string
	InstanceID string
	// DestinationRegion narrows the query when set.
	DestinationRegion string
	// Start and End are both needed. Whether the API takes the logs that overlap this span, or those that begin in it, is
	// not documented.
	Start, End time.Time
}

// LogBackup is one copy of a log file in a destination region.
type LogBackup struct {
	ID                string
	DestinationRegion string
	FileName          string
	SizeBytes         int64
	HostInstanceID    string
	BeginTime         time.Time
	EndTime           time.Time
}

// NewestLogFirst orders log backups by begin, then by id, both descending. One without a begin comes last.
func NewestLogFirst(a, b LogBackup) int {
	return cmp.Or(b.BeginTime.Compare(a.BeginTime), compareIDs(b.ID, a.ID))
}

type logBackupFields struct {
	CrossLogBackupID          text `json:"CrossLogBackupId"`
	CrossBackupRegion         text
	LogFileName               text
	CrossLogBackupSize        number
	InstanceID                text `json:"InstanceId"`
	LogBeginTime              moment
	LogEndTime                moment
	CrossDownloadLink         text
	CrossIntranetDownloadLink text
	LinkExpiredTime           moment
}

func (f logBackupFields) logBackup() LogBackup {
	return LogBackup{
		ID:                string(f.CrossLogBackupID),
		DestinationRegion: nullText(string(f.CrossBackupRegion)),
		FileName:          nullText(string(f.LogFileName)),
		SizeBytes:         int64(f.CrossLogBackupSize),
		HostInstanceID:    nullText(string(f.InstanceID)),
		BeginTime:         f.LogBeginTime.Time,
		EndTime:           f.LogEndTime.Time,
	}
}

type logBackupAnswer struct {
	envelope
	totals
	Items list[logBackupFields]
}

// logBackupPage reads one page.
func (c *Client) logBackupPage(ctx context.Context, query LogBackupQuery, number int) (page[logBackupFields], error) {
	call := instanceCall(query.Region, query.InstanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeCrossRegionLogBackupFilesRequest()
		request.DBInstanceId = query.InstanceID
		request.CrossBackupRegion = query.DestinationRegion
		request.StartTime = formatTime(query.Start)
		request.EndTime = formatTime(query.End)
		request.PageSize = requests.NewInteger(PageSize)
		request.PageNumber = requests.NewInteger(number)
		return request
	})
	got, err := fetch[logBackupAnswer](ctx, c, call)
	if err != nil {
		return page[logBackupFields]{}, err
	}
	total, err := got.total()
	if err != nil {
		return page[logBackupFields]{}, incomplete(actionLogBackups, query.Region, got.requestID(), err)
	}
	for _, row := range got.Items {
		if err := call.misdirected(query.compare(row), got.requestID()); err != nil {
			return page[logBackupFields]{}, err
		}
	}
	return page[logBackupFields]{rows: got.Items, total: total}, nil
}

// compare holds a row against the destination that the query selects. The InstanceId of a row is that of a host.
func (q LogBackupQuery) compare(row logBackupFields) *misdirected {
	said := nullText(string(row.CrossBackupRegion))
	if q.DestinationRegion == "" || said == "" || sameRegion(q.DestinationRegion, said) {
		return nil
	}
	return &misdirected{apicode.OtherCopies, "copies in region", said}
}

// logPagesTogether is how many pages of logs are read at a time: a busy instance has thousands of files a day.
const logPagesTogether = 4

// LogBackups reads all log backups that match the query, in no promised order. The first error ends the iteration.
func (c *Client) LogBackups(ctx context.Context, query LogBackupQuery) iter.Seq2[LogBackup, error] {
	return func(yield func(LogBackup, error) bool) {
		for row, err := range c.logRows(ctx, query, logPagesTogether) {
			if !yield(row.logBackup(), err) || err != nil {
				return
			}
		}
	}
}

func (c *Client) logRows(ctx context.Context, query LogBackupQuery, together int) iter.Seq2[logBackupFields, error] {
	return func(yield func(logBackupFields, error) bool) {
		all := pages(ctx, together, func(f logBackupFields) string { return string(f.CrossLogBackupID) },
			func(ctx context.Context, number int) (page[logBackupFields], error) {
				return c.logBackupPage(ctx, query, number)
			})
		for row, err := range all {
			if !yield(row, finishList(actionLogBackups, query.Region, query.InstanceID, err)) || err != nil {
				return
			}
		}
	}
}
