// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// fuzzAnswer is what every call of a fuzzed client is answered with.
type fuzzAnswer struct {
	status int
	body   []byte
	header http.Header
}

// fuzzClient returns a client whose every call gets the same answer without a network. It gives up where it would wait.
func fuzzClient(t *testing.T, answer fuzzAnswer, edit ...func(*rds.Config)) *rds.Client {
	t.Helper()
	answered := false
	offline := func(c *rds.Config) {
		c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) {
			answered = true
			response := transport.Response(r, answer.status, string(answer.body))
			maps.Copy(response.Header, answer.header)
			return response, nil
		})
		c.Clock.Sleep = func(context.Context, time.Duration) error {
			if answered {
				return errors.New("no waits here")
			}
			return nil
		}
	}
	client, _ := newClient(t, "http://127.0.0.1:1", append([]func(*rds.Config){offline}, edit...)...)
	return client
}

// fuzzCalls are all calls that read, and the write with its look at the result.
func fuzzCalls() []func(context.Context, *rds.Client) (any, error) {
	const region, id = "cn-hangzhou", "pgm-demo"
	query := rds.BackupSetQuery{Region: region, InstanceID: id}
	return []func(context.Context, *rds.Client) (any, error){
		func(ctx context.Context, c *rds.Client) (any, error) { return c.Policy(ctx, region, id) },
		func(ctx context.Context, c *rds.Client) (any, error) { return collect(c.Policies(ctx, region)) },
		func(ctx context.Context, c *rds.Client) (any, error) { return c.Instance(ctx, region, id) },
		func(ctx context.Context, c *rds.Client) (any, error) {
			return collect(c.Instances(ctx, rds.InstanceQuery{Region: region}))
		},
		func(ctx context.Context, c *rds.Client) (any, error) { return collect(c.BackupSets(ctx, query)) },
		func(ctx context.Context, c *rds.Client) (any, error) { return c.SummarizeBackupSets(ctx, query) },
		func(ctx context.Context, c *rds.Client) (any, error) {
			begin, end, err := c.RecoveryWindow(ctx, region, id, "14377")
			return [2]time.Time{begin, end}, err
		},
		func(ctx context.Context, c *rds.Client) (any, error) { return c.LocalBackupPolicy(ctx, region, id) },
		func(ctx context.Context, c *rds.Client) (any, error) {
			return c.LocalBackups(ctx, region, id, time.Unix(0, 0), time.Unix(0, 0))
		},
		func(ctx context.Context, c *rds.Client) (any, error) { return c.CallerIdentity(ctx) },
		func(ctx context.Context, c *rds.Client) (any, error) { return c.DestinationRegions(ctx, region) },
		func(ctx context.Context, c *rds.Client) (any, error) {
			return c.RoleExists(ctx, "AliyunServiceRoleForDBS")
		},
		func(ctx context.Context, c *rds.Client) (any, error) { return c.DiskEncryption(ctx, region, id) },
		func(ctx context.Context, c *rds.Client) (any, error) {
			return c.AssumeRole(ctx, rds.Role{ARN: "acs:ram::1:role/x", SessionName: "x", Duration: time.Hour})
		},
		func(ctx context.Context, c *rds.Client) (any, error) {
			return c.AssumeRoleWithOIDC(ctx, rds.Role{ARN: "acs:ram::1:role/x", SessionName: "x"}, "acs:ram::1:oidc-provider/x",
				canaryToken)
		},
		func(ctx context.Context, c *rds.Client) (any, error) { return c.ApplySettings(ctx, onSettings()) },
	}
}

// answerSamples are the documented answers of the calls, and answers as they have been seen.
func answerSamples() []string {
	return []string{
		`{"RequestId":"A1","DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou","Engine":"PostgreSQL","EngineVersion":"14.0",
"DBInstanceStatus":"Running","LockMode":"Unlock",
"BackupEnabled":"Enable","BackupEnabledTime":"2019-06-12T05:44:21Z","LogBackupEnabled":"Disabled",
"CrossBackupRegion":"cn-shanghai","CrossBackupType":"1","RetentType":1,"Retention":15}`,
		`{"RequestId":"A1","TotalRecords":1,"ItemsNumbers":1,"Items":{"Item":[{"DBInstanceId":"pgm-demo","BackupEnabled":"1",
"CrossBackupRegion":"cn-shanghai","Retention":"30"}]}}`,
		`{"RequestId":"A1","Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-demo","DBInstanceStorage":"20",
"CreationTime":"2023-05-30T12:11:04Z","ServerlessConfig":{"ScaleMax":8.0}}]}}`,
		`{"RequestId":"A1","TotalRecordCount":1,"PageNumber":1,"Items":{"DBInstance":[{"DBInstanceId":"pgm-demo",
"CreateTime":"2023-05-30T12:11Z","LockMode":"Released"}]}}`,
		`{"RequestId":"A1","TotalRecordCount":1,"Items":{"Item":[{"CrossBackupId":14377,"CrossBackupSetSize":5312836,
"BackupType":"F","BackupMethod":"P","BackupSetScale":0,
"BackupSetStatus":0,"CrossBackupDownloadLink":"http://oss/x?Signature=s","ConsistentTime":"2019-05-30T12:10:46Z",
"RestoreRegions":{"RestoreRegion":["cn-shanghai"]}}]}}`,
		`{"RequestId":"A1","TotalRecordCount":0,"Items":{"Item":[]}}`,
		`{"RequestId":"A1","RecoveryBeginTime":"2019-05-30T12:10:46Z","RecoveryEndTime":1560318261000}`,
		`{"RequestId":"A1","BackupMethod":"Physical","PreferredBackupTime":"02:00Z-03:00Z","BackupRetentionPeriod":"7",
"EnableBackupLog":"1","LogBackupRetentionPeriod":7}`,
		`{"RequestId":"A1","AccountId":"1234567890123456","Arn":"acs:ram::1234567890123456:user/x","IdentityType":"RAMUser"}`,
		`{"RequestId":"A1","Regions":{"Region":["cn-shanghai","cn-shanghai","null"]}}`,
		`{"RequestId":"A1","Credentials":{"AccessKeyId":"STS.N","AccessKeySecret":"a secret","SecurityToken":"a token",
"Expiration":"2026-01-15T09:00:00Z"}}`,
		`{"RequestId":"A1","Credentials":{"AccessKeyId":["STS.N"],"AccessKeySecret":"a secret"}}`,
		`{"RequestId":"A1"}`, `{"RequestId":"A1","Role":{"Arn":null}}`,
		`{"RequestId":"A1","TotalRecordCount":"","Items":null}`, `<html>`, ``, `{}`, `null`,
	}
}

