// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func TestAuth_acceptsEveryWayOfSendingParameters(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for name, change := range map[string]func(*caller){
		"POST query":          func(*caller) {},
		"GET":                 func(c *caller) { c.get = true },
		"POST form":           func(c *caller) { c.form = true },
		"empty SignatureType": func(c *caller) { c.before = func(v url.Values) { v.Set("SignatureType", "") } },
		"unknown parameters": func(c *caller) {
			c.before = func(v url.Values) { v.Set("DBProxyEndpointId", "x"); v.Set("OwnerId", "1") }
		},
		"difficult characters": func(c *caller) {
			c.before = func(v url.Values) { v.Set("SourceIp", "a b*c~d+e/f=&ü中%") }
		},
		"prefix names": func(c *caller) {
			c.before = func(v url.Values) { v.Set("Tag", "1"); v.Set("Tag.1", "2"); v.Set("Tag-x", "3") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantOK(t, newCaller(t, s).with(change).with(func(c *caller) { c.t = t }).policy("pgm-console"))
		})
	}
}

func TestAuth_refuses(t *testing.T) {
	t.Parallel()
	set := func(name, value string) func(*caller) {
		return func(c *caller) { c.before = func(v url.Values) { v.Set(name, value) } }
	}
	unset := func(name string) func(*caller) {
		return func(c *caller) { c.after = func(v url.Values) { v.Del(name) } }
	}
	shifted := func(by time.Duration) func(*caller) {
		return func(c *caller) { c.now = func() time.Time { return time.Now().Add(by) } }
	}
	for name, row := range map[string]struct {
		change func(*caller)
		status int
		code   string
	}{
		"unknown key":  {func(c *caller) { c.key = "nobody" }, 404, "InvalidAccessKeyId.NotFound"},
		"wrong secret": {func(c *caller) { c.secret = "wrong" }, 400, "SignatureDoesNotMatch"},
		"changed after signing": {
			func(c *caller) { c.after = func(v url.Values) { v.Set("DBInstanceId", "pgm-demo") } }, 400,
			"SignatureDoesNotMatch",
		},
		"added after signing": {
			func(c *caller) { c.after = func(v url.Values) { v.Set("SourceIp", "1.1.1.1") } }, 400, "SignatureDoesNotMatch",
		},
		"token without need": {func(c *caller) { c.token = "t" }, 400, "InvalidSecurityToken.MismatchWithAccessKey"},
		"clock behind":       {shifted(-16 * time.Minute), 400, "InvalidTimeStamp.Expired"},
		"clock ahead":        {shifted(16 * time.Minute), 400, "InvalidTimeStamp.Expired"},
		"timestamp fraction": {
			set("Timestamp", time.Now().UTC().Format("2006-01-02T15:04:05.000Z")), 400, "InvalidTimeStamp.Format",
		},
		"timestamp format":      {set("Timestamp", "2026-01-02 10:00:00"), 400, "InvalidTimeStamp.Format"},
		"signature method":      {set("SignatureMethod", "HMAC-SHA256"), 400, "InvalidParameter"},
		"signature version":     {set("SignatureVersion", "2.0"), 400, "InvalidParameter"},
		"bearer token":          {set("SignatureType", "BEARERTOKEN"), 400, "InvalidParameter"},
		"format":                {set("Format", "YAML"), 400, "InvalidParameter"},
		"action":                {set("Action", "DropEverything"), 404, "InvalidAction.NotFound"},
		"version":               {set("Version", "2013-01-01"), 400, "InvalidVersion"},
		"action of another API": {set("Action", "GetRole"), 404, "InvalidAction.NotFound"},
		"no action":             {unset("Action"), 400, "MissingParameter"},
		"no version":            {unset("Version"), 400, "MissingParameter"},
		"no key":                {unset("AccessKeyId"), 400, "MissingParameter"},
		"no signature":          {unset("Signature"), 400, "MissingParameter"},
		"no nonce":              {unset("SignatureNonce"), 400, "MissingParameter"},
		"no timestamp":          {unset("Timestamp"), 400, "MissingParameter"},
		"other path":            {func(c *caller) { c.url += "/rds" }, 404, "InvalidAction.NotFound"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			got := newCaller(t, s).with(row.change).policy("pgm-console")
			wantCode(t, got, row.status, row.code)
			if got.text("RequestId") == "" || got.text("HostId") == "" || !strings.Contains(got.text("Recommend"), row.code) {
				t.Errorf("an error needs RequestId, HostId and Recommend: %s", got.raw)
			}
			if calls := s.Calls(); len(calls) != 1 || calls[0].Code != row.code || calls[0].AccountID != "" {
				t.Errorf("recorded %+v, want the refusal", calls)
			}
		})
	}
}

