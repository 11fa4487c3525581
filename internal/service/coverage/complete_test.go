// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

var threeRegions = []string{"cn-hangzhou", "cn-shanghai", "eu-central-1"}

// TestDataSource_aPartIsAnError fails one call in each place where an answer could get shorter.
func TestDataSource_aPartIsAnError(t *testing.T) {
	t.Parallel()
	seed := fleetOf(660, threeRegions...)
	html := "<html>502</html>"
	for name, row := range map[string]struct {
		fault emulator.Fault
		parts []string
	}{
		"a page of instances is denied": {
			emulator.Fault{Action: listInstances, Nth: 5, Code: "Forbidden.RAM", Status: 403},
			[]string{"rds:DescribeDBInstances", "region "},
		},
		"a page of policies is denied": {
			emulator.Fault{Action: listPolicies, Nth: 4, Code: "Forbidden.RAM", Status: 403},
			[]string{"rds:DescribeCrossRegionBackupDBInstance", "region "},
		},
		"the last page fails for good": {
			emulator.Fault{Action: listInstances, Nth: 9, Code: "InternalError"}, []string{listInstances},
		},
		"a proxy answers": {
			emulator.Fault{Action: listPolicies, Nth: 3, Body: &html, Status: 403}, []string{listPolicies},
		},
		"rows are null": {
			emulator.Fault{Action: listInstances, Nth: 2, Null: []string{"DBInstanceId"}}, []string{"complete"},
		},
		"policies without an instance": {
			emulator.Fault{Action: listPolicies, Null: []string{"DBInstanceId"}}, []string{"complete"},
		},
		"instances of another region": {
			emulator.Fault{Action: listInstances, Nth: 3, Effect: "other-region"}, []string{"region eu-central-1"},
		},
		"policies of another region": {
			emulator.Fault{Action: listPolicies, Nth: 3, Effect: "other-region"}, []string{"region eu-central-1"},
		},
		"the total is missing": {
			emulator.Fault{Action: listInstances, Nth: 4, Null: []string{"TotalRecordCount"}}, []string{"complete"},
		},
		"the total of policies is absent": {
			emulator.Fault{Action: listPolicies, Null: []string{"TotalRecords"}}, []string{"complete"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithSeed(seed))
			s.AddFault(row.fault)
			refused(t, s, testkit.Attributes{"regions": threeRegions}, nil, row.parts...)
		})
	}
}

// A passing failure anywhere costs a call and changes nothing.
func TestDataSource_passingFailuresChangeNothing(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(fleetOf(250, "cn-hangzhou")))
	config := testkit.Attributes{"regions": []string{"cn-hangzhou"}}
	before := mustAsk(t, s, config)
	for _, effect := range []string{
		"Throttling.User", "drop-before-commit", "cut", "bad-gateway", "empty-answer", "too-many-requests",
		"ServiceUnavailable",
	} {
		for _, action := range []string{listInstances, listPolicies} {
			s.AddFault(emulator.Fault{Action: action, Nth: 2, Times: 1, Effect: effect})
		}
		after := mustAsk(t, s, config)
		s.ClearFaults()
		if !slices.Equal(before.order, after.order) || before.whole["import_config"] != after.whole["import_config"] {
			t.Errorf("%s changed the result: %s, before %s", effect, after.counts(), before.counts())
		}
	}
}

func TestDataSource_aRegionThatIsNone(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	refused(t, s, testkit.Attributes{"regions": []string{"cn-hangzhou", "cn-shangai"}}, nil,
		"The API does not know the region", `Did you mean "cn-shanghai"?`, "on regions", "region cn-shangai")
}

// Without STS the coverage is still complete.
func TestDataSource_anUnknownAccountIsAWarning(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: "GetCallerIdentity", Code: "Forbidden.RAM", Status: 403})
	got, found := ask(t, s, nil)
	found.Require(t, "warning", "(COVERAGE_ACCOUNT_UNKNOWN)")
	if len(found) != 1 || found.Failed() || got.whole["account_id"] != nil {
		t.Fatalf("account_id %v:\n%s", got.whole["account_id"], found)
	}
	same(t, got, hangzhou)
}

// tamper edits the answers of one action in between.
type tamper struct {
	below  http.RoundTripper
	action string
	edit   func(params url.Values, body map[string]any)
}

func (t tamper) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.below.RoundTrip(request)
	if err != nil || request.URL.Query().Get("Action") != t.action || response.StatusCode != http.StatusOK {
		return response, err
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	body := map[string]any{}
	if err := json.Unmarshal(text, &body); err != nil {
		return nil, err
	}
	t.edit(request.URL.Query(), body)
	text, err = json.Marshal(body)
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	response.Header.Del("Content-Length")
	return response, err
}

