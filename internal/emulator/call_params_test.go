// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// valid holds one call of each action that succeeds on the default fleet. The rows below change one parameter each.
var valid = map[string]string{
	modifyAction: "RegionId=cn-hangzhou&DBInstanceId=pgm-demo&BackupEnabled=1&" +
		"LogBackupEnabled=1&CrossBackupRegion=cn-shanghai&CrossBackupType=1&RetentType=1&Retention=30",
	describeAction: "RegionId=cn-hangzhou&DBInstanceId=pgm-console",
	"DescribeCrossRegionBackups": "RegionId=cn-hangzhou&DBInstanceId=pgm-console&" +
		"StartTime=2020-01-01T00:00:00Z&EndTime=2030-01-01T00:00:00Z",
	"DescribeCrossRegionLogBackupFiles": "RegionId=cn-hangzhou&DBInstanceId=pgm-console&" +
		"StartTime=2020-01-01T00:00:00Z&EndTime=2030-01-01T00:00:00Z",
	"DescribeCrossRegionBackupDBInstance": "RegionId=cn-hangzhou",
	"DescribeAvailableCrossRegion":        "RegionId=cn-hangzhou",
	"DescribeDBInstanceAttribute":         "DBInstanceId=pgm-demo",
	"DescribeDBInstances":                 "RegionId=cn-hangzhou",
	"DescribeDBInstanceEncryptionKey":     "DBInstanceId=pgm-encrypted",
	"DescribeDBInstanceTDE":               "DBInstanceId=pgm-demo",
	"DescribeRegions":                     "",
	"DescribeBackupPolicy":                "DBInstanceId=pgm-demo",
	"CreateBackup":                        "DBInstanceId=pgm-demo",
	"DescribeBackups":                     "DBInstanceId=pgm-console",
	"DescribeBackupTasks":                 "DBInstanceId=pgm-console",
	"DeleteDBInstance":                    "DBInstanceId=pgm-demo",
}

func pairs(values url.Values) []string {
	var list []string
	for name, value := range values {
		list = append(list, name, value[0])
	}
	return list
}

func TestParams_everyValidCallSucceeds(t *testing.T) {
	t.Parallel()
	for action, query := range valid {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			c := newCaller(t, emulator.Start(t))
			got := c.call(action, pairs(values)...)
			wantOK(t, got)
			if got.text("RequestId") == "" || got.header.Get("Content-Type") != "application/json;charset=utf-8" {
				t.Errorf("got %s %s, want a RequestId and JSON", got.header.Get("Content-Type"), got.raw)
			}
		})
	}
}

