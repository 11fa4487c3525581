// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestDenial_isWhatTheAPIAddsToARefusal(t *testing.T) {
	t.Parallel()
	const fields = `{"AuthAction":"rds:DescribeInstanceCrossBackupPolicy","NoPermissionType":"ImplicitDeny",
"PolicyType":"AccountLevelIdentityBasedPolicy","AuthPrincipalOwnerId":1234567890123456,
"AuthPrincipalType":"AssumedRoleUser","AuthPrincipalDisplayName":"deployer:ci@build",
"EncodedDiagnosticMessage":"AQEAAAAA"}`
	full := rds.Denial{
		Action: "rds:DescribeInstanceCrossBackupPolicy", Kind: "ImplicitDeny", PolicyType: "AccountLevelIdentityBasedPolicy",
		AccountID: "1234567890123456", PrincipalType: "AssumedRoleUser", Principal: "deployer:ci@build",
	}
	for name, row := range map[string]struct {
		detail string
		want   rds.Denial
	}{
		"object":         {fields, full},
		"object as text": {fmt.Sprintf("%q", fields), full},
		"null":           {`null`, rds.Denial{}},
		"number":         {`7`, rds.Denial{}},
		"array":          {`["x"]`, rds.Denial{}},
		"broken text":    {`"{"`, rds.Denial{}},
		"odd fields": {
			`{"AuthAction":{},"AuthPrincipalOwnerId":"acct-7","NoPermissionType":"<b>no</b>","PolicyType":"a b"}`, rds.Denial{},
		},
		"keys in it": {
			fmt.Sprintf(`{"AuthAction":%q,"AuthPrincipalDisplayName":%q,"PolicyType":%q}`, canaryID, "user/"+canarySecret,
				canaryToken),
			rds.Denial{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, func(call) reply {
				const body = `{"RequestId":%q,"Code":"Forbidden.RAM","Message":"no","AccessDeniedDetail":%s}`
				return reply{status: 403, body: fmt.Sprintf(body, requestID, row.detail)}
			})
			client, _ := newClient(t, api.URL)
			_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			assertFailed(t, err, rds.ClassDenied, "Forbidden.RAM")
			var failed *rds.Error
			if errors.As(err, &failed); failed.Denied != row.want {
				t.Errorf("got %+v, want %+v", failed.Denied, row.want)
			}
		})
	}
}

// TestError_keepsTheCallThatFetchedTheKeys: a diagnostic explains that call, not only that there are no keys.
func TestError_keepsTheCallThatFetchedTheKeys(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return success("") })
	refused := &rds.Error{Action: "AssumeRole", Code: "NoPermission", Status: 403, Message: "no"}
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.Credentials = source(func() (rds.Credentials, error) {
			return rds.Credentials{}, fmt.Errorf("assume the role: %w", refused)
		})
	})
	_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	assertFailed(t, err, rds.ClassCredential, "Client.NoCredentials")
	var outer, inner *rds.Error
	if errors.As(err, &outer); !errors.As(outer.Err, &inner) || inner != refused {
		t.Errorf("the cause is %v, want the error of AssumeRole", outer.Err)
	}
	if errors.Is(err, context.Canceled) {
		t.Error("nothing was canceled")
	}
}
