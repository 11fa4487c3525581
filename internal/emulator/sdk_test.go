// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// The published SDK of the vendor is the foreign client: it signs, encodes and decodes by its own rules.

// fillMaps makes the SDK fill its global maps before clients are made at the same time, which would be a race.
var fillMaps = sync.OnceFunc(func() {
	rds.GetEndpointMap()
	sts.GetEndpointMap()
})

func published() *sdk.Config {
	fillMaps()
	return sdk.NewConfig().WithScheme("HTTP").WithAutoRetry(false)
}

func host(t *testing.T, s *emulator.Server) string {
	t.Helper()
	parsed, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Host
}

func TestPublishedSDK_goesThroughTheLifeOfAPolicy(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	client, err := rds.NewClientWithOptions("cn-hangzhou", published(),
		credentials.NewAccessKeyCredential("emulator-key", "emulator-secret"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Shutdown()
	client.Domain = host(t, s)

	modify := rds.CreateModifyInstanceCrossBackupPolicyRequest()
	modify.RegionId, modify.DBInstanceId = "cn-hangzhou", "pgm-demo"
	modify.BackupEnabled, modify.LogBackupEnabled = "1", "1"
	modify.CrossBackupRegion, modify.CrossBackupType = "cn-shanghai", "1"
	modify.RetentType, modify.Retention = requests.NewInteger(1), requests.NewInteger(30)
	modified, err := client.ModifyInstanceCrossBackupPolicy(modify)
	if err != nil || modified.DBInstanceId != "pgm-demo" || modified.Retention != 30 {
		t.Fatalf("got %+v %v", modified, err)
	}

	read := rds.CreateDescribeInstanceCrossBackupPolicyRequest()
	read.RegionId, read.DBInstanceId = "cn-hangzhou", "pgm-demo"
	policy, err := client.DescribeInstanceCrossBackupPolicy(read)
	if err != nil || policy.BackupEnabled != "Enable" || policy.CrossBackupRegion != "cn-shanghai" ||
		policy.RetentType != 1 {
		t.Fatalf("got %+v %v", policy, err)
	}

	list := rds.CreateDescribeCrossRegionBackupsRequest()
	list.RegionId, list.DBInstanceId = "cn-hangzhou", "pgm-console"
	list.StartTime, list.EndTime = "2020-01-01T00:00Z", "2035-01-01T00:00:00Z"
	list.PageSize = requests.NewInteger(100)
	sets, err := client.DescribeCrossRegionBackups(list)
	if err != nil || len(sets.Items.Item) != sets.TotalRecordCount ||
		sets.Items.Item[0].CrossBackupRegion != "cn-beijing" {
		t.Fatalf("got %+v %v", sets, err)
	}

	attribute := rds.CreateDescribeDBInstanceAttributeRequest()
	attribute.DBInstanceId = "pgm-none"
	var refused *sdkerrors.ServerError
	if _, err := client.DescribeDBInstanceAttribute(attribute); !errors.As(err, &refused) ||
		refused.ErrorCode() != "InvalidDBInstanceId.NotFound" || refused.HttpStatus() != 400 {
		t.Fatalf("got %v, want the code and the status", err)
	}
}

// TestPublishedSDK_explainsAWrongSecret needs the text of the string to sign in the message: the SDK compares it.
func TestPublishedSDK_explainsAWrongSecret(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	client, err := rds.NewClientWithOptions("cn-hangzhou", published(),
		credentials.NewAccessKeyCredential("emulator-key", "wrong"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Shutdown()
	client.Domain = host(t, s)
	request := rds.CreateDescribeAvailableCrossRegionRequest()
	request.RegionId = "cn-hangzhou"
	_, err = client.DescribeAvailableCrossRegion(request)
	var refused *sdkerrors.ServerError
	if !errors.As(err, &refused) || !strings.Contains(refused.Recommend(), "InvalidAccessKeySecret") {
		t.Errorf("got %v, want the SDK's hint about the secret", err)
	}
}

func TestPublishedSDK_assumesARoleAndUsesItsKey(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, withTwoAccounts())
	client, err := sts.NewClientWithOptions("cn-hangzhou", published(),
		credentials.NewAccessKeyCredential("emulator-key", "emulator-secret"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Shutdown()
	client.Domain = host(t, s)
	assume := sts.CreateAssumeRoleRequest()
	assume.Scheme, assume.RoleArn, assume.RoleSessionName = "HTTP", roleArn, "terraform"
	assumed, err := client.AssumeRole(assume)
	if err != nil {
		t.Fatal(err)
	}
	temporary, err := sts.NewClientWithOptions("cn-hangzhou", published(), credentials.NewStsTokenCredential(
		assumed.Credentials.AccessKeyId, assumed.Credentials.AccessKeySecret, assumed.Credentials.SecurityToken))
	if err != nil {
		t.Fatal(err)
	}
	defer temporary.Shutdown()
	temporary.Domain = host(t, s)
	whoami := sts.CreateGetCallerIdentityRequest()
	whoami.Scheme = "HTTP"
	identity, err := temporary.GetCallerIdentity(whoami)
	if err != nil || identity.AccountId != ownAccount || identity.IdentityType != "AssumedRoleUser" {
		t.Errorf("got %+v %v", identity, err)
	}
}