func TestParams_rules(t *testing.T) {
	t.Parallel()
	const format = "InvalidParameters.Format"
	for _, row := range []struct{ action, change, code string }{
		{modifyAction, "RegionId=", "ParameterAbsence"},
		{modifyAction, "RegionId=cn-atlantis", "InvalidRegion.Format"},
		{modifyAction, "DBInstanceId=", "ParameterAbsence"},
		{modifyAction, "BackupEnabled=Enable", format},
		{modifyAction, "BackupEnabled=true", format},
		{modifyAction, "LogBackupEnabled=2", format},
		{modifyAction, "LogBackupEnabled=!", format}, // sent and empty
		{modifyAction, "CrossBackupRegion=cn-atlantis", "InvalidRegion.Format"},
		{modifyAction, "CrossBackupType=2", format},
		{modifyAction, "RetentType=2", format},
		{modifyAction, "Retention=6", format},
		{modifyAction, "Retention=1826", format},
		{modifyAction, "Retention=30.5", format},
		{modifyAction, "Retention=thirty", format},
		{modifyAction, "Retention=%2B30", format},
		{modifyAction, "Retention=030", format},
		{modifyAction, "DBInstanceId=pgm-none", "InvalidDBInstanceId.NotFound"},
		{modifyAction, "RegionId=cn-beijing", "InvalidDBInstanceId.NotFound"},
		{describeAction, "RegionId=", "ParameterAbsence"},
		{describeAction, "RegionId=cn-atlantis", "InvalidRegion.Format"},
		{describeAction, "RegionId=cn-beijing", "InvalidDBInstanceId.NotFound"},
		{describeAction, "DBInstanceId=", "ParameterAbsence"},
		{"DescribeCrossRegionBackups", "RegionId=", "ParameterAbsence"},
		{"DescribeCrossRegionBackups", "DBInstanceId=", "ParameterAbsence"},
		{"DescribeCrossRegionBackups", "StartTime=", "ParameterAbsence"},
		{"DescribeCrossRegionBackups", "EndTime=", "ParameterAbsence"},
		{"DescribeCrossRegionBackups", "StartTime=2026-01-01 00:00", "InvalidStartTime.Format"},
		{"DescribeCrossRegionBackups", "EndTime=tomorrow", "InvalidEndTime.Format"},
		{"DescribeCrossRegionBackups", "EndTime=2030-01-01T00:00:00.5Z", "InvalidEndTime.Format"},
		{"DescribeCrossRegionBackups", "EndTime=2030-01-01T8:00:00Z", "InvalidEndTime.Format"},
		{"DescribeCrossRegionBackups", "EndTime=2019-01-01T00:00:00Z", "InvalidTime.Format"},
		{"DescribeCrossRegionBackups", "CrossBackupId=abc", format},
		{"DescribeCrossRegionBackups", "BackupId=abc", format},
		{"DescribeCrossRegionBackups", "CrossBackupRegion=cn-atlantis", "InvalidRegion.Format"},
		{"DescribeCrossRegionBackups", "PageSize=31", format},
		{"DescribeCrossRegionBackups", "PageNumber=0", format},
		{"DescribeCrossRegionBackups", "DBInstanceId=pgm-none", "InvalidDBInstance.NotFound"},
		{"DescribeCrossRegionLogBackupFiles", "StartTime=", "ParameterAbsence"},
		{"DescribeCrossRegionLogBackupFiles", "EndTime=", "ParameterAbsence"},
		{"DescribeCrossRegionLogBackupFiles", "StartTime=x", "InvalidStartTime.Format"},
		{"DescribeCrossRegionLogBackupFiles", "EndTime=x", "InvalidEndTime.Format"},
		{"DescribeCrossRegionLogBackupFiles", "PageSize=20", format},
		{"DescribeCrossRegionLogBackupFiles", "DBInstanceId=pgm-none", "InvalidDBInstance.NotFound"},
		{"DescribeCrossRegionBackupDBInstance", "RegionId=", "ParameterAbsence"},
		{"DescribeCrossRegionBackupDBInstance", "RegionId=cn-atlantis", "InvalidRegion.Format"},
		{"DescribeCrossRegionBackupDBInstance", "PageSize=0", format},
		{"DescribeCrossRegionBackupDBInstance", "PageNumber=x", format},
		{"DescribeCrossRegionBackupDBInstance", "DBInstanceId=" + strings.TrimSuffix(strings.Repeat("a,", 31), ","), format},
		{"DescribeAvailableCrossRegion", "RegionId=", "ParameterAbsence"},
		{"DescribeAvailableCrossRegion", "RegionId=cn-atlantis", "InvalidRegion.Format"},
		{"DescribeDBInstanceAttribute", "DBInstanceId=", "MissingParameter"},
		{"DescribeDBInstanceAttribute", "DBInstanceId=pgm-none", "InvalidDBInstanceId.NotFound"},
		{"DescribeDBInstanceAttribute", "RegionId=cn-beijing", "InvalidDBInstanceId.NotFound"},
		{"DescribeDBInstanceAttribute", "Expired=yes", "InvalidExpired.Format"},
		{"DescribeDBInstances", "RegionId=", "MissingParameter"},
		{"DescribeDBInstances", "RegionId=cn-atlantis", "InvalidRegionId"},
		{"DescribeDBInstances", "PageSize=101", "InvalidParameter"},
		{"DescribeDBInstances", "MaxResults=0", "InvalidParameter"},
		{"DescribeDBInstances", "NextToken=forged", "Invalid.NextToken"},
		{"DescribeDBInstances", "DBInstanceType=Main", "InvalidDBInstanceType.ValueNotSupported"},
		{"DescribeDBInstances", "Tags=team", "InvalidParameter"},
		{"DescribeDBInstanceEncryptionKey", "DBInstanceId=", "ByokInsnameAndRegionAllEmpty"},
		{"DescribeDBInstanceEncryptionKey", "DBInstanceId=pgm-demo", "NoActiveBYOK"},
		{"DescribeDBInstanceEncryptionKey", "DBInstanceId=pgm-none", "InvalidDBInstanceId.NotFound"},
		{"DescribeDBInstanceTDE", "DBInstanceId=", "MissingParameter"},
		{"DescribeRegions", "AcceptLanguage=de-DE", "InvalidParameter"},
		{"DescribeBackupPolicy", "DBInstanceId=", "MissingParameter"},
		{"DescribeBackupPolicy", "BackupPolicyMode=All", "InvalidParameter"},
		{"CreateBackup", "DBInstanceId=", "MissingParameter"},
		{"CreateBackup", "BackupMethod=Magic", "InvalidBackupMethod.Format"},
		{"CreateBackup", "BackupStrategy=table", "InvalidParameter"},
		{"CreateBackup", "BackupType=Half", "InvalidBackupType.Format"},
		{"CreateBackup", "DBInstanceId=pgm-busy", "IncorrectDBInstanceState"},
		{"DescribeBackups", "DBInstanceId=", "MissingParameter"},
		{"DescribeBackups", "PageSize=31", "InvalidMaxRecordsPerPage.Malformed"},
		{"DescribeBackups", "PageNumber=-1", "InvalidPageNumbers.Malformed"},
		{"DescribeBackups", "StartTime=2026-01-02T00:00:00Z", "InvalidStartTime.Format"},
		{"DescribeBackups", "EndTime=2026-01-02T00:00:00Z", "InvalidEndTime.Format"},
		{"DescribeBackups", "StartTime=2026-01-02T00:00Z&EndTime=2026-01-01T00:00Z", "InvalidParameterCombination"},
		{"DescribeBackupTasks", "DBInstanceId=", "MissingParameter"},
		{"DescribeBackupTasks", "BackupJobStatus=Done", "InvalidParameter"},
		{"DeleteDBInstance", "DBInstanceId=pgm-none", "InvalidDBInstanceId.NotFound"},
		{"DeleteDBInstance", "ReleasedKeepPolicy=Some", "InvalidReleasedKeepPolicy.Format"},
	} {
		t.Run(row.action+" "+row.change, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(valid[row.action])
			if err != nil {
				t.Fatal(err)
			}
			changes, err := url.ParseQuery(row.change)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range changes {
				switch value[0] {
				case "":
					values.Del(name)
				case "!":
					values.Set(name, "")
				default:
					values.Set(name, value[0])
				}
			}
			s := emulator.Start(t)
			before := s.Fleet().Instances()
			if got := newCaller(t, s).call(row.action, pairs(values)...); got.code() != row.code || got.status < 400 {
				t.Errorf("got %d %s, want %s", got.status, got.raw, row.code)
			}
			if !reflect.DeepEqual(before, s.Fleet().Instances()) {
				t.Error("a refused call changed the fleet")
			}
		})
	}
}

