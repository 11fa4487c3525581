// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"math/big"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestSchema_refusesValues(t *testing.T) {
	t.Parallel()
	assumed := func(more testkit.Attributes) testkit.Attributes {
		return testkit.Attributes{"assume_role": []testkit.Attributes{more}}
	}
	oidc := func(more testkit.Attributes) testkit.Attributes {
		return testkit.Attributes{"assume_role_with_oidc": []testkit.Attributes{more}}
	}
	for name, tt := range map[string]struct {
		block testkit.Attributes
		want  string
	}{
		"session too short": {
			assumed(testkit.Attributes{"session_expiration": int64(899)}), "from 900 to 43200, or 0",
		},
		"session too long": {
			assumed(testkit.Attributes{"session_expiration": int64(43201)}), "from 900 to 43200, or 0",
		},
		"session of OIDC": {
			oidc(testkit.Attributes{"session_expiration": int64(43201)}), "from 900 to 43200, or 0",
		},
		"role name, not ARN": {assumed(testkit.Attributes{"role_arn": "deployer"}), "must be the ARN of a RAM role"},
		"ARN of a user": {assumed(testkit.Attributes{"role_arn": "acs:ram::1:user/somebody"}), "must be the ARN of " +
			"a RAM role"},
		"session name": {assumed(testkit.Attributes{"session_name": "two words"}), "must have 2 to 64 of the " +
			"characters"},
		"session name of OIDC": {oidc(testkit.Attributes{"role_session_name": "x"}), "must have 2 to 64 of the " +
			"characters"},
		"provider ARN": {
			oidc(testkit.Attributes{"oidc_provider_arn": "acs:ram::1:role/r"}), "must be the ARN of an OIDC provider",
		},
		"external id": {assumed(testkit.Attributes{"external_id": "x"}), "It takes 2 to 1224 characters."},
		"token":       {oidc(testkit.Attributes{"oidc_token": "CAN"}), "It takes 4 to 20000 characters."},
		"two OIDC blocks": {
			testkit.Attributes{"assume_role_with_oidc": []testkit.Attributes{{}, {}}}, "at most 1 is accepted",
		},
		"secure_transport":     {testkit.Attributes{"secure_transport": "maybe"}, `secure_transport takes true or false.`},
		"protocol":             {testkit.Attributes{"protocol": "ftp"}, `protocol takes HTTP or HTTPS.`},
		"read timeout":         {testkit.Attributes{"client_read_timeout": int64(-1)}, "from 0 to 2147483647"},
		"retry timeout":        {testkit.Attributes{"max_retry_timeout": int64(10000000000000)}, "from 0 to 2147483647"},
		"plan checks":          {testkit.Attributes{"plan_checks": "NEVER"}, `takes ENFORCE, WARN or OFF`},
		"cross border":         {testkit.Attributes{"cross_border": "MAYBE"}, `takes WARN, DENY or ALLOW`},
		"two endpoints blocks": {testkit.Attributes{"endpoints": []testkit.Attributes{{}, {}}}, "at most 1 is accepted"},
		"no request":           {testkit.Attributes{"max_requests_per_second": int64(0)}, "from 1 to 2147483647"},
		"half a request": {
			testkit.Attributes{"max_requests_per_second": big.NewFloat(0.5)},
			"max_requests_per_second is 0.5. It takes a whole number from 1",
		},
		"half a second": {
			assumed(testkit.Attributes{"session_expiration": big.NewFloat(900.5)}), "session_expiration is 900.5.",
		},
		"account in letters": {
			testkit.Attributes{"account_id": "abc"}, `account_id is "abc". It must be the id of an Alibaba Cloud account`,
		},
		"a name as source": {testkit.Attributes{"source_ip": "gateway"}, "It must be an IP address"},
		"a null code":      {testkit.Attributes{"ignore_checks": []any{nil}}, "An element of ignore_checks is null."},
		"an empty region": {
			testkit.Attributes{"allowed_destination_regions": []string{""}}, "An element of allowed_destination_regions is",
		},
		"known is checked beside": {
			assumed(testkit.Attributes{"role_arn": testkit.Unknown{}, "session_expiration": int64(1)}),
			"from 900 to 43200, or 0",
		},
	} {
		found := testkit.ValidateBlock(t, tt.block)
		got := strings.Join(strings.Fields(texts(found)), " ")
		if len(found) != 1 || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %d diagnostics, %s; want one that says %q", name, len(found), got, tt.want)
		}
		if strings.Contains(got, "CAN") && name == "token" {
			t.Errorf("the text holds the token: %s", got)
		}
	}
}

