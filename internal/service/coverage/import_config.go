// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// labelForm is what Terraform and OpenTofu take as the name of a resource.
var labelForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// importConfig writes an import block and a resource block for each protected instance. A plan of the text imports
// everything and changes nothing. It uses ids, since import by identity needs a newer Terraform and OpenTofu lacks it.
// The layout is that of terraform fmt.
func importConfig(rows []*row) string {
	var config strings.Builder
	taken := map[string]bool{}
	for _, w := range rows {
		if w.state() != stateProtected {
			continue
		}
		if config.Len() > 0 {
			config.WriteString("\n")
		}
		if missing := eligibility.MissingSetting(w.policy.DestinationRegion, w.policy.RetentionDays); missing != "" {
			fmt.Fprintf(&config, "# %s is left out: the API does not report its %s.\n", w.id(), missing)
			continue
		}
		writeBlocks(&config, w, label(w.instance.ID, taken))
	}
	return config.String()
}

func writeBlocks(config *strings.Builder, w *row, name string) {
	fmt.Fprintf(config, "import {\n  to = %s.%s\n  id = %q\n}\n\n", walk.PolicyTypeName, name, w.id())
	fmt.Fprintf(config, "resource %q %q {\n", walk.PolicyTypeName, name)
	for _, argument := range [][2]string{
		{"instance_id", strconv.Quote(w.instance.ID)},
		{"region", strconv.Quote(w.instance.Region)},
		{"destination_region", strconv.Quote(w.policy.DestinationRegion)},
		{"retention_days", strconv.FormatInt(w.policy.RetentionDays, 10)},
		{"log_backup_enabled", strconv.FormatBool(w.policy.LogBackupEnabled)},
	} {
		fmt.Fprintf(config, "  %-18s = %s\n", argument[0], argument[1])
	}
	config.WriteString("}\n")
}

// label is the instance id, changed only where it is no valid or no unique name of a resource.
func label(instanceID string, taken map[string]bool) string {
	name := strings.ReplaceAll(instanceID, ".", "_")
	if !labelForm.MatchString(name) {
		name = "i_" + name
	}
	unique := name
	for n := 2; taken[unique]; n++ {
		unique = name + "_" + strconv.Itoa(n)
	}
	taken[unique] = true
	return unique
}