func TestParams_pageSizesSwitch(t *testing.T) {
	t.Parallel()
	sets := []string{
		"RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console", "StartTime", "2020-01-01T00:00Z", "EndTime",
		"2030-01-01T00:00Z",
	}
	for _, row := range []struct {
		guess, value, action, size string
		ok                         bool
	}{
		{"page-sizes", "enum", "DescribeCrossRegionBackups", "100", true},
		{"page-sizes", "enum", "DescribeCrossRegionBackups", "50", true},
		{"page-sizes", "enum", "DescribeCrossRegionBackups", "20", false},
		{"page-sizes", "any", "DescribeCrossRegionBackups", "20", true},
		{"page-sizes", "any", "DescribeCrossRegionBackups", "101", false},
		{"page-sizes", "enum", "DescribeCrossRegionLogBackupFiles", "20", false},
		{"page-sizes", "any", "DescribeCrossRegionLogBackupFiles", "20", true},
		{"page-sizes", "enum", "DescribeBackups", "20", false},
		{"page-sizes", "any", "DescribeBackups", "20", true},
		{"list-page-sizes", "any", "DescribeCrossRegionBackupDBInstance", "20", true},
		{"list-page-sizes", "enum", "DescribeCrossRegionBackupDBInstance", "20", false},
		{"list-page-sizes", "enum", "DescribeCrossRegionBackupDBInstance", "30", true},
	} {
		t.Run(row.action+row.guess+row.value+row.size, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess(row.guess, row.value))
			params := append([]string{"PageSize", row.size}, sets...)
			if row.action == "DescribeCrossRegionBackupDBInstance" {
				params = []string{"PageSize", row.size, "RegionId", "cn-hangzhou"}
			}
			if got := newCaller(t, s).call(row.action, params...); (got.status == 200) != row.ok {
				t.Errorf("got %d %s, want ok = %v", got.status, got.raw, row.ok)
			}
		})
	}
}
