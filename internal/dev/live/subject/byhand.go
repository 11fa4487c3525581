// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"errors"
	"fmt"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// ByHand says what the instance looked like and how it is put back without this program.
func (f Found) ByHand() string {
	want := f.Settings()
	was, retention, destination := "on", want.RetentionDays, want.DestinationRegion
	switch {
	case !f.Policy.Exists:
		was = "never on; it can only be switched off now"
	case !f.Policy.Enabled:
		was = "off"
	}
	text := fmt.Sprintf("Cross-region backup of %s in %s was %s.\n", want.InstanceID, want.Region, was)
	if destination == "" {
		retention, destination = eligibility.MinRetentionDays, "<CrossBackupRegion of step 1>"
	} else {
		text += fmt.Sprintf("Its copies went to %s and were kept for %d days; logs were copied: %t.\n", destination,
			retention, want.LogBackupEnabled)
	}
	about := fmt.Sprintf("--RegionId %s --DBInstanceId %s", want.Region, want.InstanceID)
	digit := map[bool]int{true: 1}
	return text + fmt.Sprintf(`With the Alibaba Cloud CLI:
  1. Look, until DBInstanceStatus is Running:
     aliyun rds DescribeInstanceCrossBackupPolicy %[1]s
  2. Where it differs from what it was, put it back:
     aliyun rds ModifyInstanceCrossBackupPolicy %[1]s --BackupEnabled %[2]d --LogBackupEnabled %[3]d `+
		`--CrossBackupRegion %[4]s --CrossBackupType 1 --RetentType 1 --Retention %[5]d
  3. Look again after some minutes.
`, about, digit[want.Enabled], digit[want.LogBackupEnabled], destination, retention)
}

// Explain returns an error together with what to do about it, as the provider's diagnostics do: of a refusal by RAM,
// the action and the resource to allow.
func Explain(err error) string {
	var failed *rds.Error
	if !errors.As(err, &failed) || tfdiag.Remedy(failed) == "" {
		return err.Error()
	}
	return strings.TrimSuffix(err.Error(), ".") + ". " + tfdiag.Remedy(failed)
}