func TestSchema_acceptsWhatTheOfficialProviderAccepts(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]testkit.Attributes{
		"everything": {
			"access_key": "k", "secret_key": "s", "security_token": "t", "region": "cn-hangzhou", "profile": "p",
			"shared_credentials_file": "~/.aliyun/config.json",
			"ecs_role_name":           "r", "credentials_uri": "http://localhost:6666", "protocol": "HTTPS",
			"client_read_timeout":    int64(60000),
			"client_connect_timeout": int64(60000), "max_retry_timeout": int64(0), "source_ip": "192.0.2.1",
			"secure_transport":     "true",
			"configuration_source": "module/x", "account_id": "1", "skip_region_validation": true,
			"assume_role": []testkit.Attributes{{
				"role_arn": "acs:ram::1234567890123456:role/deployer", "session_name": "terraform",
				"policy": `{"Version":"1"}`, "session_expiration": int64(900), "external_id": "id",
			}},
			"assume_role_with_oidc": []testkit.Attributes{{
				"oidc_provider_arn": "acs:ram::1:oidc-provider/p", "oidc_token_file": "/t", "oidc_token": "token",
				"role_arn":          "acs:ram::1:role/r",
				"role_session_name": "x@y", "policy": "{}", "session_expiration": int64(43200),
			}},
			"endpoints": []testkit.Attributes{{"rds": "rds.aliyuncs.com", "sts": "sts.aliyuncs.com"}},
		},
		"blocks that the environment completes": {
			"assume_role": []testkit.Attributes{{}}, "assume_role_with_oidc": []testkit.Attributes{{}},
		},
		"unknown blocks": {
			"assume_role": testkit.Unknown{}, "assume_role_with_oidc": testkit.Unknown{}, "endpoints": testkit.Unknown{},
		},
	} {
		if found := testkit.ValidateBlock(t, block); len(found) > 0 {
			t.Errorf("%s: %s", name, texts(found))
		}
	}
}

func TestConfigure_sendsSourceIPAndSecureTransport(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.read(t, keys(testkit.Attributes{
		"source_ip": " 192.0.2.1 ", "secure_transport": "True", "account_id": accountOne, "assume_role": role(),
	})).RequireNone(t)
	calls := w.server.Calls()
	if len(calls) < 3 {
		t.Fatalf("%d calls, want AssumeRole, GetCallerIdentity and a read", len(calls))
	}
	for _, call := range calls {
		if call.Params.Get("SourceIp") != "192.0.2.1" || call.Params.Get("SecureTransport") != "true" {
			t.Errorf("%s was sent with %v, want both parameters", call.Action, call.Params)
		}
	}
}

func TestConfigure_limitsCallsASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, emulator.WithSpeed(1))
		walk, found := w.configure(t, keys(testkit.Attributes{"max_requests_per_second": int64(2)}), testkit.RealTime()...)
		found.RequireNone(t)
		begun := time.Now()
		for range 9 {
			walk.Data(regions, nil).Said.RequireNone(t)
		}
		if took := time.Since(begun); took < 3*time.Second || took > 6*time.Second {
			t.Errorf("9 calls at 2 a second took %s, want about 4 s", took)
		}
	})
}
