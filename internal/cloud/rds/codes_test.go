// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented is one section of testdata/documented_codes.txt: the class that a code must have, or ClassUnknown where the section leaves it open.
type documented map[string]Class

// readDocumented reads the transcribed table: the codes of each action, with those of the blocks that it includes.
func readDocumented(t *testing.T) map[string]documented {
	t.Helper()
	raw, err := os.ReadFile("testdata/documented_codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]Class{"absent": ClassAbsent, "busy": ClassBusy, "throttled": ClassThrottled, "unavailable": ClassUnavailable}
	blocks, actions := map[string]documented{}, map[string]documented{}
	var section documented
	for number, line := range strings.Split(string(raw), "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || fields[0] == "#":
		case fields[0] == "[block":
			section = documented{}
			blocks[strings.TrimSuffix(fields[1], "]")] = section
		case fields[0] == "[action":
			section = documented{}
			actions[strings.TrimSuffix(fields[1], "]")] = section
		case fields[0] == "include" && blocks[fields[1]] != nil:
			maps.Copy(section, blocks[fields[1]])
		case len(fields) == 2:
			section[fields[1]] = ClassUnknown
		case len(fields) == 3 && classes[fields[2]] != ClassUnknown:
			section[fields[1]] = classes[fields[2]]
		default:
			t.Fatalf("line %d is not understood: %s", number+1, line)
		}
	}
	return actions
}

// TestCodes_everyDocumentedCodeHasARow also holds the classes that decide whether a call is repeated and whether an instance counts as gone.
func TestCodes_everyDocumentedCodeHasARow(t *testing.T) {
	t.Parallel()
	actions := readDocumented(t)
	if len(actions) < 18 {
		t.Fatalf("%d actions are documented, want all in use", len(actions))
	}
	for action, codes := range actions {
		for code, want := range codes {
			info, ok := lookupCode(action, code)
			got := (&Error{Action: action, Code: code}).Class()
			switch {
			case !ok:
				t.Errorf("%s: %s has no row", action, code)
			case info.Class != got:
				t.Errorf("%s: the row of %s has class %v, and its error %v", action, code, info.Class, got)
			case want != ClassUnknown && got != want:
				t.Errorf("%s: %s is %v, want %v", action, code, got, want)
			case want == ClassUnknown && slices.Contains([]Class{ClassAbsent, ClassBusy, ClassThrottled, ClassUnavailable, ClassConnection, ClassUnreadable}, got):
				t.Errorf("%s: %s is %v, which the documentation does not say", action, code, got)
			}
		}
	}
}

