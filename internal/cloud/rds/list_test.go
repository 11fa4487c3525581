// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// collect drains an iterator; the error is the one that ended it.
func collect[T any](all iter.Seq2[T, error]) ([]T, error) {
	var rows []T
	for row, err := range all {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// setPage is one page of backup sets with the ids from first to last.
func setPage(total, first, last int) reply {
	var items []string
	for id := first; id <= last; id++ {
		items = append(items, fmt.Sprintf(`{"CrossBackupId":%d,"CrossBackupSetSize":10}`, id))
	}
	return success(fmt.Sprintf(`"TotalRecordCount":%d,"Items":{"Item":[%s]}`, total, strings.Join(items, ",")))
}

func TestPaging_readsAllOrFails(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		// pass[n] holds the pages of the n-th pass; the last page of a pass repeats.
		page  func(call int, number int) reply
		rows  int
		code  string
		calls int
	}{
		"none":             {page: func(int, int) reply { return setPage(0, 1, 0) }, calls: 1},
		"one page":         {page: func(int, int) reply { return setPage(3, 1, 3) }, rows: 3, calls: 1},
		"exactly one page": {page: func(int, int) reply { return setPage(100, 1, 100) }, rows: 100, calls: 1},
		"three pages": {
			page: func(_, n int) reply { return setPage(250, n*100-99, min(n*100, 250)) }, rows: 250, calls: 3,
		},
		"smaller pages": {page: func(_, n int) reply { return setPage(70, n*30-29, min(n*30, 70)) }, rows: 70, calls: 3},
		"repeated page": {
			page: func(int, int) reply { return setPage(250, 1, 100) }, rows: 100, code: "Client.IncompleteList", calls: 8,
		},
		"empty page": {
			page: func(_, n int) reply { return setPage(250, n*100-99, min(n*100, 100)) }, rows: 100,
			code: "Client.IncompleteList", calls: 8,
		},
		"total too large": {
			page: func(_, n int) reply { return setPage(5, n*3-2, min(n*3, 3)) }, rows: 3, code: "Client.IncompleteList",
			calls: 8,
		},
		"total too small": {
			page: func(_, n int) reply { return setPage(0, n*100-99, min(n*100, 250)) }, rows: 250, calls: 4,
		},
		"rows are null": {
			page: func(int, int) reply { return success(`"TotalRecordCount":5,"Items":null`) }, code: "Client.IncompleteList",
			calls: 4,
		},
		"total is null": {
			page: func(int, int) reply { return success(`"TotalRecordCount":null,"Items":{"Item":[]}`) },
			code: "Client.IncompleteList", calls: 1,
		},
		"total is missing": {
			page: func(int, int) reply { return success(`"Items":{"Item":[]}`) }, code: "Client.IncompleteList", calls: 1,
		},
		"second page fails": {page: func(_, n int) reply {
			return map[bool]reply{true: refusal(403, "Forbidden.RAM"), false: setPage(250, 1, 100)}[n == 2]
		}, rows: 100, code: "Forbidden.RAM", calls: 2},
		"ids are null": {
			page: func(int, int) reply {
				return success(`"TotalRecordCount":2,"Items":{"Item":[{"CrossBackupId":null},{"CrossBackupId":null}]}`)
			},
			rows: 1, code: "Client.IncompleteList", calls: 8,
		},
		"shrinks once: read again": {page: func(call, n int) reply {
			// Set 1 expires after the first page was read, so that set 101 moves to page 1.
			if call == 1 {
				return setPage(150, 1, 100)
			}
			return setPage(149, 2+(n-1)*100, min(1+n*100, 150))
		}, rows: 150, calls: 4},
		"grows once": {page: func(call, n int) reply {
			if call == 1 {
				return setPage(150, 1, 100)
			}
			return setPage(151, n*100-99, min(n*100, 151))
		}, rows: 151, calls: 2},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			api := newFakeAPI(t, func(c call) reply {
				calls++
				number, _ := strconv.Atoi(c.params.Get("PageNumber"))
				if c.params.Get("PageSize") != "100" {
					return refusal(400, "InvalidParameters.Format")
				}
				return tc.page(calls, number)
			})
			client, _ := newClient(t, api.URL)
			got, err := collect(client.BackupSets(t.Context(),
				rds.BackupSetQuery{Region: "cn-hangzhou", InstanceID: "pgm-demo"}))
			if (err == nil) != (tc.code == "") {
				t.Fatalf("error %v, want %q", err, tc.code)
			}
			if tc.code != "" {
				assertFailed(t, err, rds.ClassOf(err), tc.code)
			}
			if len(got) != tc.rows || calls != tc.calls {
				t.Errorf("%d rows with %d calls, want %d with %d", len(got), calls, tc.rows, tc.calls)
			}
		})
	}
}

func policyRow(id string) string {
	return fmt.Sprintf(`{"DBInstanceId":%q,"DBInstanceStatus":"Running","Engine":"PostgreSQL","EngineVersion":"14.0",
"LockMode":"Unlock","BackupEnabled":"Enable",
"BackupEnabledTime":"2019-06-12T05:44:21Z","LogBackupEnabled":"Disabled","CrossBackupRegion":"cn-shanghai",
"CrossBackupType":"1","RetentType":1,"Retention":15}`, id)
}

