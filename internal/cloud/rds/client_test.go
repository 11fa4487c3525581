// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

func TestInstance_decodesFactsForEligibility(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		return success(`"Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou",
"DBInstanceDescription":"orders","Engine":"PostgreSQL","EngineVersion":"14.0","Category":"HighAvailability",
"DBInstanceType":"Readonly","MasterInstanceId":"pgm-main","DBInstanceStatus":"Running","LockMode":"ManualLock",
"LockReason":"audit","PayType":"Postpaid","DBInstanceStorageType":"cloud_essd","DBInstanceClass":"pg.n4.2c.2m",
"DBInstanceClassType":"x","DBInstanceStorage":50,"ColdDataEnabled":true,
"ServerlessConfig":{"ScaleMax":2.5,"ScaleMin":0.5}}]}`)
	})
	client, _ := newClient(t, api.URL)
	got, err := client.Instance(t.Context(), "cn-hangzhou", "pgm-demo")
	want := rds.Instance{
		ID: "pgm-demo", Region: "cn-hangzhou", Description: "orders", Engine: "PostgreSQL", EngineVersion: "14.0",
		Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m", ClassType: "x",
		PayType: "Postpaid", Role: "Readonly", MasterID: "pgm-main", Status: "Running", LockMode: "ManualLock",
		LockReason: "audit", ServerlessConfig: true, ColdData: true, StorageGB: 50,
	}
	if err != nil || got != want {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
}

// What nobody reads fails no call, whatever layout it comes in.
func TestUnusedFields_failNoRead(t *testing.T) {
	t.Parallel()
	const instance = `{"DBInstanceId":"pgm-demo","CreationTime":"31 January","CreateTime":{"At":1},"KindCode":["18"],` +
		`"DBInstanceStorage":"20 GB"}`
	client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{
		attr:    {success(`"Items":{"DBInstanceAttribute":[` + instance + `]}`)},
		listing: {success(`"TotalRecordCount":1,"Items":{"DBInstance":[` + instance + `]}`)},
		"DescribeBackupPolicy": {success(`"BackupMethod":"Physical","PreferredBackupTime":{},"PreferredBackupPeriod":[1],` +
			`"BackupRetentionPeriod":"a week","BackupLog":"Sometimes","EnableBackupLog":[],"LogBackupRetentionPeriod":"ever"`)},
		identity: {success(`"AccountId":"1234567890123456","IdentityType":{},"PrincipalId":[]`)},
	})).URL)
	_, one := client.Instance(t.Context(), "cn-hangzhou", "pgm-demo")
	_, list := collect(client.Instances(t.Context(), rds.InstanceQuery{Region: "cn-hangzhou"}))
	_, local := client.LocalBackupPolicy(t.Context(), "cn-hangzhou", "pgm-demo")
	_, who := client.CallerIdentity(t.Context())
	if err := errors.Join(one, list, local, who); err != nil {
		t.Error(err)
	}
}