// TestCodes_everyActionInUseIsDocumented fails when a call is added whose errors nobody has looked up.
func TestCodes_everyActionInUseIsDocumented(t *testing.T) {
	t.Parallel()
	actions := readDocumented(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	request := regexp.MustCompile(`\b(?:sdkrds|sts|ram)\.Create(\w+)Request\(\)`)
	found := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range request.FindAllSubmatch(raw, -1) {
			found++
			if actions[string(match[1])] == nil {
				t.Errorf("%s calls %s, which testdata/documented_codes.txt does not list", file, match[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("%d calls found, so that the search is broken", found)
	}
}

// TestCodes_absentAreExactlyFour: nothing else may ever take a policy out of the state.
func TestCodes_absentAreExactlyFour(t *testing.T) {
	t.Parallel()
	var absent []string
	for _, row := range Codes() {
		if row.Class == ClassAbsent {
			absent = append(absent, row.Code)
		}
	}
	want := []string{codeAbsent, "InvalidDBInstance.NotFound", "InvalidDBInstanceId.NotFound", "InvalidDBInstanceName.NotFound"}
	if !slices.Equal(absent, want) {
		t.Errorf("absent are %v, want %v", absent, want)
	}
}

func TestCodes_tableIsSound(t *testing.T) {
	t.Parallel()
	attributes := " instance_id region destination_region start_time end_time backup_set_id access_key secret_key security_token protocol endpoints "
	seen := map[codeKey]bool{}
	classes := map[string]Class{}
	for _, row := range Codes() {
		key := codeKey{row.Action, row.Code}
		if seen[key] {
			t.Errorf("%v has two rows", key)
		}
		seen[key] = true
		if general, ok := LookupCode(row.Code); ok && general.Class != row.Class {
			t.Errorf("%v is %v, and %v for other actions: Class does not ask for the action", key, row.Class, general.Class)
		}
		if before, ok := classes[row.Code]; ok && before != row.Class {
			t.Errorf("%v is %v, and %v elsewhere", key, row.Class, before)
		}
		classes[row.Code] = row.Class
		if row.Code == "" || !strings.HasSuffix(row.Summary, ".") || row.Remedy == "" {
			t.Errorf("%v: the summary must be a sentence and the remedy not empty: %q, %q", key, row.Summary, row.Remedy)
		}
		if row.Attribute != "" && !strings.Contains(attributes, " "+row.Attribute+" ") {
			t.Errorf("%v: unknown attribute %q", key, row.Attribute)
		}
	}
}

func TestLookupCode_prefersTheLongestMatchThenTheAction(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ action, code, wantAction, wantCode string }{
		{actionAssume, "NoPermission.Something", actionAssume, "NoPermission*"},
		{actionModify, "NoPermission.Something", "", "NoPermission*"},
		{actionAssume, "Forbidden.RiskControl", "", "Forbidden.RiskControl"},
		{actionAssume, "InvalidParameter.RoleArn", actionAssume, "InvalidParameter.RoleArn"},
		{actionAssume, "InvalidParameter.Else", actionAssume, "InvalidParameter*"},
		{actionModify, "CrossBackupNotSupport", actionModify, "CrossBackupNotSupport"},
		{actionDestinations, "CrossBackupNotSupport", "", "CrossBackupNotSupport"},
		{"", "Throttling.Brand.New", "", "Throttling*"},
	} {
		if got, ok := lookupCode(row.action, row.code); !ok || got.Action != row.wantAction || got.Code != row.wantCode {
			t.Errorf("%s in %q is found as %q in %q", row.code, row.action, got.Code, got.Action)
		}
	}
}

func TestCodes_unknownCodesGoByStatus(t *testing.T) {
	t.Parallel()
	cases := []struct {
		code   string
		status int
		want   Class
	}{
		{"SomethingNew", 500, ClassUnavailable},
		{"SomethingNew", 503, ClassUnavailable},
		{"SomethingNew", 429, ClassThrottled},
		{"SomethingNew", 404, ClassUnknown},
		{"Something.NotFound", 404, ClassUnknown},
		{"Throttling.Brand.New", 400, ClassThrottled},
		{"DstRegionNoUser", 500, ClassIneligible},
		{"InvalidDBInstanceId.NotFound", 400, ClassAbsent},
		{"InvalidDBInstanceId.NotFound", 404, ClassAbsent},
		{"InvalidAccessKeyId.NotFound", 404, ClassCredential},
		{"InvalidPage.notFound", 404, ClassInvalid},
	}
	for _, tc := range cases {
		failed := &Error{Code: tc.code, Status: tc.status}
		if got := ClassOf(failed); got != tc.want {
			t.Errorf("%s with %d is %v, want %v", tc.code, tc.status, got, tc.want)
		}
		if info := failed.Info(); info.Code != tc.code || info.Summary == "" || info.Remedy == "" {
			t.Errorf("%s: Info is %+v", tc.code, info)
		}
	}
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	const endless = 1000 // bounded by time alone
	cases := []struct {
		code       string
		readTries  int
		writeTries int
	}{
		{"Throttling.User", endless, endless},
		{"IncorrectDBInstanceState", 8, 1},
		{"TimeoutRetryLater", 8, 1},
		{"InternalError", 4, 1},
		{"ServiceUnavailable", 4, 1},
		{codeConnection, 4, 1},
		{codeTimeout, 4, 1},
		{codeEmpty, 4, 1},
		{codeForeign, 4, 1},
		{codeTokenExpired, 2, 2},
		{codeInterrupted, 1, 1},
		{codePanic, 1, 1},
		{codeNoKeys, 1, 1},
		{"InvalidDBInstanceId.NotFound", 1, 1},
		{"Forbidden.RAM", 1, 1},
		{"SignatureDoesNotMatch", 1, 1},
		{"DstRegionNoUser", 1, 1},
		{"SomethingNew", 1, 1},
	}
	for _, tc := range cases {
		for write, want := range map[bool]int{false: tc.readTries, true: tc.writeTries} {
			count := 1
			for count < endless && retryable(&Error{Code: tc.code}, write, count) {
				count++
			}
			if count != want {
				t.Errorf("%s (write: %v) is sent %d times, want %d", tc.code, write, count, want)
			}
		}
	}
}
