// SPDX-License-Identifier: MPL-2.0

package download

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// copyOf is the copy that a link was asked for: the argument that names it, and the copy in words.
type copyOf struct {
	at      path.Path
	subject string
}

// notFound is the error where the API lists no such copy. notListed says why it may list none at all, or is "".
func (c copyOf) notFound(notListed string) diag.Diagnostics {
	if notListed != "" {
		return diag.Diagnostics{message.DownloadNotOffered.Error(c.at, fmt.Sprintf(
			"%s is not listed, so there is no link to it. %s Restore the instance from its copies instead, in the RDS "+
				"console, and export the data there.", c.subject, notListed))}
	}
	return diag.Diagnostics{message.CopyNotFound.Error(c.at, fmt.Sprintf(
		"%s does not exist, has expired, or is a copy of another instance. Use an id that the data sources of the copies "+
			"list now. Ids of local backups are others.", c.subject))}
}

// setWithoutLink is the error where the API gives no link to a set: what is known of the reason, and what works.
func (c copyOf) setWithoutLink(set rds.BackupSet) diag.Diagnostics {
	if set.Status == rds.StatusFailed {
		return diag.Diagnostics{message.CopyFailed.Error(c.at, fmt.Sprintf(
			"%s has the status FAILED: its copy was not completed, so there is nothing to download. "+
				"Use another set, such as latest.id of the data source apsaradb_rds_cross_region_backup_sets, which is the "+
				"newest good one.", c.subject))}
	}
	facts := eligibility.CopiesOf(rds.Instance{Engine: set.Engine, StorageType: set.StorageType})
	why := "The API does not say why."
	switch {
	case set.Method == "SNAPSHOT":
		why = "Its method is SNAPSHOT, and copies of snapshots cannot be downloaded."
	case facts.Downloadable == eligibility.No:
		why = fmt.Sprintf("Copies of %s on %s cannot be downloaded.", facts.Engine, facts.Storage)
	case facts.Downloadable == eligibility.NotKnown && set.Engine == rds.EngineSQLServer:
		why = "The API does not say why. Copies of snapshots, on the Cluster Edition, cannot be downloaded."
	}
	target := facts.RestoreTo
	if target == "" {
		target = "a new instance"
	}
	return diag.Diagnostics{message.DownloadNotOffered.Error(c.at, fmt.Sprintf(
		"%s has no download link. %s Restore the set to %s instead, and export the data there.",
		c.subject, why, target))}
}

// logWithoutLink is the error where the API gives no link to a log.
func (c copyOf) logWithoutLink() diag.Diagnostics {
	return diag.Diagnostics{message.DownloadNotOffered.Error(c.at, fmt.Sprintf(
		"%s is listed, but the API gives no link to it and does not say why. Run the same command again. If this stays, "+
			"restore to a point in time instead, where the engine can.", c.subject))}
}
