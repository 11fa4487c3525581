// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// smallSeed has an instance with a policy and a few copies and one without, so that a server is made and asked quickly.
func smallSeed() fleet.Seed {
	seed := fleet.DefaultSeed()
	seed.Instances = slices.DeleteFunc(seed.Instances,
		func(in fleet.Instance) bool { return in.ID != "pgm-console" && in.ID != "pgm-demo" })
	for i := range seed.Instances {
		seed.Instances[i].History = 3
		if p := seed.Instances[i].Policy; p != nil {
			short := *p
			short.RetentionDays, short.EnabledTime, short.LogEnabledTime = 7, time.Time{}, time.Time{}
			seed.Instances[i].Policy = &short
		}
	}
	return seed
}

// served is an answer, read to its end.
type served struct {
	status int
	header http.Header
	body   []byte
}

// exchange sends a request as it is, without the checks of an HTTP client.
func exchange(t *testing.T, s *emulator.Server, method, path, query, contentType, body string) served {
	t.Helper()
	request := &http.Request{
		Method: method, URL: &url.URL{Scheme: "http", Host: "emulator", Path: path, RawQuery: query},
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)),
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := s.Transport().RoundTrip(request.WithContext(t.Context()))
	if err != nil {
		t.Fatalf("%s %q?%s: %v", method, path, query, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return served{response.StatusCode, response.Header, answer}
}

// checkWellFormed fails where an answer is not what its content type says, or is no answer of the API: every one has
// a request id, and one that is no success a code and a message.
func checkWellFormed(t *testing.T, got served) {
	t.Helper()
	fields := map[string]bool{}
	switch kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";"); kind {
	case "application/json":
		var object map[string]any
		if err := json.Unmarshal(got.body, &object); err != nil {
			t.Fatalf("%v in %s", err, got.body)
		}
		for name, value := range object {
			fields[name] = value != ""
		}
	case "text/xml":
		fields = xmlFields(t, got.body)
	default:
		t.Fatalf("the content type is %q: %s", got.header.Get("Content-Type"), got.body)
	}
	refused := got.status >= http.StatusMultipleChoices
	if !fields["RequestId"] || refused && !(fields["Code"] && fields["Message"] && fields["HostId"]) ||
		got.status == http.StatusInternalServerError {
		t.Errorf("HTTP %d with %s", got.status, got.body)
	}
	if got.header.Get("X-Acs-Request-Id") == "" || got.header.Get("Date") == "" {
		t.Errorf("the headers are %v", got.header)
	}
}

// xmlFields returns the elements directly below the root.
func xmlFields(t *testing.T, body []byte) map[string]bool {
	t.Helper()
	fields := map[string]bool{}
	decoder, depth := xml.NewDecoder(bytes.NewReader(body)), 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return fields
		}
		if err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				fields[token.Name.Local] = true
			}
		case xml.EndElement:
			depth--
		}
	}
}

// FuzzRequests sends any request without a valid signature: it is refused in good form, and changes nothing.
func FuzzRequests(f *testing.F) {
	const form = "application/x-www-form-urlencoded"
	f.Add(uint8(1), "/", "Action=DescribeRegions&Version=2014-08-15&Format=XML", "", "")
	f.Add(uint8(1), "/",
		"Action=ModifyInstanceCrossBackupPolicy&Version=2014-08-15&AccessKeyId=emulator-key&SignatureMethod=HMAC-SHA1&"+
			"SignatureVersion=1.0&SignatureNonce=1&Timestamp=2026-01-15T08:00:00Z&Signature=x%3D", form, "DBInstanceId=pgm-demo")
	f.Add(uint8(0), "/x", "%", "", "")
	f.Add(uint8(1), "/", "Action=GetCallerIdentity&Version=2015-04-01", form+"; charset=\"", "a=%zz")
	f.Add(uint8(2), "", "Format=YAML&Action=\xff\x00&Version=<>&;", form, "&&=&Format=xml")
	f.Add(uint8(1), "/",
		"Action=AssumeRoleWithOIDC&Version=2015-04-01&RoleArn=acs:ram::1234567890123456:role/deployer&"+
			"OIDCProviderArn=x&OIDCToken=y&RoleSessionName=s&Timestamp=now", "", "")
	f.Fuzz(func(t *testing.T, method uint8, path, query, contentType, body string) {
		if strings.HasPrefix(path, "/_emulator/") {
			return // FuzzControl
		}
		s := emulator.StartInMemory(t, emulator.WithSeed(smallSeed()))
		before := s.Fleet().Instances()
		methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, "GET ", "\x00"}
		checkWellFormed(t, exchange(t, s, methods[int(method)%len(methods)], path, query, contentType, body))
		if len(s.Calls()) != 1 {
			t.Errorf("%d calls are recorded, want 1", len(s.Calls()))
		}
		if after := s.Fleet().Instances(); asJSON(before) != asJSON(after) {
			t.Errorf("the fleet changed without a signature: %+v", after)
		}
	})
}

