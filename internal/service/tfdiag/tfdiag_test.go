// SPDX-License-Identifier: MPL-2.0

package tfdiag_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

// apiError is a refusal as the client reports it.
func apiError(code string, status int, message string) *rds.Error {
	return &rds.Error{
		Action: "ModifyInstanceCrossBackupPolicy", Region: "cn-hangzhou", InstanceID: "pgm-demo", Code: code, Status: status,
		Message:   message,
		RequestID: "7463B73D-35CC-4D19-A010-6B8D65D242EF",
	}
}

func want() rds.Settings {
	return rds.Settings{
		InstanceID: "pgm-demo", Region: "cn-hangzhou", Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
	}
}

// cases are errors that are no row of the table of codes, and that the client does not make in its own tests.
func cases() map[string]error {
	seen := rds.Policy{InstanceID: "pgm-demo", Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}
	busy := apiError("IncorrectDBInstanceState", 403, "Current DB instance state does not support this operation.")
	return map[string]error{
		"absent_empty_list": &rds.Error{
			Action: "DescribeDBInstanceAttribute", Region: "cn-hangzhou", InstanceID: "pgm-demo", Code: "Client.InstanceAbsent",
			Status: 200, RequestID: "R-1",
		},
		"credential_origin": withKeysOf("the environment variables A and B", rds.SupplyFixed, time.Time{}),
		"credential_ended": withKeysOf("the credentials URI http://127.0.0.1:7002 (argument credentials_uri)",
			rds.SupplyFetched,
			time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
		"credential_login": withKeysOf(`the profile "sso" in config.json`, rds.SupplyLogin, time.Time{}),
		"credential_lasting": withKeysOf("the environment variables A and B", rds.SupplyFixed,
			time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)),
		"credential_none": &rds.Error{
			Action: "DescribeInstanceCrossBackupPolicy", Region: "cn-hangzhou", Code: "Client.NoCredentials",
			Err: errors.New("no profile named ops"),
		},
		"invalid_region":      &rds.Error{Action: "DescribeInstanceCrossBackupPolicy", Code: "Client.InvalidRegion"},
		"unavailable_unknown": apiError("SomethingNew", 503, ""),
		"unknown":             apiError("BrandNewCode", 400, "Something is new."),
		"wrapped":             fmt.Errorf("read policy of pgm-demo: %w", busy),
		"not_settled": &rds.NotSettledError{
			Written: true, Last: seen, LastStatus: "Modifying", Want: want(), Err: context.DeadlineExceeded,
		},
		"not_settled_quit": &rds.NotSettledError{
			LastStatus: "Modifying", Want: want(), Err: fmt.Errorf("%w; the last answer was: %w", context.Canceled, busy),
		},
		"not_settled_retention": &rds.NotSettledError{
			Written: true, RetentionOnly: true, Last: rds.Policy{InstanceID: "pgm-demo"}, LastStatus: "Released",
			Want: rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou", RetentionDays: 7}, Err: context.DeadlineExceeded,
		},
		"not_settled_unsent": &rds.NotSettledError{
			Want: want(), Err: interrupted("gave up, because the operation was canceled", context.Canceled),
		},
		"not_settled_late": &rds.NotSettledError{
			Want: want(), Err: interrupted("gave up, because the time of the operation ran out", context.DeadlineExceeded),
		},
		"interrupted":         interrupted("gave up, because the operation was canceled", context.Canceled),
		"interrupted_no_more": &rds.NotSettledError{Want: want(), Err: interrupted("the words of the cause", nil)},
		"canceled":            context.Canceled,
		"deadline":            fmt.Errorf("wait: %w", context.DeadlineExceeded),
		"other":               errors.New("the file is gone"),
	}
}

// endedBy is the end of a context in the words of the client.
type endedBy struct {
	text string
	end  error
}

func (e endedBy) Error() string { return e.text }

func (e endedBy) Unwrap() error { return e.end }

// interrupted is a call that ended with its context.
func interrupted(text string, end error) error {
	return &rds.Error{
		Action: "ModifyInstanceCrossBackupPolicy", Region: "cn-hangzhou", InstanceID: "pgm-demo", Code: "Client.Interrupted",
		Err: endedBy{text, end},
	}
}

// withKeysOf is a refusal of keys that came from a place, which gave them an end.
func withKeysOf(place string, supply rds.Supply, ends time.Time) error {
	failed := &rds.Error{}
	errors.As(apiError("InvalidSecurityToken.Expired", 403, "Specified SecurityToken is expired."), &failed)
	failed.Keys = rds.Origin{Place: place, Supply: supply, Ends: ends}
	failed.At = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return failed
}

func TestFromError_texts(t *testing.T) {
	t.Parallel()
	all := cases()
	maps.Copy(all, accessCases())
	for name, err := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := tfdiag.FromError("Cannot enable cross-region backup", "instance pgm-demo in cn-hangzhou", err)
			if len(diags) != 1 || diags[0].Severity() != diag.SeverityError {
				t.Fatalf("got %v, want one error", diags)
			}
			checkProse(t, name, diags[0].Detail())
			text := shown(diags) + "\nAs a sentence: " + tfdiag.Sentence(err) + "\n"
			golden.Equal(t, name+".txt", text)
		})
	}
}

func TestFromError_nilIsNoDiagnostic(t *testing.T) {
	t.Parallel()
	if diags := tfdiag.FromError("Cannot read", "instance", nil); len(diags) != 0 || tfdiag.Sentence(nil) != "" {
		t.Errorf("got %v", diags)
	}
}

// A block with regions has no attribute region to point at, and knows what was most likely meant.
func TestFromError_regionIn(t *testing.T) {
	t.Parallel()
	const meant = ` Did you mean "cn-hangzhou"?`
	wrongRegion := &rds.Error{
		Action: "DescribeDBInstances", Region: "cn-hangzou", Code: "InvalidRegionId.NotFound", Status: 404,
	}
	farRegion := &rds.Error{
		Action: "DescribeDBInstances", Region: "cn-nowhere-1", Code: "Forbidden.RegionNotFound", Status: 404,
	}
	wrongInstance := apiError("InvalidDBInstanceId.NotFound", 400, "")
	for name, tc := range map[string]struct {
		err       error
		option    tfdiag.Option
		attribute string // "" for none
		suggests  bool
	}{
		"points at regions":      {wrongRegion, tfdiag.RegionIn("regions"), "regions", true},
		"no such attribute":      {wrongRegion, tfdiag.RegionIn(""), "", true},
		"nothing is near":        {farRegion, tfdiag.RegionIn("regions"), "regions", false},
		"not about the region":   {wrongInstance, tfdiag.RegionIn("regions"), "instance_id", false},
		"not an error of an API": {errors.New("the file is gone"), tfdiag.RegionIn("regions"), "", false},
	} {
		diags := tfdiag.FromError("Cannot list", "region cn-hangzou", tc.err, tc.option)
		attribute := ""
		if at, ok := diags[0].(diag.DiagnosticWithPath); ok {
			attribute = at.Path().String()
		}
		first, _, _ := strings.Cut(diags[0].Detail(), "\n\n")
		if attribute != tc.attribute || strings.HasSuffix(first, meant) != tc.suggests {
			t.Errorf("%s: on %q, %q", name, attribute, first)
		}
	}
}
