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
	front := newTap(server)
	web := httptest.NewServer(front)
	t.Cleanup(web.Close)
	return front, func(action string) (int, bool) {
		t.Helper()
		form := url.Values{"Action": {action}, "Version": {"2014-08-15"}, "Format": {"JSON"}, "DBInstanceId": {"pgm-demo"}}
		response, err := http.Post(web.URL+"/?RegionId=cn-hangzhou", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
		if err != nil {
			return 0, false
		}
		defer func() { _ = response.Body.Close() }()
		_, err = io.ReadAll(response.Body)
		return response.StatusCode, err == nil
	}
}

func TestTap_actsAtTheNthCallOfItsTarget(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trigger trigger
		calls   []string
		want    int // after how many of the calls it has acted
	}{
		"any call":       {trigger{target: anyCall, nth: 2}, []string{actionList, actionGetter, actionGetter}, 2},
		"a write":        {trigger{target: aWrite, nth: 1}, []string{actionList, actionGetter, actionModify}, 3},
		"a policy read":  {trigger{target: slowRead, nth: 2}, []string{actionGetter, actionList, actionGetter}, 3},
		"never in time":  {trigger{target: aWrite, nth: 2}, []string{actionModify, actionGetter}, 0},
		"needs a write":  {trigger{target: aRead, nth: 1}, []string{actionGetter, actionList}, 0},
		"only busy ones": {trigger{target: aWait, nth: 1}, []string{actionGetter, actionModify, actionAttribute}, 0},
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

func TestTap_knowsWhatReachedTheClient(t *testing.T) {
	t.Parallel()
	front, send := tapped(t)
	if status, whole := send(actionGetter); status == 0 || !whole {
		t.Fatalf("status %d, whole %t", status, whole)
	}
	calls := front.calls()
	if len(calls) != 1 || calls[0].Action != actionGetter || calls[0].InstanceID != "pgm-demo" || calls[0].Params.Get("RegionId") != "cn-hangzhou" || !calls[0].Delivered {
		t.Errorf("got %+v", calls)
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