// fuzzActions are the actions of the RDS API that FuzzSigned calls.
func fuzzActions() []string {
	return []string{
		modifyAction, describeAction, "DescribeCrossRegionBackupDBInstance", "DescribeAvailableCrossRegion",
		"DescribeCrossRegionBackups", "DescribeCrossRegionLogBackupFiles", "DescribeAvailableRecoveryTime",
		"CheckCreateDdrDBInstance", "DescribeDBInstanceAttribute", "DescribeDBInstances",
		"DescribeDBInstanceEncryptionKey", "DescribeDBInstanceTDE", "DescribeRegions", "DeleteDBInstance",
		"DescribeBackupPolicy", "CreateBackup", "DescribeBackups", "DescribeBackupTasks",
	}
}

// FuzzSigned calls every action with any parameters under a valid signature: each is answered in good form, twice the
// same where it reads, and what a write stores is a policy that the console could have made.
func FuzzSigned(f *testing.F) {
	const instance = "RegionId=cn-hangzhou&DBInstanceId=pgm-console"
	for i, query := range []string{
		"RegionId=cn-hangzhou&DBInstanceId=pgm-demo&CrossBackupType=1&RetentType=1&CrossBackupRegion=cn-shanghai&" +
			"BackupEnabled=1&LogBackupEnabled=0&Retention=30",
		instance, "RegionId=cn-hangzhou&PageSize=100&PageNumber=2147483648", "RegionId=cn-hangzhou",
		instance + "&StartTime=2019-01-01T00:00:00Z&EndTime=2035-01-01T00:00Z&Format=XML",
		instance + "&StartTime=0001-01-01T00:00:00Z&EndTime=9999-12-31T23:59:59Z",
		instance + "&CrossBackupId=9223372036854775807", instance + "&CrossBackupId=-1&RestoreTime=x",
		instance, "RegionId=cn-hangzhou&Tags={", instance, instance, "", instance + "&ReleasedKeepPolicy=None", instance,
		instance + "&BackupMethod=Snapshot", instance + "&BackupId=1", instance,
	} {
		f.Add(uint8(i), query)
	}
	f.Add(uint8(0),
		"RegionId=cn-hangzhou&DBInstanceId=pgm-demo&CrossBackupType=1&RetentType=1&CrossBackupRegion=cn-shanghai&"+
			"LogBackupEnabled=0")
	f.Fuzz(func(t *testing.T, action uint8, query string) {
		params, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		s := emulator.StartInMemory(t, emulator.WithSeed(smallSeed()))
		c := newMemoryCaller(t, s).with(func(c *caller) {
			c.before = func(signed url.Values) {
				for name, values := range params {
					if !signed.Has(name) || name == "Format" {
						signed.Set(name, values[0])
					}
				}
			}
		})
		name := fuzzActions()[int(action)%len(fuzzActions())]
		for range 2 {
			request := c.request("2014-08-15", name)
			checkWellFormed(t, exchange(t, s, request.Method, "/", request.URL.RawQuery, "", ""))
		}
		for _, call := range s.Calls() {
			if strings.HasPrefix(call.Code, "Signature") || strings.HasPrefix(call.Code, "InvalidTimeStamp") {
				t.Errorf("the signature is refused: %s", call.Code)
			}
		}
		for _, in := range s.Fleet().Instances() {
			if p := in.Policy; p != nil && !possiblePolicy(*p, in.Region) {
				t.Errorf("%s has the policy %+v", in.ID, *p)
			}
		}
	})
}

// possiblePolicy reports whether the documented limits allow a policy. One that was never on may have no retention
// yet: a call may name the destination alone.
func possiblePolicy(p fleet.Policy, source string) bool {
	noRetentionYet := p.RetentionDays == 0 && !p.Enabled && !p.EverEnabled
	return (noRetentionYet || p.RetentionDays >= 7 && p.RetentionDays <= 1825) && (p.Enabled || !p.LogEnabled) &&
		(!p.Enabled || p.DestinationRegion != "" && p.DestinationRegion != source)
}
