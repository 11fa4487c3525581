// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// inMinutes is an API that tells times of one action without their seconds.
type inMinutes struct {
	of     http.RoundTripper
	action string
}

var enabledSeconds = regexp.MustCompile(`(EnabledTime": ?"[^"]+:\d\d:)\d\d(Z")`)

func (m inMinutes) RoundTrip(r *http.Request) (*http.Response, error) {
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(asked))
	response, err := m.of.RoundTrip(r)
	if err != nil || r.URL.Query().Get("Action") != m.action && !bytes.Contains(asked, []byte("Action="+m.action+"&")) {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	body = enabledSeconds.ReplaceAll(body, []byte("${1}00${2}"))
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response.Header.Del("Content-Length")
	return response, err
}

// The list and the getter may tell times with different precision. An import keeps the better one, and whichever of the
// two answers a later read, nothing has changed.
func TestListed_timesInMinutesAreNoChange(t *testing.T) {
	t.Parallel()
	for _, action := range []string{policyList, getter} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				ids := manyInstances(t, s, 60, protected)
				tf := newTerraform(t, s, nil)
				coarse := func() *testkit.Session {
					transport := provider.WithTransport(inMinutes{s.Transport(), action})
					return testkit.NewSession(t, s, nil, append(testkit.FakeTime(s), transport)...)
				}
				w := coarse()
				tf.state = tf.each(ids, func(id string) result { return w.Import("cn-hangzhou:" + id) })
				exact := 0
				for _, id := range ids {
					for _, name := range []string{"enabled_time", "log_backup_enabled_time"} {
						at, err := time.Parse(time.RFC3339, tf.state[id].Get(t, name).(string))
						must(t, err)
						if at.Second() == 30 {
							exact++
						}
					}
				}
				if action == policyList && exact != 2*len(ids) {
					t.Errorf("%d times of %d have their seconds", exact, 2*len(ids))
				}
				s.ResetCalls()
				w = coarse()
				together := tf.each(ids, func(id string) result { return w.Read(tf.state[id]) })
				if calls, byAction := tally(s); calls > 20 {
					t.Errorf("a read of %d policies made %d calls, %v", len(ids), calls, byAction)
				}
				for _, id := range slices.Sorted(maps.Keys(together))[:20] {
					alone := coarse().Read(tf.state[id])
					if !together[id].Object.Equal(tf.state[id].Object) || !alone.Object.Equal(tf.state[id].Object) {
						t.Errorf("%s was %s\ntogether: %s\nalone:    %s", id, tf.state[id].Object, together[id].Object, alone.Object)
					}
				}
			})
		})
	}
}