// without drops instances from a list answer, and counts them out.
func without(list, total string, ids ...string) func(url.Values, map[string]any) {
	return func(params url.Values, body map[string]any) {
		if params.Get("DBInstanceId") != "" {
			return // asked for by id, it is there
		}
		rows := body["Items"].(map[string]any)[list].([]any)
		kept := slices.DeleteFunc(
			rows,
			func(one any) bool { return slices.Contains(ids, one.(map[string]any)["DBInstanceId"].(string)) },
		)
		body["Items"].(map[string]any)[list] = kept
		body[total] = len(kept)
	}
}

// TestDataSource_aListThatLostARow takes a protected instance out of the list of instances, as happens where another
// one is deleted, and a new one made, between two pages. It is asked for by id, and not taken for released.
func TestDataSource_aListThatLostARow(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	tap := tamper{
		below:  s.Transport(),
		action: listInstances,
		edit:   without("DBInstance", "TotalRecordCount", "pgm-console"),
	}
	same(t, mustAsk(t, s, nil, provider.WithTransport(tap)), hangzhou)
}

// Where the API applies a filter, no other list vouches for an instance, so that a list of several pages is read twice.
func TestDataSource_aFilteredListThatLostARow(t *testing.T) {
	t.Parallel()
	seed := fleetOf(150, "cn-hangzhou")
	for i := range seed.Instances {
		seed.Instances[i].Tags = map[string]string{"env": "prod"}
	}
	s := emulator.StartInMemory(t, emulator.WithSeed(seed))
	var pages atomic.Int32
	tap := tamper{below: s.Transport(), action: listInstances, edit: func(_ url.Values, body map[string]any) {
		if pages.Add(1) == 2 { // the last row has moved to the first page, where a deleted one was, and a new one has come
			rows := body["Items"].(map[string]any)["DBInstance"].([]any)
			rows[49].(map[string]any)["DBInstanceId"] = "pgm-new"
		}
	}}
	got := mustAsk(t, s, testkit.Attributes{"tags": tags("env", "prod")}, provider.WithTransport(tap))
	if _, listed := got.instances["pgm-00149"]; !listed || len(got.order) != 151 || len(s.Calls(listInstances)) != 4 {
		t.Errorf("%d instances with %d calls, pgm-00149 among them: %t", len(got.order), len(s.Calls(listInstances)), listed)
	}
}

// A policy whose row does not say that its instance was released is RELEASED when the instance is nowhere else.
func TestDataSource_releasedWithoutAWord(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	tap := tamper{below: s.Transport(), action: listPolicies, edit: func(_ url.Values, body map[string]any) {
		for _, one := range body["Items"].(map[string]any)["Item"].([]any) {
			one.(map[string]any)["DBInstanceStatus"], one.(map[string]any)["LockMode"] = "", ""
		}
	}}
	same(t, mustAsk(t, s, nil, provider.WithTransport(tap)), hangzhou)
	if calls := len(s.Calls(listInstances)); calls != 2 {
		t.Errorf("%d calls for instances, want one more for pgm-released", calls)
	}
}

// TestDataSource_aChangingListIsReadAgainOrRefused lets the total shrink from page to page: four passes, and then an
// error.
func TestDataSource_aChangingListIsReadAgainOrRefused(t *testing.T) {
	t.Parallel()
	for name, endless := range map[string]bool{"once": false, "for ever": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithSeed(fleetOf(350, "cn-hangzhou")))
			var pages atomic.Int32
			tap := tamper{below: s.Transport(), action: listInstances, edit: func(params url.Values, body map[string]any) {
				if n := pages.Add(1); params.Get("PageNumber") == "2" && (endless || n == 2) {
					body["TotalRecordCount"] = 349
				}
			}}
			if endless {
				refused(t, s, nil, []provider.Option{provider.WithTransport(tap)}, "region cn-hangzhou", "complete")
				return
			}
			if got := mustAsk(t, s, nil, provider.WithTransport(tap)); len(got.order) != 350 {
				t.Errorf("%d instances", len(got.order))
			}
		})
	}
}

// TestDataSource_aFactThatIsMissingTakesNoKeyAway nulls each field of the list rows in turn: nothing eligible stops
// being so.
func TestDataSource_aFactThatIsMissingTakesNoKeyAway(t *testing.T) {
	t.Parallel()
	for _, field := range []string{
		"RegionId", "Engine", "EngineVersion", "DBInstanceStatus", "DBInstanceType", "DBInstanceClass",
		"DBInstanceStorageType", "Category", "PayType",
		"LockMode", "CreateTime", "DBInstanceDescription", "MasterInstanceId", "BackupEnabled", "LogBackupEnabled",
		"CrossBackupRegion", "Retention",
		"BackupEnabledTime", "CrossBackupType",
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			s.AddFault(emulator.Fault{Action: listInstances, Null: []string{field}})
			s.AddFault(emulator.Fault{Action: listPolicies, Null: []string{field}})
			got := mustAsk(t, s, nil)
			for id, want := range hangzhou {
				row, listed := got.instances[id]
				if !listed {
					t.Errorf("%s is missing", id)
					continue
				}
				if state, _, _ := strings.Cut(want, " "); row["state"] != state {
					t.Errorf("%s is %v, want %s", id, row["state"], state)
				}
				if !strings.Contains(want, "ineligible") && row["eligible"] != true {
					t.Errorf("%s is no longer eligible: %s", id, row.codes())
				}
			}
			if console := got.instances["pgm-console"]; console["destination_region"] != "cn-beijing" ||
				console["retention_days"] != int64(1825) {
				t.Errorf("pgm-console reads %v, %v", console["destination_region"], console["retention_days"])
			}
		})
	}
}

