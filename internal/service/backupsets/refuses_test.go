// SPDX-License-Identifier: MPL-2.0

package backupsets_test

import (
	"math/big"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/backupsets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Mistakes are refused before a call is made.
func TestDataSource_refusesWrongInput(t *testing.T) {
	t.Parallel()
	type with = testkit.Attributes
	const noTime = "not an RFC 3339 time"
	january, february := "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
	for name, row := range map[string]struct {
		arguments with
		says      string
	}{
		"no time":         {with{"start_time": "yesterday"}, `start_time is "yesterday", which is ` + noTime},
		"no such month":   {with{"end_time": "2026-13-01T00:00:00Z"}, noTime},
		"no seconds":      {with{"start_time": "2026-01-01T00:00Z"}, `Did you mean "2026-01-01T00:00:00Z"?`},
		"a date":          {with{"end_time": "2026-01-01"}, `Did you mean "2026-01-01T00:00:00Z"?`},
		"half a set":      {with{"limit": big.NewFloat(1.5)}, "limit is 1.5. It takes a whole number of at least 1."},
		"an empty region": {with{"region": ""}, "The argument region is empty."},
		"an empty time":   {with{"start_time": ""}, "start_time is empty"},
		"backward times":  {with{"start_time": february, "end_time": january}, "on end_time: Time window is empty"},
		"the same instant, in two zones": {
			with{"start_time": january, "end_time": "2026-01-01T08:00:00+08:00"}, "is not after start_time",
		},
		"an id in words":            {with{"backup_set_id": "newest"}, "must be the number of a cross-region backup set"},
		"an id with zeros":          {with{"backup_set_id": "007"}, "must be the number of a cross-region backup set"},
		"a limit of nothing":        {with{"limit": int64(0)}, "limit is 0. It takes a whole number of at least 1."},
		"a status in small letters": {with{"status": "success"}, `"success" is none of them. Did you mean SUCCESS?`},
		"no instance":               {with{"instance_id": ""}, "instance_id is empty. Set the id of the instance"},
		"a zone":                    {with{"region": "cn-hangzhou-h"}, `Did you mean "cn-hangzhou"?`},
		"a zone as destination":     {with{"destination_region": "cn-beijing-h"}, "Region id is not well formed"},
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

// A data source cannot wait for the apply as a resource can.
func TestDataSource_needsTheProviderBlock(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for argument, row := range map[string]struct {
		value any
		says  string
	}{
		"region":     {nil, "Region is missing"},
		"account_id": {testkit.Unknown{}, "not known yet"},
		"access_key": {testkit.Unknown{}, "not known yet"},
	} {
		session := testkit.NewSession(t, s, testkit.Attributes{argument: row.value}, testkit.InMemory(s))
		config := testkit.Attributes{"instance_id": "pgm-console", "limit": int64(1)}
		session.Data(backupsets.TypeName, config).Said.Require(t, "error", row.says, argument)
		if config["region"] = "cn-hangzhou"; argument == "region" {
			session.Data(backupsets.TypeName, config).Said.RequireNone(t)
		}
	}
}

// What only the API can tell.
func TestDataSource_apiRefuses(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for name, row := range map[string]struct {
		instanceID string
		arguments  testkit.Attributes
		says       []string
	}{
		"an instance that is nowhere": {"pgm-nowhere", nil, []string{"pgm-nowhere in region cn-hangzhou"}},
		"an instance of elsewhere": {
			"pgm-console", testkit.Attributes{"region": "cn-shanghai"}, []string{"pgm-console in region cn-shanghai"},
		},
		"a region that is none": {
			"pgm-console", testkit.Attributes{"region": "cn-hangzou"}, []string{"The API does not know the region"},
		},
		"a destination that is none": {
			"pgm-console",
			testkit.Attributes{"destination_region": "cn-hangzou"},
			[]string{"on destination_region", `destination_region is "cn-hangzou",`, `Did you mean "cn-hangzhou"`},
		},
	} {
		got := read(t, s, row.instanceID, row.arguments)
		if got.Said.Require(t, append(row.says, "error")...); got.Exists() {
			t.Errorf("%s: there are sets", name)
		}
	}
}
