// SPDX-License-Identifier: MPL-2.0

package tfdiag_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

// doing is what a user was doing when an action failed.
func doing(action string) string {
	switch action {
	case "ModifyInstanceCrossBackupPolicy":
		return "Cannot enable cross-region backup"
	case "DescribeCrossRegionBackups", "DescribeAvailableRecoveryTime":
		return "Cannot list cross-region backup sets"
	case "CreateBackup", "DescribeBackups":
		return "Cannot make a backup"
	}
	return "Cannot read the cross-region backup policy"
}

// documentedActions finds, for each code that an action documents for itself, these actions in the order of the table.
func documentedActions(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash("../../cloud/apicode/testdata/documented_codes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	action := ""
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		switch {
		case len(fields) < 2 || fields[0] == "#" || fields[0] == "include":
		case strings.HasPrefix(fields[0], "["):
			action = strings.TrimSuffix(fields[1], "]")
			if fields[0] != "[action" {
				action = ""
			}
		case action != "":
			found[fields[1]] = append(found[fields[1]], action)
		}
	}
	return found
}

// example is an error that shows a row: of the row's action, of one that documents the code, or of the one that changes
// a policy.
func example(t *testing.T, row apicode.Row, action string, documented map[string][]string) *rds.Error {
	t.Helper()
	code := slices.Min(row.Codes)
	candidates := slices.Concat(
		[]string{action}, documented[code], []string{"ModifyInstanceCrossBackupPolicy", "DescribeInstanceCrossBackupPolicy"},
	)
	for _, action := range candidates {
		failed := &rds.Error{
			Action: action, Region: "cn-hangzhou", InstanceID: "pgm-demo", Code: code, Status: 400,
			Message: "The words of the API.", RequestID: "7463B73D-35CC-4D19-A010-6B8D65D242EF",
		}
		switch word, isWord := strings.CutPrefix(code, "*"); {
		case isWord:
			failed.Code = "New." + strings.Trim(word, "*.")
		case strings.HasSuffix(code, "*"):
			failed.Code = strings.TrimSuffix(code, "*") + ".New"
		}
		if strings.HasPrefix(code, "Client.") {
			failed.Status, failed.RequestID, failed.Message = 0, "", "the words of the cause"
		}
		if found, ok := apicode.Find(action, failed.Code); action != "" && ok && reflect.DeepEqual(found, row) {
			return failed
		}
	}
	t.Fatalf("no action shows the row of %v", row.Codes)
	return nil
}

// TestFromError_everyRowOfTheTable shows, class by class, each row as the user reads it.
func TestFromError_everyRowOfTheTable(t *testing.T) {
	t.Parallel()
	texts := map[rds.Class]map[string]string{}
	documented := documentedActions(t)
	for _, row := range apicode.Rows() {
		actions := row.Actions
		if len(actions) == 0 {
			actions = []string{""}
		}
		for _, action := range actions {
			failed := example(t, row, action, documented)
			operation := doing(failed.Action)
			if strings.HasPrefix(failed.Action, "AssumeRole") { // such a call fails on behalf of another one
				failed.InstanceID = ""
				failed = &rds.Error{
					Action: "DescribeInstanceCrossBackupPolicy", Region: "cn-hangzhou", InstanceID: "pgm-demo",
					Code: "Client.NoCredentials", Err: failed,
				}
			}
			diags := tfdiag.FromError(operation, "instance pgm-demo in cn-hangzhou", failed)
			title := "== " + strings.Join(slices.Sorted(slices.Values(row.Codes)), ", ")
			if action != "" {
				title += "  [" + action + "]"
			}
			checkProse(t, title, diags[0].Detail())
			if texts[row.Class] == nil {
				texts[row.Class] = map[string]string{}
			}
			texts[row.Class][slices.Min(row.Codes)+" "+action] = title + "\n\n" + shown(diags) + "\n"
		}
	}
	for class, byCode := range texts {
		var sorted []string
		for _, code := range slices.Sorted(maps.Keys(byCode)) {
			sorted = append(sorted, byCode[code])
		}
		golden.Equal(t, "codes/"+class.String()+".txt", strings.Join(sorted, "\n"))
	}
}

// shown is a diagnostic as the CLI prints it, without the frame.
func shown(diags diag.Diagnostics) string {
	text := "Error: " + diags[0].Summary() + "\n"
	if with, ok := diags[0].(diag.DiagnosticWithPath); ok {
		text += "  on " + with.Path().String() + "\n"
	}
	return text + "\n" + diags[0].Detail() + "\n"
}

// maxWords bounds a sentence for a reader who is woken at night.
const maxWords = 25

// checkProse holds a text against the rules of style that a machine can check. The words of the API are its own.
func checkProse(t *testing.T, title, detail string) {
	t.Helper()
	detail = regexp.MustCompile(`The API answered [^\n]*`).ReplaceAllString(detail, "The API answered.")
	if left := regexp.MustCompile(`\{\w+\}`).FindString(detail); left != "" || strings.Contains(detail, "..") ||
		strings.Contains(detail, "  ") {
		t.Errorf("%s: %q is left over, or stops or blanks are doubled:\n%s", title, left, detail)
	}
	for _, phrase := range []string{
		"Client.", "please", "Please", "ontact", "e.g.", "i.e.", "etc.", "custins", "in order to",
	} {
		if strings.Contains(detail, phrase) {
			t.Errorf("%s: the text holds %q:\n%s", title, phrase, detail)
		}
	}
	if n := len(strings.Split(detail, "\n\n")); n > 4 {
		t.Errorf("%s: %d paragraphs, want at most 4", title, n)
	}
	// a list has a form that repeats
	if twice := saidTwice(regexp.MustCompile(`Last seen: [^.]*`).ReplaceAllString(detail, "")); twice != "" {
		t.Errorf("%s: %q is said twice:\n%s", title, twice, detail)
	}
	for _, sentence := range regexp.MustCompile(`\.\s`).Split(detail+" ", -1) {
		if words := len(strings.Fields(sentence)); words > maxWords {
			t.Errorf("%s: %d words, want at most %d: %s", title, words, maxWords, sentence)
		}
	}
}

