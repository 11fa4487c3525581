// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func TestRaw(t *testing.T) {
	t.Parallel()
	client, _ := newEmulated(t)
	policy := map[string]string{"DBInstanceId": "pgm-disabled"}
	body, err := client.Raw(t.Context(), "cn-hangzhou", "DescribeInstanceCrossBackupPolicy", policy)
	if err != nil || !strings.Contains(string(body), `"BackupEnabled":"Disabled"`) {
		t.Errorf("the spelling did not come through: %s %v", body, err)
	}
	body, err = client.Raw(t.Context(), "cn-hangzhou", "DescribeAvailableCrossRegion", map[string]string{"Format": ""})
	if err != nil || !strings.HasPrefix(string(body), "<") {
		t.Errorf("without a format: %s %v", body, err)
	}
}

// A refusal is the package's own error, and is not retried, not even where the client itself would.
func TestRaw_isRefusedOnce(t *testing.T) {
	t.Parallel()
	client, s := newEmulated(t, emulator.WithGuess("never-enabled-policy", "internalerror"))
	never := map[string]string{"DBInstanceId": "pgm-demo"}
	_, err := client.Raw(t.Context(), "cn-hangzhou", "DescribeInstanceCrossBackupPolicy", never)
	var failed *rds.Error
	if !errors.As(err, &failed) || failed.Code != "InternalError" || failed.Status != 500 ||
		failed.InstanceID != "pgm-demo" {
		t.Errorf("err = %v", err)
	}
	if calls := s.Calls(); len(calls) != 1 {
		t.Errorf("%d calls, want 1", len(calls))
	}
	if _, err := client.Raw(t.Context(), "", "DescribeRegions", nil); !errors.As(err, &failed) || len(s.Calls()) != 1 {
		t.Errorf("a call without a region: %v", err)
	}
}