// FuzzAnswers gives every call any body with HTTP 200. A result is one that Terraform can store, comes again from the
// same body, and is what was asked for; an error has a code of its own, and quotes nothing of the body.
func FuzzAnswers(f *testing.F) {
	for i, body := range answerSamples() {
		f.Add(uint8(i), []byte(body))
	}
	const secret = `"https://oss/x?Signature=a-secret-that-shows"` // in answers to BackupSets
	for _, items := range []string{
		`{"Item":[{"CrossBackupSetSize":` + secret + `}]}`, secret, `{"Item":[` + secret + `]}`,
	} {
		f.Add(uint8(4), []byte(`{"RequestId":"x","Items":`+items+`}`))
	}
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		calls := fuzzCalls()
		run := calls[int(which)%len(calls)]
		answer := fuzzAnswer{status: http.StatusOK, body: body}
		got, err := run(t.Context(), fuzzClient(t, answer))
		again, errAgain := run(t.Context(), fuzzClient(t, answer))
		if (err == nil) != (errAgain == nil) || err == nil && !reflect.DeepEqual(got, again) {
			t.Errorf("first %+v, %v, then %+v, %v", got, err, again, errAgain)
		}
		if err != nil {
			checkAnswerError(t, err, body)
			return
		}
		if _, err := json.Marshal(got); err != nil {
			t.Errorf("%+v cannot be stored: %v", got, err)
		}
		checkAnswer(t, got, body)
	})
}

// checkAnswerError fails where the error of an answer with HTTP 200 is not one of the client's own, or holds a piece of
// the body.
func checkAnswerError(t *testing.T, err error, body []byte) {
	t.Helper()
	var failed *rds.Error
	var waited *rds.NotSettledError
	switch {
	case errors.As(err, &waited):
		return // The write was answered well; what it says of the policy last read may come from the body.
	case !errors.As(err, &failed):
		t.Fatalf("got %T %v", err, err)
	case !strings.HasPrefix(failed.Code, "Client.") || failed.Code == "Client.Failure":
		t.Errorf("the code of an answer with HTTP 200 is %q: %v", failed.Code, err)
	}
	text := failed.Message
	if failed.Err != nil {
		text += " " + failed.Err.Error()
	}
	// The name of a field of the API is no secret, and may be in the body as well.
	text = regexp.MustCompile(`field [A-Za-z.]{1,80} has another type`).ReplaceAllString(text, "")
	const piece = 12
	for at := 0; at+piece <= len(text); at++ {
		if bytes.Contains(body, []byte(text[at:at+piece])) {
			t.Errorf("the error holds %q of the body: %v", text[at:at+piece], err)
		}
	}
}

// checkAnswer compares a result with what was asked, and with the total that the body states.
func checkAnswer(t *testing.T, got any, body []byte) {
	t.Helper()
	rows := -1
	switch got := got.(type) {
	case rds.Policy:
		if got.InstanceID != "pgm-demo" ||
			!got.Exists && (got.Enabled || got.LogBackupEnabled || got.DestinationRegion != "") {
			t.Errorf("the policy is %+v", got)
		}
	case rds.Instance:
		if got.ID != "pgm-demo" {
			t.Errorf("the instance is %+v", got)
		}
	case rds.TemporaryCredentials:
		if got.AccessKeyID == "" || got.AccessKeySecret == "" || got.SecurityToken == "" {
			t.Error("the answer of STS passes for keys without one of the three")
		}
	case []rds.Policy:
		rows = len(got)
	case []rds.Instance:
		rows = len(got)
	case []rds.BackupSet:
		rows = len(got)
	}
	if rows < 0 {
		return
	}
	var said struct{ TotalRecordCount, TotalRecords json.RawMessage }
	if err := json.Unmarshal(body, &said); err != nil {
		t.Fatalf("%d rows of a body that is no JSON: %v", rows, err)
	}
	total := said.TotalRecordCount
	if string(total) == "null" || total == nil {
		total = said.TotalRecords
	}
	number, err := strconv.ParseFloat(strings.Trim(string(total), `" `), 64)
	if err != nil || number < 0 || number > float64(rows) {
		t.Errorf("a list of %d rows passes for complete where the answer says %s", rows, total)
	}
}