// sameWords is how many words in a row are no longer a turn of speech but a fact.
const sameWords = 4

// saidTwice returns words that a text repeats.
func saidTwice(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \n.,:;()\"", r) })
	seen := map[string]bool{}
	for i := 0; i+sameWords <= len(words); i++ {
		run := strings.Join(words[i:i+sameWords], " ")
		if seen[run] {
			return run
		}
		seen[run] = true
	}
	return ""
}

// denied is a refusal by RAM with what the API adds to it.
func denied(action, code string, detail rds.Denial) *rds.Error {
	failed := apiError(code, 403,
		"User not authorized to operate on the specified resource, or this API doesn't support RAM.")
	failed.Action, failed.Denied = action, detail
	return failed
}

// forKeys is a call that failed because another one handed out no keys.
func forKeys(inner *rds.Error) error {
	return forKeysOf(&credentials.Error{
		Source: "role acs:ram::1234567890123456:role/deployer", Origin: "block assume_role", Step: credentials.StepAssumeIt,
	}, inner)
}

// forKeysOf names the source and the step; nil names none.
func forKeysOf(source *credentials.Error, inner *rds.Error) error {
	inner.InstanceID = ""
	failed := &rds.Error{
		Action: "DescribeInstanceCrossBackupPolicy", Region: "cn-hangzhou", InstanceID: "pgm-demo",
		Code: "Client.NoCredentials", Err: inner,
	}
	if source != nil {
		source.Err = inner
		failed.Err, failed.Keys = source, source.FailedSource()
	}
	return failed
}

// skewed is a refusal for the time of the request, with the clock of the API.
func skewed(ahead time.Duration) error {
	failed := apiError("InvalidTimeStamp.Expired", 400, "Specified time stamp or date value is expired.")
	failed.ClockOffset = ahead
	return failed
}

// accessCases are about who may call.
func accessCases() map[string]error {
	user := rds.Denial{
		Action: "rds:ModifyInstanceCrossBackupPolicy", Kind: "ImplicitDeny", PolicyType: "AccountLevelIdentityBasedPolicy",
		AccountID:     "1234567890123456",
		PrincipalType: "SubUser", Principal: "user/alice",
	}
	role := user
	role.PrincipalType, role.Principal = "AssumedRoleUser", "assumed-role/deployer/terraform"
	explicit, control, session := role, role, role
	explicit.Kind, control.PolicyType, session.PolicyType = "ExplicitDeny", "ControlPolicy", "SessionPolicy"
	trust := role
	trust.Action, trust.PolicyType = "sts:AssumeRole", "AssumeRolePolicy"
	const modify = "ModifyInstanceCrossBackupPolicy"
	return map[string]error{
		"denied_user":         denied(modify, "Forbidden.RAM", user),
		"denied_role":         denied(modify, "NoPermission", role),
		"denied_explicit":     denied(modify, "Forbidden.RAM", explicit),
		"denied_control":      denied(modify, "Forbidden.RAM", control),
		"denied_session":      denied(modify, "Forbidden.RAM", session),
		"denied_new_code":     denied(modify, "SomethingNew", user),
		"denied_list":         denied("DescribeCrossRegionBackupDBInstance", "Forbidden.RAM", rds.Denial{}),
		"denied_destinations": denied("DescribeAvailableCrossRegion", "Forbidden.RAM", rds.Denial{}),
		"denied_get_role":     denied("GetRole", "Forbidden.RAM", rds.Denial{AccountID: "1234567890123456"}),
		"denied_get_one_role": &rds.Error{
			Action: "GetRole", Region: "cn-hangzhou", Role: "AliyunServiceRoleForDBS", Code: "NoPermission", Status: 403,
		},
		"assume_denied": forKeys(denied("AssumeRole", "NoPermission", rds.Denial{})),
		"endpoint_of_variable": &rds.Error{
			Action: "DescribeInstanceCrossBackupPolicy", Region: "cn-hangzhou", InstanceID: "pgm-demo",
			Code: "Client.HostNotFound", Service: "rds", Host: "rds.example.com",
			EndpointFrom: "environment variable ALIBABA_CLOUD_ENDPOINT_RDS", Err: errors.New("no such host"),
		},
		"assume_not_trusted": forKeys(denied("AssumeRole", "NoPermission", trust)),
		"assume_throttled": forKeys(&rds.Error{
			Action: "AssumeRole", Region: "cn-hangzhou", Code: "Throttling.User", Status: 400, RequestID: "R-2",
		}),
		"assume_of_profile": forKeysOf(&credentials.Error{
			Source: `profile "prod: eu"`, Origin: "argument profile",
			Step: "assume the role acs:ram::1234567890123456:role/deployer",
		}, denied("AssumeRole", "NoPermission", rds.Denial{})),
		"assume_of_nobody": forKeysOf(nil, denied("AssumeRole", "NoPermission", rds.Denial{})),
		"clock_behind":     skewed(3*time.Hour + 4*time.Second + 300*time.Millisecond),
		"clock_ahead":      skewed(-20 * time.Minute),
		"clock_unclear":    skewed(2 * time.Second),
		"unknown_429":      apiError("SomethingNew", 429, ""),
		"unknown_404": &rds.Error{
			Action: "DescribeBackups", Region: "cn-hangzhou", Code: "Something.NotFound", Status: 404, Message: "Not here.",
		},
	}
}