func TestBackupSets_decodeAndAskInOneRange(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		answer := success(
			`"TotalRecordCount":1,"Items":{"Item":[{"CrossBackupId":14377,"CrossBackupRegion":"cn-shanghai",
"CrossBackupSetFile":"f.xb","CrossBackupSetLocation":"oss",
"CrossBackupSetSize":5312836,"CrossBackupDownloadLink":"http://oss/x","BackupType":"F","BackupMethod":"P",
"BackupSetScale":0,"BackupSetStatus":"0","BackupStartTime":"2019-05-30T12:10Z",
"BackupEndTime":"2019-05-30T12:20:00Z","ConsistentTime":1559218246,"InstanceId":8161055,"Engine":"pgsql",
"EngineVersion":14.0,"Category":"HighAvailability","DBInstanceStorageType":"cloud_essd",
"RestoreRegions":{"RestoreRegion":["cn-shanghai"]}}]}`,
		)
		answer.header = map[string]string{"Date": "Wed, 12 Jun 2019 00:00:00 GMT"}
		return answer
	})
	client, _ := newClient(t, api.URL)
	query := rds.BackupSetQuery{Region: "cn-hangzhou", InstanceID: "pgm-demo", DestinationRegion: "cn-shanghai"}
	got, err := collect(client.BackupSets(t.Context(), query))
	want := rds.BackupSet{
		ID: "14377", DestinationRegion: "cn-shanghai", FileName: "f.xb", StorageLocation: "oss", SizeBytes: 5312836,
		Type: "FULL", Method: "PHYSICAL", Scope: "INSTANCE", Status: "SUCCESS",
		StartTime:      time.Date(2019, 5, 30, 12, 10, 0, 0, time.UTC),
		EndTime:        time.Date(2019, 5, 30, 12, 20, 0, 0, time.UTC),
		ConsistentTime: time.Date(2019, 5, 30, 12, 10, 46, 0, time.UTC), HostInstanceID: "8161055", Engine: "PostgreSQL",
		EngineVersion: "14.0", Category: "HighAvailability", StorageType: "cloud_essd",
		RestoreRegions: []string{"cn-shanghai"},
	}
	if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Fatalf("got  %+v, %v\nwant %+v", got, err, want)
	}
	// The first answer told the API's date, so the next range is counted from there.
	summary, err := client.SummarizeBackupSets(t.Context(), query)
	if err != nil || summary != (rds.BackupSetSummary{Count: 1, SampledCount: 1, SampledBytes: 5312836}) {
		t.Errorf("summary is %+v, %v", summary, err)
	}
	sent := api.last().params
	if sent.Get("EndTime")[:10] != "2019-06-13" || sent.Get("StartTime")[:10] != "2014-06-08" ||
		sent.Has("CrossBackupId") ||
		sent.Get("CrossBackupRegion") != "cn-shanghai" {
		t.Errorf("sent %v", sent)
	}
	query.SetID = "14377"
	if _, err := collect(client.BackupSets(t.Context(), query)); err != nil {
		t.Fatal(err)
	}
	if sent := api.last().params; sent.Get("CrossBackupId") != "14377" || sent.Has("StartTime") || sent.Has("EndTime") {
		t.Errorf("by id: sent %v", sent)
	}
	query.SetID = "14377 or 1"
	_, err = collect(client.BackupSets(t.Context(), query))
	assertFailed(t, err, rds.ClassInvalid, "Client.InvalidBackupSetID")
}

// The emulator and the matrix have the lookups as they answer by the book.
func TestLookups(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{
		"DescribeAvailableCrossRegion": {
			success(`"Regions":{"Region":["cn-shenzhen","cn-qingdao","cn-hangzhou"]}`), success(""),
		},
		"DescribeAvailableRecoveryTime": {
			success(`"RecoveryBeginTime":"2019-06-12T05:22:29Z","RecoveryEndTime":"2019-06-12T07:33:12Z"`),
		},
		"GetRole": {refusal(403, "NoPermission")},
	})).URL)
	regions, err := client.DestinationRegions(t.Context(), "cn-hangzhou")
	if err != nil || !slices.Equal(regions, []string{"cn-qingdao", "cn-shenzhen"}) {
		t.Errorf("regions %v, %v", regions, err)
	}
	_, err = client.DestinationRegions(t.Context(), "cn-hangzhou")
	assertFailed(t, err, rds.ClassUnreadable, "Client.IncompleteList")
	_, err = client.RoleExists(t.Context(), "AliyunServiceRoleForDBS")
	var denied *rds.Error
	if !errors.As(err, &denied) || denied.Role != "AliyunServiceRoleForDBS" {
		t.Errorf("the error does not carry the role: %v", err)
	}
	begin, end, err := client.RecoveryWindow(t.Context(), "cn-hangzhou", "pgm-demo", "14377")
	if err != nil || end.Sub(begin) != 2*time.Hour+10*time.Minute+43*time.Second {
		t.Errorf("window %v to %v, %v", begin, end, err)
	}
}

