// SPDX-License-Identifier: MPL-2.0

package sharedlist_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// listTime is how long the walk lets a call for a page take.
const listTime = 10 * time.Second

// cloud is a transport that answers in a second, or whose lists never do.
type cloud struct {
	hangs         bool
	lists, others atomic.Int64
}

func (c *cloud) RoundTrip(request *http.Request) (*http.Response, error) {
	form, _ := io.ReadAll(request.Body)
	values, _ := url.ParseQuery(string(form))
	if request.URL.Query().Has("Action") {
		values = request.URL.Query()
	}
	const row = `"DBInstanceStatus":"Running","BackupEnabled":"Enable","BackupEnabledTime":"2026-02-01T08:00:00Z",` +
		`"LogBackupEnabled":"Disabled","CrossBackupRegion":"cn-beijing","Retention":30`
	body, takes := row, time.Second
	if values.Get("Action") == "DescribeCrossRegionBackupDBInstance" {
		c.lists.Add(1)
		if c.hangs {
			takes = time.Hour
		}
		var rows []string
		for number := range 40 {
			rows = append(rows, `{"DBInstanceId":"`+id(number)+`",`+row+`}`)
		}
		body = `"TotalRecords":40,"Items":{"Item":[` + strings.Join(rows, ",") + `]}`
	} else {
		c.others.Add(1)
	}
	if err := rds.Sleep(request.Context(), takes); err != nil {
		return nil, err
	}
	body = `{"RequestId":"7463B73D-35CC-4D19-A010-6B8D65D242EF",` + body + `}`
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: request,
	}, nil
}

func (c *cloud) client(t *testing.T, perSecond int64) *rds.Client {
	t.Helper()
	client, err := rds.New(rds.Config{
		Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "id", AccessKeySecret: "secret"}),
		Transport:   c, ReadTimeout: 2 * time.Minute, MaxRequestsPerSecond: perSecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A list that hangs is given up early enough for a single read, however little time a read has, and is not asked
// again for long.
func TestReader_aListThatHangsLeavesTimeForTheSingleRead(t *testing.T) {
	t.Parallel()
	for _, timeout := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 20 * time.Minute} {
		t.Run(timeout.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &cloud{hangs: true}
				client, begun := c.client(t, 0), time.Now()
				r := sharedlist.New(client.Quick(listTime))
				each(spread(200, 1_000), parallelism, func(number int) {
					ctx, done := context.WithTimeout(t.Context(), timeout)
					defer done()
					if _, says := r.Policy(ctx, home, id(number)); says != sharedlist.AskInstance {
						t.Errorf("a list that hangs says %v of %d", says, number)
					}
					if _, err := client.Policy(ctx, home, id(number)); err != nil {
						t.Errorf("the single read of %d: %v", number, err)
					}
				})
				// The first page fails twice, and then 20 single reads follow each other.
				took, lists := time.Since(begun), c.lists.Load()
				if most := 2*listTime + 25*time.Second; took > most || lists > 2 {
					t.Errorf("it took %s and %d list calls, want at most %s and 2", took, lists, most)
				}
			})
		})
	}
}

// A list call that waits long for its turn, because the quota is low, has not failed: it is waited for, and lists
// stay in use.
func TestReader_aLowQuotaIsNoFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{}
		client := c.client(t, 1)
		r := sharedlist.New(client.Quick(listTime))
		for n := range 90 { // others, who queue before the lists
			go func() { _, _ = client.Policy(t.Context(), home, id(1_000+n)) }()
		}
		synctest.Wait()
		each(spread(10, 40), 10, func(number int) {
			ctx, done := context.WithTimeout(t.Context(), 4*time.Minute)
			defer done()
			r.Policy(ctx, home, id(number))
		})
		for number := range 10 {
			if row, says := r.Policy(t.Context(), home, id(number)); says != sharedlist.Listed || !row.ComparesWithState() {
				t.Errorf("the lists say %v of %d, %+v", says, number, row)
			}
		}
	})
}

// Nobody waits for pages longer than half of its own time. Without a deadline, a caller waits as long as they take.
func TestReader_halfOfTheTimeIsLeftForTheSingleRead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		timeout, want time.Duration
		says          sharedlist.Listing
	}{
		"short":       {8 * time.Second, 4 * time.Second, sharedlist.AskInstance},
		"long":        {time.Hour, 9 * time.Second, sharedlist.Listed},
		"no deadline": {0, 9 * time.Second, sharedlist.Listed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 40}
				r := sharedlist.New(f)
				f.readAll(t.Context(), r, spread(3, 40), 1)
				f.latency = 9 * time.Second
				ctx := t.Context()
				if tt.timeout > 0 {
					limited, done := context.WithTimeout(ctx, tt.timeout)
					defer done()
					ctx = limited
				}
				begun := time.Now()
				if _, says := r.Policy(ctx, home, id(1)); says != tt.says || time.Since(begun) != tt.want {
					t.Errorf("the lists say %v after %s, want %v after %s", says, time.Since(begun), tt.says, tt.want)
				}
			})
		})
	}
}
