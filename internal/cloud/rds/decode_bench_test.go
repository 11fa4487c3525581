// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"strings"
	"testing"
)

const policyRow = `"DBInstanceId":"pgm-bench00001","DBInstanceDescription":"orders","DBInstanceStatus":"Running",
"Engine":"PostgreSQL","EngineVersion":"16.0",
"LockMode":"Unlock","BackupEnabled":"Enable","BackupEnabledTime":"2026-02-01T08:00:00Z","LogBackupEnabled":"Enable",
"LogBackupEnabledTime":"2026-02-01T08:00:00Z",
"CrossBackupRegion":"cn-shanghai","CrossBackupType":"1","RetentType":1,"Retention":30`

const instanceRow = `"DBInstanceId":"pgm-bench00001","DBInstanceDescription":"orders","RegionId":"cn-hangzhou",
"ZoneId":"cn-hangzhou-b","ResourceGroupId":"",
"Engine":"PostgreSQL","EngineVersion":"16.0","DBInstanceStatus":"Running","DBInstanceType":"Primary",
"DBInstanceClass":"pg.n4.2c.2m","DBInstanceStorageType":"cloud_essd",
"Category":"HighAvailability","PayType":"Postpaid","LockMode":"Unlock","LockReason":"",
"CreateTime":"2026-01-20T08:00:00Z","ExpireTime":"","DestroyTime":"",
"MasterInstanceId":"","DeletionProtection":false,"ColdDataEnabled":false`

const setRow = `"CrossBackupId":14377,"CrossBackupRegion":"cn-shanghai",
"CrossBackupSetFile":"cn-hangzhou_pgm-x_hins8_data_20190612134426_qp.xb",
"CrossBackupSetLocation":"oss","CrossBackupSetSize":5312836,
"CrossBackupDownloadLink":"http://rdsddrbak-shanghai.oss-cn-shanghai.aliyuncs.com/x",
"BackupType":"F","BackupMethod":"P","BackupSetScale":0,"BackupSetStatus":0,"BackupStartTime":"2019-05-30T12:10:00Z",
"BackupEndTime":"2019-05-30T12:20:00Z",
"ConsistentTime":"2019-05-30T12:10:46Z","InstanceId":8161055,"Engine":"postgresql","EngineVersion":"14.0",
"Category":"HighAvailability",
"DBInstanceStorageType":"cloud_essd","RestoreRegions":{"RestoreRegion":["cn-shanghai"]}`

// pageOf is a list page of 100 equal rows.
func pageOf(name, row string) string {
	return `{"RequestId":"x","TotalRecordCount":1200,"PageNumber":1,"Items":{"` + name + `":[` +
		strings.Repeat("{"+row+"},", 99) + "{" + row + `}]}}`
}

func benchmarkDecode[T any](b *testing.B, body string, complete func(T) bool) {
	b.Helper()
	raw := []byte(body)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var answer T
		if err := decode(raw, &answer); err != nil || !complete(answer) {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode_getterOfOnePolicy(b *testing.B) {
	type getter struct {
		envelope
		policyFields
	}
	benchmarkDecode(b, `{"RequestId":"x","RegionId":"cn-hangzhou",`+policyRow+"}",
		func(got getter) bool { return got.policy("", "").Enabled })
}

func BenchmarkDecode_pageOf100Policies(b *testing.B) {
	type policies struct {
		envelope
		totals
		Items list[policyFields]
	}
	benchmarkDecode(b, pageOf("Item", policyRow), func(got policies) bool { return len(got.Items) == 100 })
}

func BenchmarkDecode_pageOf100Instances(b *testing.B) {
	type instances struct {
		envelope
		totals
		Items list[instanceFields]
	}
	benchmarkDecode(b, pageOf("DBInstance", instanceRow), func(got instances) bool { return len(got.Items) == 100 })
}

func BenchmarkDecode_pageOf100BackupSets(b *testing.B) {
	benchmarkDecode(b, pageOf("Item", setRow), func(got backupSetAnswer) bool { return len(got.Items) == 100 })
}
