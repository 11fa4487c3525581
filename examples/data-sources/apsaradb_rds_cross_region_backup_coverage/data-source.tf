# Which instances have no cross-region backup, and why? Which released instances may have copies?
data "apsaradb_rds_cross_region_backup_coverage" "all" {
  regions        = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  include_latest = true
}

# The codes of what prevents a policy, or may prevent it. An empty list is an instance that can have a policy at once.
output "unprotected" {
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances :
    instance.id => instance.reasons[*].code if instance.state == "UNPROTECTED"
  }
}

output "copies_of_released_instances" {
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances :
    instance.id => "${coalesce(instance.backup_set_count, 0)} copies in ${coalesce(instance.destination_region, "an unknown region")}"
    if instance.state == "RELEASED"
  }
}
