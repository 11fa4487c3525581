// SPDX-License-Identifier: MPL-2.0

package logbackups_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/logbackups"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Mistakes are refused before a call is made, each with a code.
func TestDataSource_refusesWrongInput(t *testing.T) {
	t.Parallel()
	january, february := "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
	for name, row := range map[string]struct {
		arguments with
		says      string
	}{
		"no time":               {with{"start_time": "yesterday"}, "(TIME_MALFORMED)"},
		"an empty time":         {with{"end_time": ""}, "(EMPTY_VALUE)"},
		"an absurd time":        {with{"end_time": strings.Repeat("2026", 10_000)}, "(TIME_MALFORMED)"},
		"backward times":        {with{"start_time": february, "end_time": january}, "(TIME_WINDOW_EMPTY)"},
		"no instance":           {with{"instance_id": ""}, "(EMPTY_VALUE)"},
		"an address":            {with{"instance_id": "pgm-a.pg.rds.aliyuncs.com"}, "(NOT_AN_INSTANCE_ID)"},
		"a zone":                {with{"region": "cn-hangzhou-h"}, `Did you mean "cn-hangzhou"?`},
		"an empty region":       {with{"region": ""}, "(EMPTY_VALUE)"},
		"a zone as destination": {with{"destination_region": "cn-beijing-h"}, "Region id is not well formed"},
		"an empty destination":  {with{"destination_region": ""}, "(EMPTY_VALUE)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			read(t, s, "pgm-console", row.arguments).Said.Require(t, "error", row.says)
			if calls := s.Calls(); len(calls) != 0 {
				t.Errorf("%d calls in spite of wrong input", len(calls))
			}
		})
	}
}

// What only the API can tell. Nothing of it is a result.
func TestDataSource_apiRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID string
		arguments  with
		fault      emulator.Fault
		says       []string
	}{
		"an instance that is nowhere": {instanceID: "pgm-nowhere", says: []string{"pgm-nowhere in region cn-hangzhou"}},
		"an instance of elsewhere": {
			instanceID: "pgm-console", arguments: with{"region": "cn-shanghai"},
			says: []string{"pgm-console in region cn-shanghai"},
		},
		"a destination that is none": {
			instanceID: "pgm-console", arguments: with{"destination_region": "cn-hangzou"},
			says: []string{"on destination_region", `Did you mean "cn-hangzhou"`, "(DESTINATION_UNKNOWN)"},
		},
		"a denied list": {
			instanceID: "pgm-console", fault: emulator.Fault{Action: listAction, Code: "Forbidden.RAM", Status: 403},
			says: []string{"Cannot list cross-region log backups", "rds:DescribeCrossRegionLogBackupFiles"},
		},
		"a page that fails": {
			instanceID: "pgm-console", fault: emulator.Fault{Action: listAction, Nth: 3, Code: "Forbidden.RAM", Status: 403},
			says: []string{"Cannot list cross-region log backups", "Forbidden.RAM"},
		},
		"a window larger than the API takes": {
			instanceID: "pgm-console", arguments: with{"start_time": "2009-01-01T00:00:00Z"},
			fault: emulator.Fault{Action: listAction, Code: "InvalidTime.Format", Status: 400},
			says:  []string{"on start_time", "shorter span"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			if row.fault.Action != "" {
				s.AddFault(row.fault)
			}
			got := read(t, s, row.instanceID, row.arguments)
			if got.Said.Require(t, append(row.says, "error")...); got.Exists() {
				t.Error("there is a result")
			}
		})
	}
}

// A throttled page is asked for again.
func TestDataSource_throttled(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: listAction, Code: "Throttling.User", Status: 400, Times: 1})
	if got := summary(mustRead(t, s, "pgm-console", with{"start_time": "2026-01-15T07:00:00Z"})); got !=
		"2026-01-15T07:00:00Z to 2026-01-15T07:55:00Z, 11 files" {
		t.Errorf("got %s", got)
	}
}

// A data source cannot wait for the apply as a resource can.
func TestDataSource_needsTheProviderBlock(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for argument, row := range map[string]struct {
		value any
		says  string
	}{
		"region": {nil, "Region is missing"}, "account_id": {testkit.Unknown{}, "not known yet"},
	} {
		session := testkit.NewSession(t, s, with{argument: row.value}, testkit.InMemory(s))
		session.Data(logbackups.TypeName, with{"instance_id": "pgm-console"}).Said.Require(t, "error", row.says, argument)
	}
}
