// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// exchanged makes one call and returns its bodies as the observer gets them.
func exchanged(t *testing.T, answer func(call) reply, do func(*rds.Client) error) (request, response string) {
	t.Helper()
	api := newFakeAPI(t, answer)
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.SourceIP = "192.0.2.7"
		c.Observer = observed(func(entry rds.CallLog) { request, response = entry.Bodies() })
	})
	_ = do(client)
	return request, response
}

func TestBodies_showWhatIsOnTheList(t *testing.T) {
	t.Parallel()
	request, answer := exchanged(t, func(call) reply {
		return success(`"DBInstanceId":"pgm-demo","DBInstanceDescription":"orders of ACME","Retention":30,
"BackupEnabled":"Enable","kindCode":"18","LockMode":null,
"Items":{"Item":[{"CrossBackupId":1,"CrossBackupDownloadLink":"https://oss/x?Signature=s"},{"CrossBackupId":2},
{"CrossBackupId":3},{"CrossBackupId":4},{"CrossBackupId":5}]},
"Regions":{"Region":["cn-beijing"]},"Nested":{"Secret":true,"Empty":[]}`)
	}, func(c *rds.Client) error { return c.PutPolicy(t.Context(), onSettings()) })
	for _, want := range []string{
		"Action=" + put, "BackupEnabled=1", "CrossBackupRegion=cn-shanghai", "DBInstanceId=pgm-demo", "RegionId=cn-hangzhou",
		"Retention=30", "Timestamp=2", "SourceIp=[hidden]",
	} {
		if !strings.Contains(request+" ", want) {
			t.Errorf("the request lacks %s: %s", want, request)
		}
	}
	want := `{"BackupEnabled":"Enable","DBInstanceDescription":"[hidden]","DBInstanceId":"pgm-demo",` +
		`"Items":{"Item":[{"CrossBackupDownloadLink":"[hidden]","CrossBackupId":"1"},{"CrossBackupId":"2"},` +
		`{"CrossBackupId":"3"},"... 2 more"]},"LockMode":null,"Nested":{"Empty":[],"Secret":"[hidden]"},` +
		`"Regions":{"Region":["cn-beijing"]},"RequestId":"` + requestID + `","Retention":"30","kindCode":"18"}`
	if answer != want {
		t.Errorf("the answer is shown as\n%s\nwant\n%s", answer, want)
	}
}

func TestBodies_areBoundedAndCleanWhateverArrives(t *testing.T) {
	t.Parallel()
	secrets := fmt.Sprintf(`"Code":%q,"RequestId":"x%sx","Retention":%q,%q:1,
"Message":"server string to sign is: POST&%%2F&AccessKeyId%%3D%s"`,
		canarySecret, canaryID, canaryToken, canarySecret, canaryID)
	for name, body := range map[string]string{
		"empty":        "",
		"keys":         "{" + secrets + "}",
		"keys in list": `{"Region":["` + canaryToken + `"],"Engine":{"Engine":"` + canarySecret + `"}}`,
		"HTML":         "<html>" + canaryID + canarySecret,
		"truncated":    "{" + secrets,
		"two values":   "{} {" + secrets + "}",
		"deep":         strings.Repeat(`{"Engine":[`, 10_000),
		"long list":    `{"Region":[` + strings.Repeat(`"cn-hangzhou",`, 10_000) + `"x"]}`,
		"many fields":  "{" + strings.Repeat(`"Engine":"`+strings.Repeat("x", 300)+`",`, 10_000) + `"Engine":"x"}`,
		"long name":    `{"` + strings.Repeat("n", 100_000) + `":1}`,
		"long value":   `{"Engine":"` + strings.Repeat("n", 100_000) + `"}`,
		"control":      `{"Engine":"\u001b[31m\u009b2J\u2028\u202e","\u001b":1}`,
		"number":       "17",
		"text":         `"` + canarySecret + `"`,
	} {
		for _, status := range []int{200, 400, 502} {
			request, answer := exchanged(t, func(call) reply { return reply{status: status, body: body} },
				func(c *rds.Client) error {
					_, err := c.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
					return err
				})
			assertClean(t, name, answer)
			assertClean(t, name, request)
			if len(request)+len(answer) > 10_000 || strings.ContainsAny(answer, "\x1b\u009b\u2028\u202e\n") {
				t.Errorf("%s: %d bytes are shown: %.200q", name, len(answer), answer)
			}
		}
	}
}