func TestPolicies_inChunksOf30AndOnlyThoseAskedFor(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(c call) reply {
		items := []string{policyRow("pgm-stranger")}
		for id := range strings.SplitSeq(c.params.Get("DBInstanceId"), ",") {
			items = append(items, policyRow(id))
		}
		return success(fmt.Sprintf(`"TotalRecords":%d,"ItemsNumbers":%d,"Items":{"Item":[%s]}`, len(items), len(items),
			strings.Join(items, ",")))
	})
	client, _ := newClient(t, api.URL)
	var ids []string
	for n := range 65 {
		ids = append(ids, fmt.Sprintf("pgm-%02d", n))
	}
	got, err := collect(client.Policies(t.Context(), "cn-hangzhou", append(ids, ids[0])...))
	if err != nil || len(got) != 65 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i, policy := range got {
		if policy.InstanceID != ids[i] || policy.Region != "cn-hangzhou" || !policy.Exists {
			t.Errorf("row %d is %+v", i, policy)
		}
	}
	var sizes []int
	for _, c := range api.received() {
		sizes = append(sizes, len(strings.Split(c.params.Get("DBInstanceId"), ",")))
	}
	if !slices.Equal(sizes, []int{30, 30, 5}) {
		t.Errorf("ids per call are %v", sizes)
	}
}

func TestPolicies_noIDsMeansTheWholeRegionAndAnEmptyIDIsRefused(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t,
		func(call) reply { return success(`"TotalRecords":1,"Items":{"Item":[` + policyRow("pgm-demo") + `]}`) })
	client, _ := newClient(t, api.URL)
	got, err := collect(client.Policies(t.Context(), "cn-hangzhou"))
	if err != nil || len(got) != 1 || api.last().params.Has("DBInstanceId") {
		t.Fatalf("got %+v, %v, sent %v", got, err, api.last().params)
	}
	for _, id := range []string{"", "a,b", "pgm demo"} {
		_, err := collect(client.Policies(t.Context(), "cn-hangzhou", id))
		assertFailed(t, err, rds.ClassInvalid, "Client.InvalidRequest")
	}
	if got := len(api.actions()); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
}

func TestInstances_byIDAndByRegion(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(c call) reply {
		switch c.params.Get("DBInstanceId") {
		case "pgm-a":
			return success(`"TotalRecordCount":1,"Items":{"DBInstance":[{"DBInstanceId":"pgm-a","LockMode":"Released"}]}`)
		case "pgm-gone":
			return refusal(404, "InvalidDBInstanceId.NotFound")
		case "pgm-none":
			return success(`"TotalRecordCount":0,"Items":{"DBInstance":[]}`)
		}
		return success(`"TotalRecordCount":"2","Items":{"DBInstance":[{"DBInstanceId":"pgm-a"},{"DBInstanceId":"pgm-b"}]}`)
	})
	client, _ := newClient(t, api.URL)
	got, err := collect(client.Instances(t.Context(),
		rds.InstanceQuery{Region: "cn-hangzhou", InstanceIDs: []string{"pgm-a", "pgm-gone", "pgm-none"}}))
	if err != nil || len(got) != 1 || got[0].ID != "pgm-a" || !got[0].Released {
		t.Errorf("by id: %+v, %v", got, err)
	}
	got, err = collect(client.Instances(t.Context(),
		rds.InstanceQuery{Region: "cn-hangzhou", InstanceIDs: []string{"pgm-b", "1", "2", "3", "4", "5"}}))
	if err != nil || len(got) != 1 || got[0].ID != "pgm-b" {
		t.Errorf("by many ids: %+v, %v", got, err)
	}
	got, err = collect(client.Instances(t.Context(), rds.InstanceQuery{Region: "cn-hangzhou"}))
	if err != nil || len(got) != 2 {
		t.Errorf("by region: %+v, %v", got, err)
	}
}

func TestInstances_filtersGoToTheAPI(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return success(`"TotalRecordCount":0,"Items":{"DBInstance":[]}`) })
	client, _ := newClient(t, api.URL)
	if _, err := collect(client.Instances(t.Context(), rds.InstanceQuery{
		Region: "cn-hangzhou", Tags: map[string]string{"team": "data", "env": "prod"}, ResourceGroupID: "rg-1",
	})); err != nil {
		t.Fatal(err)
	}
	if sent := api.last().params; sent.Get("Tags") != `{"env":"prod","team":"data"}` ||
		sent.Get("ResourceGroupId") != "rg-1" {
		t.Errorf("sent %v", sent)
	}
	if _, err := collect(client.Instances(t.Context(), rds.InstanceQuery{Region: "cn-hangzhou"})); err != nil {
		t.Fatal(err)
	}
	if sent := api.last().params; sent.Has("Tags") || sent.Has("ResourceGroupId") {
		t.Errorf("sent %v without a filter", sent)
	}
}
