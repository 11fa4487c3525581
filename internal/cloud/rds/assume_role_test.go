// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	emulatedRoles    = "acs:ram::1234567890123456:role/"
	emulatedProvider = "acs:ram::1234567890123456:oidc-provider/ci"
)

func TestAssumeRole_sendsOnlyWhatIsSet(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		return reply{body: `{"RequestId": "R", "Credentials": {
"AccessKeyId": "k", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": "never"}}`}
	})
	client, _ := newClient(t, api.URL)
	role := rds.Role{ARN: "acs:ram::1:role/r", SessionName: "me"}
	got, err := client.AssumeRole(t.Context(), role)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Expires.IsZero() {
		t.Errorf("the keys end at %s, want unknown", got.Expires)
	}
	for _, absent := range []string{"DurationSeconds", "Policy", "ExternalId"} {
		if sent := api.last().params; sent.Has(absent) {
			t.Errorf("%s = %q was sent, want nothing", absent, sent.Get(absent))
		}
	}
	if _, err := client.AssumeRoleWithOIDC(t.Context(), role, emulatedProvider, canaryToken); err != nil {
		t.Fatal(err)
	}
	sent := api.last()
	if sent.params.Get("OIDCToken") != canaryToken || sent.raw.URL.Query().Has("OIDCToken") {
		t.Errorf("sent %v to %s, want the token in the body alone", sent.params, sent.raw.URL)
	}
	for _, absent := range []string{"AccessKeyId", "Signature", "SecurityToken"} {
		if sent.params.Has(absent) {
			t.Errorf("%s was sent, want an unsigned call", absent)
		}
	}
}
