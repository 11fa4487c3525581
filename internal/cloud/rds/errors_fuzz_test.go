// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// FuzzErrorBodies gives a call any body with any status but success, in which "@" stands for each of the keys. The
// error holds none of them, keeps status and code as they are, is one line, and says "absent" only for a code that
// means it.
func FuzzErrorBodies(f *testing.F) {
	for i, body := range []string{
		`{"RequestId":"7463B73D","HostId":"rds.aliyuncs.com","Code":"InvalidDBInstanceId.NotFound",
"Message":"Specified instance does not exist: @","Recommend":"https://api.aliyun.com/?q=@"}`,
		`{"RequestId":"7463B73D","Code":"SignatureDoesNotMatch",
"Message":"server string to sign is:POST&%2F&AccessKeyId%3D@"}`,
		`{"Code":12,"Message":{"a":"@"},"RequestId":null}`, `{"Code":"@","RequestId":"@","Message":"@"}`,
		`{"Code":"Throttling.User","Message":"x"}`,
		`{"Code":"Forbidden.RAM","Message":"@","AccessDeniedDetail":{"AuthAction":"rds:X","AuthPrincipalDisplayName":"@",
"AuthPrincipalOwnerId":"@","NoPermissionType":"ImplicitDeny","PolicyType":"x","EncodedDiagnosticMessage":"@"}}`,
		`{"Code":{},"Message":[]}`, `<html>502 @</html>`, ``, `{}`, `{"Code":"IncorrectDBInstanceState"}`,
		`{"code":"Forbidden.RAM","Message":"a\u0000\u001b[2J@\n"}`,
		`{"Code":"InvalidDBInstance.NotFound","Message":"\ud800@"}`, `{"Code":"EntityNotExist.Role"}`,
		`{"Code":"@","RequestId":"@"}`, `{"Code":"InternalError","Message":`,
	} {
		f.Add(uint16(i*7), []byte(body), uint8(i), "60")
	}
	statuses := []int{400, 401, 403, 404, 409, 410, 429, 500, 502, 503, 504, 300, 302, 304, 199, 600, 999}
	f.Fuzz(func(t *testing.T, status uint16, body []byte, how uint8, retryAfter string) {
		if bytes.Contains(bytes.ToLower(body), []byte("canary")) {
			return
		}
		secret := []string{canaryID, canarySecret, canaryToken}[how%3]
		spelled := []string{secret, url.QueryEscape(secret), url.QueryEscape(url.QueryEscape(secret))}[how/3%3]
		answer := fuzzAnswer{
			status: statuses[int(status)%len(statuses)], header: http.Header{"Retry-After": {retryAfter}, "Date": {retryAfter}},
			body: bytes.ReplaceAll(body, []byte("@"), []byte(spelled)),
		}
		var waits []time.Duration
		said := newTranscript()
		client := fuzzClient(t, answer, func(c *rds.Config) {
			c.Observer = said
			c.Clock.Sleep = func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				if len(waits) < 3 {
					return nil
				}
				return errors.New("no more waits here")
			}
		})
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		checkRefusal(t, err, answer)
		if text := strings.Join(said.all(), "\n"); text == "" || strings.Contains(strings.ToLower(text), "canary") {
			t.Errorf("the observer is told of a key: %s", text)
		}
		for _, wait := range waits {
			if wait < 0 || wait > time.Minute {
				t.Errorf("the client waits %s because of %q", wait, retryAfter)
			}
		}
	})
}

func checkRefusal(t *testing.T, err error, answer fuzzAnswer) {
	t.Helper()
	var failed *rds.Error
	if !errors.As(err, &failed) {
		t.Fatalf("got %T %v", err, err)
	}
	for _, text := range []string{err.Error(), fmt.Sprintf("%+v %#v", failed, failed)} {
		if strings.Contains(strings.ToLower(text), "canary") {
			t.Errorf("the error holds a key: %s", text)
		}
	}
	// a proxy needs no code to say so
	throttled := answer.status == http.StatusTooManyRequests && failed.Class() == rds.ClassThrottled
	if failed.Status != answer.status || failed.Code == "" && !throttled || failed.Code == "Client.Failure" {
		t.Errorf("HTTP %d becomes %+v", answer.status, failed)
	}
	if !strings.HasPrefix(failed.Code, "Client.Foreign") && !bytes.Contains(answer.body, []byte(failed.Code)) &&
		!bytes.ContainsRune(answer.body, '\\') {
		t.Errorf("the code %q is not in the answer", failed.Code)
	}
	absent := []string{"InvalidDBInstanceId.NotFound", "InvalidDBInstanceName.NotFound", "InvalidDBInstance.NotFound"}
	if failed.Class() == rds.ClassAbsent && !slices.Contains(absent, failed.Code) {
		t.Errorf("HTTP %d with %q passes for an instance that does not exist", answer.status, failed.Code)
	}
	if !utf8.ValidString(failed.Error()) || strings.ContainsAny(failed.Error(), "\r\n\t\x1b\x00\x7f") {
		t.Errorf("the error is no line of text: %q", failed.Error())
	}
}
