// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// tapped is a tap in front of an emulator, and a way to send a call through it.
func tapped(t *testing.T) (*tap, func(action string) (status int, whole bool)) {
	t.Helper()
	server, err := emulator.New()
	if err != nil {
		t.Fatal(err)
	}
	front := &tap{}
	web := httptest.NewServer(front.before(server))
	t.Cleanup(web.Close)
	return front, func(action string) (int, bool) {
		t.Helper()
		form := url.Values{"Action": {action}, "Version": {"2014-08-15"}, "Format": {"JSON"}, "DBInstanceId": {"pgm-demo"}}
		response, err := http.Post(web.URL+"/?RegionId=cn-hangzhou", "application/x-www-form-urlencoded",
			strings.NewReader(form.Encode()))
		if err != nil {
			return 0, false
		}
		defer func() { _ = response.Body.Close() }()
		_, err = io.ReadAll(response.Body)
		return response.StatusCode, err == nil
	}
}

const (
	modify    = emulator.ActionModifyInstanceCrossBackupPolicy
	getter    = emulator.ActionDescribeInstanceCrossBackupPolicy
	list      = emulator.ActionDescribeCrossRegionBackupDBInstance
	attribute = emulator.ActionDescribeDBInstanceAttribute
)

func TestTap_actsAtTheNthCallOfItsTarget(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger trigger
		calls   []string
		want    int // after how many of the calls it has acted
	}{
		"any call":       {trigger{target: anyCall, nth: 2}, []string{list, getter, getter}, 2},
		"a write":        {trigger{target: aWrite, nth: 1}, []string{list, getter, modify}, 3},
		"a policy read":  {trigger{target: slowRead, nth: 2}, []string{getter, list, getter}, 3},
		"never in time":  {trigger{target: aWrite, nth: 2}, []string{modify, getter}, 0},
		"needs a write":  {trigger{target: aRead, nth: 1}, []string{getter, list}, 0},
		"only busy ones": {trigger{target: aWait, nth: 1}, []string{getter, modify, attribute}, 0},
	} {
		for _, at := range []moment{onArrival, beforeAnswer, afterAnswer, meanwhile} {
			t.Run(name+" "+string(at), func(t *testing.T) {
				t.Parallel()
				front, send := tapped(t)
				sent, acted := 0, 0
				armed := test.trigger
				armed.moment, armed.act = at, func() { acted = sent }
				front.arm(armed)
				for _, action := range test.calls {
					sent++
					send(action)
					front.acting.Wait()
				}
				front.disarm()
				if acted != test.want {
					t.Errorf("it acted after %d calls, want %d", acted, test.want)
				}
			})
		}
	}
}

// What the emulator itself gets wrong passes for an error of the API, so it has to fail the round.
func TestRecordKept_failsOnMistakesOfTheEmulator(t *testing.T) {
	t.Parallel()
	st := &stage{}
	if err := st.serve(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.close)
	if err := st.recordKept(); err != nil {
		t.Fatal(err)
	}
	st.tap.next = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a mistake") })
	response, err := http.Get(st.server.URL())
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if err := st.recordKept(); err == nil || !strings.Contains(err.Error(), "a mistake") {
		t.Errorf("the round passes: %v", err)
	}
}

// A handler that closes the connection has to do so through the tap too, and what it has sent before has to arrive.
func TestReply_passesAbortsOn(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{"at once": "", "in the middle": `{"half":`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := &reply{header: http.Header{}, status: http.StatusOK}
			aborted := answer.fill(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusAccepted)
				_, _ = io.WriteString(w, part)
				panic(http.ErrAbortHandler)
			}), httptest.NewRequest(http.MethodGet, "/", nil))
			if !aborted || answer.body.String() != part || answer.status != http.StatusAccepted {
				t.Errorf("aborted %t, status %d, body %q", aborted, answer.status, answer.body.String())
			}
			web := httptest.NewRecorder()
			answer.send(web, aborted)
			if web.Body.String() != part {
				t.Errorf("sent %q", web.Body.String())
			}
		})
	}
}
