# All instances of the regions, with the newest copy of each. This fails if a part of them cannot be read.
data "apsaradb_rds_cross_region_backup_coverage" "this" {
  regions              = var.regions
  engines              = var.engines
  exclude_instance_ids = var.exclude_instance_ids
  include_latest       = true
}

locals {
  reports = {
    for format in ["HTML", "MARKDOWN", "OPENMETRICS"] : format => provider::apsaradb::cross_region_backup_report(
      data.apsaradb_rds_cross_region_backup_coverage.this.instances, var.statuses, format
    )
  }
}
