# All instances of the regions, with the newest copy of each. This fails if a part of them cannot be read.
data "apsaradb_rds_cross_region_backup_coverage" "this" {
  regions              = var.regions
  engines              = var.engines
  exclude_instance_ids = var.exclude_instance_ids
  include_latest       = true
}

locals {
  # The instances that have a policy, or had one, by "region:instance id". A map of its own keeps large fleets fast.
  with_copies = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.this.instances :
    instance.id => instance if instance.destination_region != null
  }
}

# How fresh the copies are, at up to four calls for each of these instances.
data "apsaradb_rds_cross_region_backup_status" "this" {
  for_each = var.rpo_hours == null ? {} : local.with_copies

  instance_id = each.value.instance_id
  region      = each.value.region
  rpo_hours   = var.rpo_hours
}

locals {
  reports = {
    for format in ["HTML", "MARKDOWN", "OPENMETRICS"] : format => provider::apsaradb::cross_region_backup_report(
      data.apsaradb_rds_cross_region_backup_coverage.this.instances,
      data.apsaradb_rds_cross_region_backup_status.this, format
    )
  }
}