// A filter on a fact that is missing is an error: to leave the instance out could take its key from a for_each.
func TestDataSource_anEngineThatIsMissingCannotBeFiltered(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: listInstances, Null: []string{"Engine"}})
	got, found := ask(t, s, testkit.Attributes{"engines": []string{"PostgreSQL"}})
	found.Require(t, "error on engines", "is not reported", "exclude_instance_ids", "(ENGINE_NOT_REPORTED)")
	if len(got.order) > 0 {
		t.Errorf("got %d instances", len(got.order))
	}
}

// TestDataSource_aRowThatLacksAFieldIsReadSingly holds that nothing is concluded from a row that says nothing.
func TestDataSource_aRowThatLacksAFieldIsReadSingly(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: listPolicies, Null: []string{"BackupEnabled"}})
	got := mustAsk(t, s, nil)
	same(t, got, hangzhou)
	if calls := s.Calls(getPolicy); len(calls) != 3 {
		t.Errorf("%d single reads, want one for each of the 3 policies", len(calls))
	}
	s.AddFault(emulator.Fault{Action: getPolicy, InstanceID: "pgm-console", Code: "Forbidden.RAM", Status: 403})
	refused(t, s, nil, nil, "rds:DescribeInstanceCrossBackupPolicy", "instance pgm-console in cn-hangzhou")
}

// busiest counts how many calls are under way together.
type busiest struct {
	below     http.RoundTripper
	now, most atomic.Int32
}

func (b *busiest) RoundTrip(request *http.Request) (*http.Response, error) {
	now := b.now.Add(1)
	defer b.now.Add(-1)
	for most := b.most.Load(); now > most && !b.most.CompareAndSwap(most, now); most = b.most.Load() {
	}
	return b.below.RoundTrip(request)
}

// TestDataSource_fiveThousandInstances is the budget of the issue: at most 200 calls for 5,000 instances in three
// regions.
func TestDataSource_fiveThousandInstances(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(fleetOf(5000, threeRegions...)))
	tap := &busiest{below: s.Transport()}
	got := mustAsk(t, s, testkit.Attributes{"regions": threeRegions}, provider.WithTransport(tap))
	if want := "5000 2501 2499 2499 0"; got.counts() != want || len(got.order) != 5000 || !slices.IsSorted(got.order) {
		t.Errorf("counts %s, want %s; %d listed", got.counts(), want, len(got.order))
	}
	calls := len(s.Calls())
	t.Logf("%d calls, at most %d together", calls, tap.most.Load())
	if calls > 200 || len(s.Calls(listInstances)) != 3*17 {
		t.Errorf("%d calls, %d of them for instances", calls, len(s.Calls(listInstances)))
	}
	if most := tap.most.Load(); most < 2 || most > 8 {
		t.Errorf("at most %d calls together, want some and at most 8", most)
	}
	for _, call := range s.Calls(listInstances, listPolicies) {
		if call.Params.Get("PageSize") != "100" {
			t.Fatalf("page size %q", call.Params.Get("PageSize"))
		}
	}
}

// A region that is read alone is read several pages at a time, up to the same bound.
func TestDataSource_oneRegionReadsPagesTogether(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(fleetOf(1500, "cn-hangzhou")))
	s.AddFault(emulator.Fault{When: emulator.OnArrival, Delay: "20ms"}) // so that calls overlap
	tap := &busiest{below: s.Transport()}
	mustAsk(t, s, nil, provider.WithTransport(tap))
	if most := tap.most.Load(); most <= 2 || most > 8 {
		t.Errorf("at most %d calls together, want more than one for each list and at most 8", most)
	}
}

// BenchmarkDataSource reads fleets over the protocol, with an emulator in the same process.
func BenchmarkDataSource(b *testing.B) {
	for _, n := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := emulator.StartInMemory(b, emulator.WithSeed(fleetOf(n, threeRegions...)))
			for b.Loop() {
				mustAsk(b, s, testkit.Attributes{"regions": threeRegions})
			}
		})
	}
}
