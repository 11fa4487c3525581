// SPDX-License-Identifier: MPL-2.0

package apitable_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/apitable"
)

func TestActions_areComplete(t *testing.T) {
	t.Parallel()
	actions := apitable.Actions()
	if len(actions) < 22 {
		t.Errorf("%d actions, want all 22", len(actions))
	}
	kinds := []string{"string", "integer", "number", "boolean", "object"}
	for name, action := range actions {
		if action.Name != name || action.Version == "" || len(action.Answer["RequestId"].Kinds) == 0 {
			t.Errorf("%s is not complete: %s %s %s", name, action.Product, action.Version, action.Name)
		}
		for _, fields := range []map[string]apitable.Field{action.Request, action.Answer} {
			for field, row := range fields {
				unknown := func(kind string) bool { return !slices.Contains(kinds, kind) }
				if len(row.Kinds) == 0 || slices.ContainsFunc(row.Kinds, unknown) {
					t.Errorf("%s: %s has the types %q", name, field, row.Kinds)
				}
			}
		}
	}
}

func TestRequest_findsWhatDiffers(t *testing.T) {
	t.Parallel()
	actions := apitable.Actions()
	const modify = "ModifyInstanceCrossBackupPolicy: "
	base := url.Values{
		"Action": {"ModifyInstanceCrossBackupPolicy"}, "Version": {"2014-08-15"}, "Signature": {"x"},
		"RegionId": {"cn-hangzhou"}, "DBInstanceId": {"rm-1"}, "Retention": {"30"}, "BackupEnabled": {"1"},
	}
	for name, tc := range map[string]struct {
		set, value string
		want       string
	}{
		"as listed":              {"", "", ""},
		"an empty one":           {"Retentions", "", ""},
		"a typo":                 {"Retentions", "30", modify + "Retentions: no source has it"},
		"another type":           {"Retention", "x", modify + `Retention: the type is another one: "x" is no integer`},
		"a required one left":    {"DBInstanceId", "", modify + "DBInstanceId: a source requires it"},
		"an unknown action":      {"Action", "Modify", "Modify: Action: no source has it"},
		"another version":        {"Version", "2015-01-01", modify + "Version: the type is another one: 2015-01-01 was sent"},
		"another action's":       {"PageSize", "30", modify + "PageSize: no source has it"},
		"an old one of one list": {"StorageOwner", "rds", ""},
	} {
		sent := url.Values{}
		for parameter, values := range base {
			sent[parameter] = values
		}
		if tc.set != "" {
			sent.Set(tc.set, tc.value)
		}
		var got string
		for _, difference := range apitable.Request(actions, sent) {
			got += difference.String()
		}
		if got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
	listed := url.Values{
		"Action": {"DescribeDBInstances"}, "Version": {"2014-08-15"}, "RegionId": {"cn-hangzhou"},
		"Tag.2.key": {"team"}, "Tag.2.value": {"data"},
	}
	if found := apitable.Request(actions, listed); len(found) > 0 {
		t.Errorf("an item of a list: %v", found)
	}
}

func TestCompare_anUnusedExceptionIsReturned(t *testing.T) {
	t.Parallel()
	found := []apitable.Difference{
		{Action: "GetRole", Name: "RegionId", Kind: apitable.Unknown},
		{Action: "GetRole", Name: "RoleId", Kind: apitable.Unknown},
	}
	deliberate := []apitable.Deliberate{
		{"*", "RegionId", apitable.Unknown, "used"},
		{"GetRole", "RoleId", apitable.OtherWay, "of another kind"},
		{"AssumeRole", "RoleId", apitable.Unknown, "of another action"},
	}
	unexplained, unused := apitable.Compare(found, deliberate)
	if !slices.Equal(unexplained, found[1:]) || !slices.Equal(unused, deliberate[1:]) {
		t.Errorf("unexplained %v, unused %v", unexplained, unused)
	}
}
