// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"slices"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// One page is one call, whether or not the list has more.
func TestPolicyPage_isOneCall(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		return success(`"TotalRecords":250,"Items":{"Item":[{"DBInstanceId":"pgm-1","BackupEnabled":"Enable",
"CrossBackupRegion":"cn-beijing","Retention":30},{"DBInstanceId":"pgm-2"}]}`)
	})
	client, _ := newClient(t, api.URL)
	rows, total, err := client.PolicyPage(t.Context(), "cn-hangzhou", 3, "pgm-1", "pgm-2")
	if err != nil || total != 250 || len(rows) != 2 || rows[0].RetentionDays != 30 || rows[0].Region != "cn-hangzhou" ||
		!rows[1].Incomplete {
		t.Errorf("got %+v of %d, %v", rows, total, err)
	}
	sent := api.last().params
	if len(api.actions()) != 1 || sent.Get("PageNumber") != "3" || sent.Get("PageSize") != "100" ||
		sent.Get("DBInstanceId") != "pgm-1,pgm-2" {
		t.Errorf("sent %d calls, the last with %v", len(api.actions()), sent)
	}
}

func TestPolicyPage_refusesIDsThatSelectSomethingElse(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return success(`"TotalRecords":0`) })
	client, _ := newClient(t, api.URL)
	for name, ids := range map[string][]string{
		"empty": {""}, "two in one": {"pgm-1,pgm-2"}, "too many": slices.Repeat([]string{"pgm-1"}, rds.IDsPerCall+1),
	} {
		if _, _, err := client.PolicyPage(t.Context(), "cn-hangzhou", 1, ids...); rds.ClassOf(err) != rds.ClassInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if called := api.actions(); len(called) != 0 {
		t.Errorf("called %q", called)
	}
}

// A page without the number of all rows cannot be told from a whole list.
func TestInstancePage_isOneCallAndNeedsATotal(t *testing.T) {
	t.Parallel()
	const items = `"Items":{"DBInstance":[{"DBInstanceId":"pgm-1","RegionId":"cn-hangzhou","Engine":"PostgreSQL"}]}`
	counted := success(`"TotalRecordCount":1200,` + items)
	api := newFakeAPI(t, script(map[string][]reply{listing: {counted, success(items)}}))
	client, _ := newClient(t, api.URL)
	rows, total, err := client.InstancePage(t.Context(), "cn-hangzhou", 2)
	if err != nil || total != 1200 || len(rows) != 1 || rows[0].Engine != rds.EnginePostgreSQL {
		t.Errorf("got %+v of %d, %v", rows, total, err)
	}
	if sent := api.last().params; len(api.actions()) != 1 || sent.Get("PageNumber") != "2" {
		t.Errorf("sent %v", sent)
	}
	_, _, err = client.InstancePage(t.Context(), "cn-hangzhou", 2)
	assertFailed(t, err, rds.ClassUnreadable, "Client.IncompleteList")
}
