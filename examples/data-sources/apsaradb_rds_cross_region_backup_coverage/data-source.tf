# Which instances have no cross-region backup, and why? Which released instances may have copies?
data "apsaradb_rds_cross_region_backup_coverage" "all" {
  regions        = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  include_latest = true
}

output "unprotected" {
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances :
    instance.id => instance.eligible ? "could be protected" : join(" ", instance.reasons[*].message)
    if instance.state == "UNPROTECTED"
  }
}

output "copies_of_released_instances" {
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances :
    instance.id => "${coalesce(instance.backup_set_count, 0)} copies in ${coalesce(instance.destination_region, "an unknown region")}"
    if instance.state == "RELEASED"
  }
}

data "apsaradb_rds_cross_region_backup_coverage" "required" {
  regions = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  tags    = { backup = "required" }
}

# The check only has an assertion: with a data block inside it, every plan would report a change.
check "what_requires_backup_has_it" {
  assert {
    condition     = data.apsaradb_rds_cross_region_backup_coverage.required.unprotected_count == 0
    error_message = "${data.apsaradb_rds_cross_region_backup_coverage.required.unprotected_count} instances tagged backup = required have no cross-region backup."
  }
}
