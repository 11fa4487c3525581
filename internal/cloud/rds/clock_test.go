// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const farAhead = "Sat, 01 Jan 2033 00:00:00 GMT"

func TestBackupSets_rangeFollowsTheAPIWhenTheLocalClockIsWrong(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		answer := success(`"TotalRecordCount":0,"Items":{"Item":[]}`)
		answer.header = map[string]string{"Date": farAhead}
		return answer
	})
	client, _ := newClient(t, api.URL)
	query := rds.BackupSetQuery{Region: "cn-hangzhou", InstanceID: "pgm-demo"}
	for range 2 { // the first query reads its page again, the second one knows the clock
		if _, err := client.SummarizeBackupSets(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(api.actions()); got != 3 {
		t.Errorf("%d calls, want 3", got)
	}
	end, err := time.Parse(time.RFC3339, api.last().params.Get("EndTime"))
	if err != nil || end.Year() != 2033 {
		t.Errorf("EndTime is %v (%v), want one of the API's year", end, err)
	}
}

func TestSyncedNow_asksOnceForAnyAnswer(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		answer := refusal(403, "Forbidden.RAM")
		answer.header = map[string]string{"Date": farAhead}
		return answer
	})
	client, _ := newClient(t, api.URL)
	for range 2 {
		if now := client.SyncedNow(t.Context(), "cn-hangzhou"); now.Year() != 2033 {
			t.Errorf("the API's clock is read as %v", now)
		}
	}
	if got, want := api.actions(), []string{"DescribeAvailableCrossRegion"}; !slices.Equal(got, want) {
		t.Errorf("calls %v, want %v", got, want)
	}
}