func TestCalls_withoutRegionOrInstanceAreNotSent(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return success("") })
	client, _ := newClient(t, api.URL)
	_, err := client.Policy(t.Context(), "", "pgm-demo")
	assertFailed(t, err, rds.ClassInvalid, "Client.InvalidRegion")
	_, err = client.Policy(t.Context(), "cn-hangzhou/../x", "pgm-demo")
	assertFailed(t, err, rds.ClassInvalid, "Client.InvalidRegion")
	_, err = client.Policy(t.Context(), "cn-hangzhou", "")
	assertFailed(t, err, rds.ClassInvalid, "Client.InvalidRequest")
	err = client.PutPolicy(t.Context(), rds.Settings{Region: "cn-hangzhou"})
	assertFailed(t, err, rds.ClassInvalid, "Client.InvalidRequest")
	if got := api.actions(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for want, edit := range map[string]func(*rds.Config){
		"https://rds.aliyuncs.com":                 func(*rds.Config) {},
		"http://rds.aliyuncs.com":                  func(c *rds.Config) { c.Plaintext = true },
		"https://rds.example.com":                  func(c *rds.Config) { c.RDSEndpoint = "rds.example.com" },
		"https://rds-vpc.cn-hangzhou.aliyuncs.com": func(c *rds.Config) { c.RDSEndpoint = "rds-vpc.{region}.aliyuncs.com" },
		"https://scheme.example.com": func(c *rds.Config) {
			c.RDSEndpoint, c.Plaintext = "https://scheme.example.com/", true
		},
	} {
		var sent *http.Request
		client, _ := newClient(t, "", edit, func(c *rds.Config) {
			c.UserAgent, c.SourceIP, c.SecureTransport = "terraform-provider-apsaradb/test", "192.0.2.1", "true"
			c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) {
				sent = r
				return nil, errors.New("stop")
			})
		})
		_, _ = client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		query := sent.URL.Query()
		if got := sent.URL.Scheme + "://" + sent.URL.Host; got != want || query.Get("RegionId") != "cn-hangzhou" ||
			query.Get("SourceIp") != "192.0.2.1" || query.Get("SecureTransport") != "true" ||
			sent.Header.Get("User-Agent") != "terraform-provider-apsaradb/test" {
			t.Errorf("sent %s with %v, want %s", sent.URL, sent.Header, want)
		}
	}
	for region, want := range map[string]string{
		"ap-southeast-7":      "rds.ap-southeast-7.aliyuncs.com",
		"cn-hangzhou-finance": "rds-vpc.cn-hangzhou-finance.aliyuncs.com",
	} {
		if got := hostsOfCalls(t, region, func(*rds.Config) {}); got != want+" sts.aliyuncs.com ram.aliyuncs.com" {
			t.Errorf("%s: called %s", region, got)
		}
	}
}

// hostsOfCalls are the hosts that a call of each service goes to.
func hostsOfCalls(t *testing.T, region string, edit func(*rds.Config)) string {
	t.Helper()
	var hosts []string
	client, _ := newClient(t, "", edit, func(c *rds.Config) {
		c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) {
			hosts = append(hosts, r.URL.Host)
			return nil, errors.New("stop")
		})
	})
	_, _ = client.Policy(t.Context(), region, "pgm-demo")
	_, _ = client.CallerIdentity(t.Context())
	_, _ = client.RoleExists(t.Context(), "x")
	return strings.Join(slices.Compact(hosts), " ")
}

// Each region with a public STS of its own uses it. Every other one uses the central one, which always answers.
func TestEndpoints_ofSTSByRegion(t *testing.T) {
	t.Parallel()
	const central = "sts.aliyuncs.com"
	for region, want := range map[string]string{
		"ap-southeast-5":        "sts.ap-southeast-5.aliyuncs.com",
		"eu-central-1":          "sts.eu-central-1.aliyuncs.com",
		"cn-hangzhou":           "sts.cn-hangzhou.aliyuncs.com",
		"cn-shanghai-finance-1": "sts.cn-shanghai-finance-1.aliyuncs.com",
		"cn-hangzhou-finance":   central, // has no host of its own
		"cn-shenzhen-finance-1": central, // has one in the VPC only
		"cn-north-2-gov-1":      central,
		"cn-shenzhen-st4-d01":   central,
		"rus-west-1":            central,
		"ap-southeast-99":       central, // opened after the list
		"":                      central,
		"not/a region":          central,
	} {
		got := hostsOfCalls(t, "cn-hangzhou", func(c *rds.Config) { c.Region = region })
		if got != "rds.aliyuncs.com "+want+" ram.aliyuncs.com" {
			t.Errorf("region %q: called %s", region, got)
		}
	}
}

func TestEndpoints_ofServicesWithoutRegionsFollowTheConfiguredRegion(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"cn-shanghai": "cn-shanghai", "": "cn-hangzhou", "not/a region": "cn-hangzhou",
	} {
		got := hostsOfCalls(t, "cn-beijing", func(c *rds.Config) {
			c.Region, c.STSEndpoint, c.RAMEndpoint = region, "sts-vpc.{region}.aliyuncs.com", "ram.{region}.example.com"
		})
		if got != "rds.aliyuncs.com sts-vpc."+want+".aliyuncs.com ram."+want+".example.com" {
			t.Errorf("region %q: called %s", region, got)
		}
	}
}
