// SPDX-License-Identifier: MPL-2.0

package tfdiag_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

// answered is what the other side does with one call: it answers, or fails, after a while.
type answered struct {
	status int
	body   string
	err    error
	after  time.Duration
}

// scripted answers each call of an action by the next item of its list; the last one repeats.
type scripted map[string][]answered

func (s scripted) RoundTrip(r *http.Request) (*http.Response, error) {
	action := r.URL.Query().Get("Action")
	list := s[action]
	if len(list) == 0 {
		return nil, errors.New("no answer is scripted for " + action)
	}
	if len(list) > 1 {
		s[action] = list[1:]
	}
	if err := rds.Sleep(r.Context(), list[0].after); err != nil {
		return nil, err
	}
	if list[0].err != nil {
		return nil, list[0].err
	}
	return &http.Response{
		StatusCode: max(list[0].status, http.StatusOK), Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(list[0].body)), Request: r,
	}, nil
}

const (
	modify = "ModifyInstanceCrossBackupPolicy"
	getter = "DescribeInstanceCrossBackupPolicy"
	attr   = "DescribeDBInstanceAttribute"
	never  = time.Hour
)

// TestFromError_ofTheClient shows what a user reads of what the client itself makes of an answer, or of none: no fact
// twice.
func TestFromError_ofTheClient(t *testing.T) {
	t.Parallel()
	refused := func(status int, code string) answered {
		return answered{status: status, body: `{"RequestId":"R-1","Code":"` + code + `","Message":"The words of the API."}`}
	}
	accepted := answered{body: `{"RequestId":"R-1"}`}
	off := answered{
		body: `{"RequestId":"R-1","DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou","DBInstanceStatus":"Running",
"BackupEnabled":"Disabled"}`,
	}
	hung := answered{after: never}
	in := func(status string) []answered {
		return []answered{{
			body: `{"RequestId":"R-2","Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou",
"DBInstanceStatus":"` + status + `","LockMode":"Unlock"}]}}`,
		}}
	}
	busy := []answered{refused(403, "IncorrectDBInstanceState")}
	for name, tt := range map[string]struct {
		api      scripted
		canceled time.Duration // after so long
		bound    time.Duration // of the operation
		reads    bool
	}{
		"read_null_fields": {api: scripted{getter: {{body: `{"RequestId":null,"DBInstanceId":null}`}}}, reads: true},
		"read_empty":       {api: scripted{getter: {{}}}, reads: true},
		"read_cut":         {api: scripted{getter: {{body: `{"RequestId":"R-1","DBIn`}}}, reads: true},
		"read_html":        {api: scripted{getter: {{body: `<html>`}}}, reads: true},
		"read_html_403":    {api: scripted{getter: {{status: 403, body: `<html>`}}}, reads: true},
		"read_html_502":    {api: scripted{getter: {{status: 502, body: `<html>`}}}, reads: true},
		"read_code_null": {
			api: scripted{getter: {{status: 400, body: `{"RequestId":"R-1","Code":null,"Message":null}`}}}, reads: true,
		},
		"read_other_type": {api: scripted{getter: {{body: `{"RequestId":"R-1","Retention":{"Days":7}}`}}}, reads: true},
		"read_bare_429":   {api: scripted{getter: {{status: 429}}}, reads: true},
		"read_throttled":  {api: scripted{getter: {refused(400, "Throttling.User")}}, reads: true},
		"read_eof":        {api: scripted{getter: {{err: io.EOF}}}, reads: true},
		"read_hangs":      {api: scripted{getter: {hung}}, reads: true},
		"read_other":      {api: scripted{getter: {{body: `{"RequestId":"R-1","DBInstanceId":"pgm-other"}`}}}, reads: true},
		"read_canceled":   {api: scripted{getter: {hung}}, reads: true, canceled: time.Second},
		"read_late":       {api: scripted{getter: {hung}}, reads: true, bound: time.Second},
		"read_pause_ended": {
			api: scripted{getter: {refused(503, "ServiceUnavailable")}}, reads: true, canceled: 100 * time.Millisecond,
		},
		"write_canceled":  {api: scripted{modify: {hung}}, canceled: time.Second},
		"write_late":      {api: scripted{modify: {hung}}, bound: time.Second},
		"write_throttled": {api: scripted{modify: {refused(400, "Throttling.User")}}, canceled: time.Minute},
		"write_bare_429":  {api: scripted{modify: {{status: 429}}}, bound: time.Minute},
		"write_busy":      {api: scripted{modify: busy, getter: {off}, attr: in("Running")}, bound: time.Minute},
		"write_deleting":  {api: scripted{modify: busy, getter: {off}, attr: in("Deleting")}},
		"write_released":  {api: scripted{modify: busy, getter: {off}, attr: in("Released")}},
		"write_stopped":   {api: scripted{modify: busy, getter: {off}, attr: in("Stopped")}},
		"write_unknown_status": {
			api: scripted{modify: busy, getter: {off}, attr: in("Hibernating")}, bound: time.Minute,
		},
		"write_odd_status": {
			api:   scripted{modify: busy, getter: {off}, attr: in(strings.Repeat("<b>", 10_000))},
			bound: time.Minute,
		},
		"write_no_status":   {api: scripted{modify: busy, getter: {off}, attr: in("")}, bound: time.Minute},
		"write_eof":         {api: scripted{modify: {{err: io.EOF}}, getter: {{err: io.EOF}}}},
		"write_null_fields": {api: scripted{modify: {{body: `{"RequestId":null}`}}, getter: {off}}},
		"settle_deleting":   {api: scripted{modify: {accepted}, getter: {off}, attr: in("Deleting")}},
		"settle_canceled": {
			api: scripted{modify: {accepted}, getter: {off}, attr: in("Running")}, canceled: time.Minute,
		},
		"settle_late":  {api: scripted{modify: {accepted}, getter: {off}, attr: in("Running")}, bound: time.Minute},
		"settle_hangs": {api: scripted{modify: {accepted}, getter: {off, hung}}, canceled: 3 * time.Second},
		"settle_throttled": {
			api: scripted{modify: {accepted}, getter: {refused(400, "Throttling.User")}}, canceled: time.Minute,
		},
		"settle_denied": {api: scripted{modify: {accepted}, getter: {refused(403, "Forbidden.RAM")}}},
		"settle_failing": {
			api: scripted{modify: {accepted}, getter: {refused(503, "ServiceUnavailable")}}, bound: time.Minute,
		},
		"settle_null": {api: scripted{modify: {accepted}, getter: {{body: `{"RequestId":null}`}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, err := rds.New(rds.Config{
					Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "key", AccessKeySecret: "secret"}),
					Transport:   tt.api, Jitter: func() float64 { return 0.5 },
				})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.canceled > 0 {
					time.AfterFunc(tt.canceled, cancel)
				}
				if tt.bound > 0 {
					bounded, end := context.WithTimeout(ctx, tt.bound)
					defer end()
					ctx = bounded
				}
				if tt.reads {
					_, err = client.Policy(ctx, "cn-hangzhou", "pgm-demo")
				} else {
					_, err = client.ApplySettings(ctx, want())
				}
				diags := tfdiag.FromError("Cannot enable cross-region backup", "instance pgm-demo in cn-hangzhou", err)
				if len(diags) != 1 {
					t.Fatalf("got %v of %v", diags, err)
				}
				checkProse(t, name, diags[0].Detail())
				golden.Equal(t, "client/"+name+".txt", shown(diags)+"\nAs a sentence: "+tfdiag.Sentence(err)+"\n")
			})
		})
	}
}
