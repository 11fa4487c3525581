// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// caller signs by hand, from the documented recipe of the RPC signature. It shares nothing with the server.
type caller struct {
	t      testing.TB
	url    string
	key    string
	secret string
	token  string
	now    func() time.Time
	// before and after change the parameters before and after the signature is computed.
	before func(url.Values)
	after  func(url.Values)
	form   bool // business parameters in a form body
	get    bool
	client *http.Client
}

var nonces atomic.Int64

func newCaller(t testing.TB, s *emulator.Server) *caller {
	return &caller{
		t: t, url: s.URL(), key: "emulator-key", secret: "emulator-secret", now: time.Now, client: http.DefaultClient,
	}
}

// newMemoryCaller needs no network.
func newMemoryCaller(t testing.TB, s *emulator.Server) *caller {
	return newCaller(t, s).with(func(c *caller) { c.client = &http.Client{Transport: s.Transport()} })
}

func (c *caller) with(change func(*caller)) *caller {
	copied := *c
	change(&copied)
	return &copied
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

func (a answer) code() string { return a.text("Code") }

// text follows a path of field names and list indexes.
func (a answer) text(path ...any) string {
	value := a.at(path...)
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

func (a answer) at(path ...any) any {
	var node any = a.body
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := node.(map[string]any)
			node = object[step]
		case int:
			list, _ := node.([]any)
			if step >= len(list) {
				return nil
			}
			node = list[step]
		}
	}
	return node
}

func (a answer) list(path ...any) []any {
	list, _ := a.at(path...).([]any)
	return list
}

// call sends an RDS action; params are names and values, alternating.
func (c *caller) call(action string, params ...string) answer {
	c.t.Helper()
	return c.callVersion("2014-08-15", action, params...)
}

func (c *caller) callVersion(version, action string, params ...string) answer {
	c.t.Helper()
	got, err := c.try(version, action, params...)
	if err != nil {
		c.t.Fatalf("%s: %v", action, err)
	}
	return got
}

func (c *caller) try(version, action string, params ...string) (answer, error) {
	response, err := c.client.Do(c.request(version, action, params...))
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	got := answer{status: response.StatusCode, header: response.Header, raw: string(raw)}
	if err != nil {
		return got, err
	}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		decoder := json.NewDecoder(strings.NewReader(got.raw))
		decoder.UseNumber()
		if err := decoder.Decode(&got.body); err != nil {
			// Not wrapped: its io.ErrUnexpectedEOF is not the network's.
			return got, errors.New("the answer is no JSON: " + err.Error())
		}
	}
	return got, nil
}

func (c *caller) request(version, action string, params ...string) *http.Request {
	values := url.Values{
		"Action": {action}, "Version": {version}, "Format": {"JSON"}, "AccessKeyId": {c.key},
		"SignatureMethod": {"HMAC-SHA1"}, "SignatureVersion": {"1.0"},
		"SignatureNonce": {fmt.Sprint("nonce-", nonces.Add(1))},
		"Timestamp":      {c.now().UTC().Format("2006-01-02T15:04:05Z")},
	}
	if c.token != "" {
		values.Set("SecurityToken", c.token)
	}
	business := url.Values{}
	for i := 0; i < len(params); i += 2 {
		values.Set(params[i], params[i+1])
		business.Set(params[i], params[i+1])
	}
	if c.before != nil {
		c.before(values)
	}
	method := http.MethodPost
	if c.get {
		method = http.MethodGet
	}
	values.Set("Signature", sign(method, c.secret, values))
	if c.after != nil {
		c.after(values)
	}
	var body io.Reader
	if c.form {
		for name := range business {
			values.Del(name)
		}
		body = strings.NewReader(business.Encode())
	}
	request, err := http.NewRequest(method, c.url+"/?"+values.Encode(), body)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.form {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return request
}

// sign is the recipe: percent-encode, sort by name, join, encode again, HMAC-SHA1 under the secret and "&", base64.
func sign(method, secret string, values url.Values) string {
	encode := func(text string) string {
		text = url.QueryEscape(text)
		return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(text)
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, encode(name)+"="+encode(values.Get(name)))
	}
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	_, _ = io.WriteString(mac, method+"&%2F&"+encode(strings.Join(pairs, "&")))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// policy reads the policy of an instance in cn-hangzhou.
func (c *caller) policy(id string) answer {
	c.t.Helper()
	return c.call("DescribeInstanceCrossBackupPolicy", "RegionId", "cn-hangzhou", "DBInstanceId", id)
}

// modify changes the policy of an instance in cn-hangzhou.
func (c *caller) modify(id string, params ...string) answer {
	c.t.Helper()
	return c.call("ModifyInstanceCrossBackupPolicy",
		append([]string{"RegionId", "cn-hangzhou", "DBInstanceId", id}, params...)...)
}

func wantCode(t *testing.T, got answer, status int, code string) {
	t.Helper()
	if got.status != status || got.code() != code {
		t.Errorf("got %d %q (%s), want %d %q", got.status, got.code(), got.raw, status, code)
	}
}

func wantOK(t *testing.T, got answer) {
	t.Helper()
	if got.status != http.StatusOK {
		t.Fatalf("got %d %s, want a success", got.status, got.raw)
	}
}
