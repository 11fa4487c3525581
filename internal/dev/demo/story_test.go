// SPDX-License-Identifier: MPL-2.0

package demo

import (
	"net/url"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// Each write is counted, and one that a busy instance refused does not look like a duplicate.
func TestSent_countsCallsAndMarksRefusedOnes(t *testing.T) {
	t.Parallel()
	write := emulator.Call{
		Action: "ModifyInstanceCrossBackupPolicy",
		Params: url.Values{"DBInstanceId": {"pgm-demo"}, paramRetention: {"14"}},
	}
	busy := write
	busy.Code = "IncorrectDBInstanceState"
	sc := scene{writes: map[string]map[string]string{"pgm-demo": {paramRetention: "14"}}}
	text, err := sc.sent([]emulator.Call{{Action: "DescribeRegions"}, busy, write})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "Sent to the API: 1 read, 2 writes\n") ||
		strings.Count(text, "14 days (refused: the instance was busy)\n") != 1 ||
		strings.Count(text, "14 days\n") != 1 {
		t.Error(text)
	}
}
