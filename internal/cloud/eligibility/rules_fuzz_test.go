// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// upperASCII is what comparison ignores: the case of the letters that the API's words are made of.
func upperASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

// FuzzRules checks any instance: the same verdict each time and in any case of the letters, at most one finding of a
// code, every one from the table with a whole message, and no verdict "bad" from facts that are all missing.
func FuzzRules(f *testing.F) {
	for _, in := range []instance{
		postgreSQL(), postgreSQLLocal(), mySQL(), mySQLCloud(), sqlServer(),
		{},
		{Instance: rds.Instance{Engine: "PostgreSQL"}},
		{Instance: rds.Instance{Engine: "mariadb"}},
	} {
		f.Add(in.ID, in.Region, in.Engine, in.EngineVersion, in.Category, in.StorageType, in.Class, in.ClassType, in.PayType,
			in.Role, in.MasterID, in.BackupMethod, in.LockMode, in.Status, uint8(0))
	}
	f.Add("rm-1", "cn-hangzhou-finance", "SQLServer", "2016_web_sl", "serverless_basic", "general_essd",
		"mssql.serverless.c", "s", "Serverless", "Guard", "rm-0", "Snapshot", "LockByDiskQuota", "Released", uint8(3))
	f.Fuzz(func(t *testing.T, id, region, engine, version, category, storage, class, classType, pay, role, master, backup,
		lock, status string, flags uint8,
	) {
		in := instance{Instance: rds.Instance{
			ID: id, Region: region, Engine: engine, EngineVersion: version, Category: category, StorageType: storage,
			Class: class, ClassType: classType, PayType: pay, Role: role, MasterID: master, LockMode: lock, Status: status,
			ServerlessConfig: flags&1 != 0, ColdData: flags&2 != 0, Released: flags&4 != 0,
		}, BackupMethod: backup}
		shouting := in
		for _, field := range []*string{
			&shouting.Engine, &shouting.EngineVersion, &shouting.Category, &shouting.StorageType, &shouting.Class,
			&shouting.ClassType,
			&shouting.PayType, &shouting.Role, &shouting.BackupMethod, &shouting.LockMode, &shouting.Status,
		} {
			*field = upperASCII(*field)
		}
		for name, rules := range map[string]func(instance) []eligibility.Finding{"Check": check, "CheckState": checkState} {
			found := rules(in)
			if again := rules(in); !reflect.DeepEqual(found, again) {
				t.Errorf("%s: %+v, then %+v", name, found, again)
			}
			if loud := rules(shouting); !reflect.DeepEqual(codesOf(found), codesOf(loud)) {
				t.Errorf("%s: %v, and %v in upper case, of %+v", name, codesOf(found), codesOf(loud), in)
			}
			checkFindings(t, found, name == "CheckState")
		}
	})
}

func checkFindings(t *testing.T, found []eligibility.Finding, passing bool) {
	t.Helper()
	seen := map[string]bool{}
	worst := eligibility.Good
	for _, one := range found {
		row, ok := eligibility.LookupReason(one.Code)
		passes := passing && !endsForGood(one.Code)
		if !ok || row.Verdict != one.Verdict || row.Passing != passes || one.Verdict == eligibility.Good || seen[one.Code] {
			t.Errorf("the finding %+v is not as the table has it: %+v", one, row)
		}
		if one.Found == "" || one.Why == "" || one.Do == "" || !strings.HasPrefix(one.Message(), one.Found) {
			t.Errorf("the finding is not whole: %+v", one)
		}
		seen[one.Code] = true
		worst = max(worst, one.Verdict)
	}
	if eligibility.Worst(found) != worst {
		t.Errorf("the worst of %v is %v", codesOf(found), eligibility.Worst(found))
	}
}

// distance counts the insertions, deletions and substitutions that turn a into b, by its definition. It gives up beyond
// limit.
func distance(a, b string, limit int) int {
	switch {
	case limit < 0:
		return 1
	case a == "" || b == "":
		return len(a) + len(b)
	case a[0] == b[0]:
		return distance(a[1:], b[1:], limit)
	}
	return 1 + min(distance(a[1:], b, limit-1), distance(a, b[1:], limit-1), distance(a[1:], b[1:], limit-1))
}

// FuzzNearestRegion asks which region a text means. The answer is a known region within two edits, and the only one so
// near. Where there is none, it is a region that the text is a part of, or that it goes on from.
func FuzzNearestRegion(f *testing.F) {
	for _, id := range []string{
		"cn-hangzhou", " CN_Hangzhou ", "cn-hangzou", "cn-hangzhou-h", "ap-southeast-2", "us-west", "", "-",
		"Germany (Frankfurt)", "cn-shanghai-finance-1", "eu-cental-1", "\xff",
	} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if len(id) > 64 {
			return // The reference below is slow.
		}
		const maxEdits = 2
		typed := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(id)))
		near := map[int][]string{}
		for _, region := range eligibility.KnownRegions() {
			if !eligibility.ValidRegionID(region) {
				t.Fatalf("%s has not the shape of a region id", region)
			}
			if edits := distance(typed, region, maxEdits); edits <= maxEdits {
				near[edits] = append(near[edits], region)
			}
		}
		want := ""
		for edits := range maxEdits + 1 {
			if len(near[edits]) > 0 {
				if len(near[edits]) == 1 {
					want = near[edits][0]
				}
				break
			}
		}
		got, ok := eligibility.NearestRegion(id)
		isPart := len(near) == 0 && (strings.Contains(got, typed) || strings.HasPrefix(typed, got))
		if ok != (got != "") || got != want && !isPart {
			t.Errorf("%q means %q, %t, want %q", id, got, ok, want)
		}
		if eligibility.ValidRegionID(id) && strings.ContainsAny(id, " _\n") {
			t.Errorf("%q passes for a region id", id)
		}
	})
}
