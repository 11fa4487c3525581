// SPDX-License-Identifier: MPL-2.0

package apicode

import (
	"slices"
	"strings"
	"testing"
)

// TestRows_absentAreExactlyFour: nothing else may ever take a policy out of the state.
func TestRows_absentAreExactlyFour(t *testing.T) {
	t.Parallel()
	var absent []string
	for _, r := range Rows() {
		if r.Class == Absent {
			absent = append(absent, r.Codes...)
		}
	}
	want := []string{
		InstanceAbsent, "InvalidDBInstance.NotFound", "InvalidDBInstanceId.NotFound", "InvalidDBInstanceName.NotFound",
	}
	if slices.Sort(absent); !slices.Equal(absent, want) {
		t.Errorf("absent are %v, want %v", absent, want)
	}
}

func TestRows_areSound(t *testing.T) {
	t.Parallel()
	attributes := strings.Fields(`instance_id region destination_region start_time end_time backup_set_id
		access_key secret_key security_token protocol endpoints`)
	seen := map[key]bool{}
	classes := map[string]Class{}
	for _, r := range Rows() {
		if len(r.Codes) == 0 || !strings.HasSuffix(r.Summary, ".") || r.Remedy == "" {
			t.Errorf("%v: want codes, a summary that is a sentence, and a remedy: %q, %q", r.Codes, r.Summary, r.Remedy)
		}
		if r.Attribute != "" && !slices.Contains(attributes, r.Attribute) {
			t.Errorf("%v: unknown attribute %q", r.Codes, r.Attribute)
		}
		actions := r.Actions
		if len(actions) == 0 {
			actions = []string{""}
		}
		for _, code := range r.Codes {
			for _, action := range actions {
				if seen[key{action, code}] {
					t.Errorf("%s in %q has two rows", code, action)
				}
				seen[key{action, code}] = true
			}
			if class, ok := ClassOf(code); ok && class != r.Class {
				t.Errorf("%s is %v, and %v for other actions: ClassOf does not ask for the action", code, r.Class, class)
			}
			if before, ok := classes[code]; ok && before != r.Class {
				t.Errorf("%s is %v, and %v elsewhere", code, r.Class, before)
			}
			classes[code] = r.Class
		}
	}
}

func TestFind_prefersTheLongestMatchThenTheAction(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ action, code, wantAction, wantCode string }{
		{assumeRole, "NoPermission.Something", assumeRole, "NoPermission*"},
		{modify, "NoPermission.Something", "", "NoPermission*"},
		{assumeRole, "Forbidden.RiskControl", "", "*RiskControl*"},
		{assumeRole, "Throttling.Region", "", "Throttling*"},
		{assumeRole, "InvalidParameter.RoleArn", assumeRole, "InvalidParameter.RoleArn"},
		{assumeRole, "InvalidParameter.Else", assumeRole, "InvalidParameter*"},
		{modify, "CrossBackupNotSupport", modify, "CrossBackupNotSupport"},
		{"DescribeAvailableCrossRegion", "CrossBackupNotSupport", "", "CrossBackupNotSupport"},
		{"", "Throttling.Brand.New", "", "Throttling*"},
	} {
		got, ok := Find(tt.action, tt.code)
		rightAction := tt.wantAction == "" && len(got.Actions) == 0 || slices.Contains(got.Actions, tt.wantAction)
		if !ok || !rightAction || !slices.Contains(got.Codes, tt.wantCode) {
			t.Errorf("%s in %q is found as %v in %v", tt.code, tt.action, got.Codes, got.Actions)
		}
	}
	if got, ok := Find("", "SomethingNew"); ok {
		t.Errorf("a code that the table lacks is found as %v", got)
	}
}

// A word that means something in the answers of one action hides no family in those of the others.
func TestFind_wordOfAnAction(t *testing.T) {
	t.Parallel()
	rows := newTable([]Row{
		row("*Odd*", Unknown, KindCallRefused, "", "", "").in(assumeRole),
		row("Forbidden*", Unknown, KindPermissionDenied, "", "", ""),
	})
	for action, want := range map[string]Kind{assumeRole: KindCallRefused, modify: KindPermissionDenied} {
		if got, ok := rows.find(action, "Forbidden.Odd"); !ok || got.Kind != want {
			t.Errorf("%s: %v, %t; want %s", action, got, ok, want)
		}
	}
	if got, ok := rows.find(modify, "Odd"); ok {
		t.Errorf("a word of another action is found as %v", got)
	}
}

func TestAboutKeys(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"InvalidAccessKeyId.NotFound": true, "SignatureDoesNotMatch": true, "InvalidSecurityToken.Malformed": true,
		"InvalidTimeStamp.Expired":           false, // a credential error of the clock
		"AuthenticationFail.OIDCToken.Wrong": false, // a token, but not one of the keys
		"Forbidden.RAM":                      false,
		"SomethingNew":                       false,
	} {
		if got := AboutKeys("DescribeDBInstances", code); got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}

// Each class has its name in logs and messages. After an ambiguous one, a write needs a read before it is sent again.
func TestClass(t *testing.T) {
	t.Parallel()
	for class, want := range map[Class]struct {
		name      string
		ambiguous bool
	}{
		Unknown: {"unknown", false}, Absent: {"absent", false}, Throttled: {"throttled", false},
		Ineligible: {"ineligible", false}, Unavailable: {"unavailable", true}, Connection: {"connection", true},
		Unreadable: {"unreadable", true}, Unreadable + 1: {"unknown", false},
	} {
		if class.String() != want.name || class.Ambiguous() != want.ambiguous {
			t.Errorf("%d is %s, ambiguous %t, want %+v", class, class, class.Ambiguous(), want)
		}
	}
}