func TestAuth_nonceMayNotBeUsedAgainForFifteenMinutes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	s := emulator.Start(t, emulator.WithRealClock(func() time.Time { return now }))
	c := newCaller(t, s).with(func(c *caller) {
		c.now = func() time.Time { return now }
		c.before = func(v url.Values) { v.Set("SignatureNonce", "same") }
	})
	wrong := c.with(func(c *caller) { c.secret = "wrong" })
	wantCode(t, wrong.policy("pgm-console"), 400, "SignatureDoesNotMatch")
	wantOK(t, c.policy("pgm-console"))
	wantCode(t, c.policy("pgm-console"), 400, "SignatureNonceUsed")
	now = now.Add(14 * time.Minute)
	wantCode(t, c.policy("pgm-console"), 400, "SignatureNonceUsed")
	now = now.Add(time.Minute)
	wantOK(t, c.policy("pgm-console"))
}

// headerScheme signs by hand, from the documented recipe of the newer scheme. Change edits the headers afterwards.
func headerScheme(t *testing.T, s *emulator.Server, form string, change func(http.Header)) *http.Request {
	t.Helper()
	query := "Format=JSON&RegionId=cn-hangzhou"
	if form == "" {
		query = "DBInstanceId=pgm-console&" + query
	}
	request, err := http.NewRequest(http.MethodPost, s.URL()+"/?"+query, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	digest := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	for name, value := range map[string]string{
		"x-acs-action": describeAction, "x-acs-version": "2014-08-15",
		"x-acs-signature-nonce": fmt.Sprint("nonce-", nonces.Add(1)),
		"x-acs-date":            time.Now().UTC().Format("2006-01-02T15:04:05Z"), "x-acs-content-sha256": digest(form),
	} {
		request.Header.Set(name, value)
	}
	if form != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	names := []string{"host"}
	canonical := "POST\n/\n" + query + "\nhost:" + request.Host + "\n"
	for _, name := range []string{
		"x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version",
	} {
		names = append(names, name)
		canonical += name + ":" + request.Header.Get(name) + "\n"
	}
	signed := strings.Join(names, ";")
	canonical += "\n" + signed + "\n" + digest(form)
	mac := hmac.New(sha256.New, []byte("emulator-secret"))
	_, _ = io.WriteString(mac, "ACS3-HMAC-SHA256\n"+digest(canonical))
	request.Header.Set("Authorization",
		fmt.Sprintf("ACS3-HMAC-SHA256 Credential=emulator-key,SignedHeaders=%s,Signature=%x", signed, mac.Sum(nil)))
	change(request.Header)
	return request
}

func TestAuth_verifiesTheHeaderScheme(t *testing.T) {
	t.Parallel()
	set := func(name, value string) func(http.Header) { return func(h http.Header) { h.Set(name, value) } }
	authorization := func(from, to string) func(http.Header) {
		return func(h http.Header) { h.Set("Authorization", strings.Replace(h.Get("Authorization"), from, to, 1)) }
	}
	for name, row := range map[string]struct {
		form   string
		change func(http.Header)
		code   string
	}{
		"query":           {"", func(http.Header) {}, ""},
		"form":            {"DBInstanceId=pgm-console", func(http.Header) {}, ""},
		"changed header":  {"", set("x-acs-version", "2014-08-16"), "InvalidVersion"},
		"changed nonce":   {"", set("x-acs-signature-nonce", "another"), "SignatureDoesNotMatch"},
		"wrong signature": {"", authorization("Signature=", "Signature=00"), "SignatureDoesNotMatch"},
		"unknown key":     {"", authorization("emulator-key", "nobody"), "InvalidAccessKeyId.NotFound"},
		"other's key":     {"", authorization("emulator-key", "other-key"), "SignatureDoesNotMatch"},
		"no key":          {"", authorization("Credential", "Kredential"), "MissingParameter"},
		"other algorithm": {"", authorization("HMAC-SHA256", "RSA-SHA256"), "InvalidParameter"},
		"old date":        {"", set("x-acs-date", "2020-01-01T00:00:00Z"), "InvalidTimeStamp.Expired"},
		"no nonce":        {"", set("x-acs-signature-nonce", ""), "MissingParameter"},
		"a token":         {"", set("x-acs-security-token", "t"), "InvalidSecurityToken.MismatchWithAccessKey"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			response, err := http.DefaultClient.Do(headerScheme(t, s, row.form, row.change))
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			calls := s.Calls(describeAction)
			if len(calls) != 1 || calls[0].Code != row.code || calls[0].Scheme != "acs3" ||
				(calls[0].Status == http.StatusOK) != (row.code == "") {
				t.Errorf("recorded %+v, want code %q of scheme acs3", calls, row.code)
			}
		})
	}
}
