# Which instances have no cross-region backup, and why? Which copies are too old, and which does nobody add to any more?
data "apsaradb_rds_cross_region_backup_coverage" "all" {
  regions   = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  rpo_hours = 26
}

# The codes of what prevents a policy, or may prevent it. An empty list says that nothing is known against one.
output "unprotected" {
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances :
    instance.id => instance.reasons[*].code if instance.state == "UNPROTECTED"
  }
}

output "stale" {
  value = [
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances : instance.id
    if instance.within_rpo == false
  ]
}

# The bill of copies of instances that were released or switched off. It ends with the last copy of each.
output "left_behind" {
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.all.instances : instance.id => {
      destination_region = instance.destination_region
      copies             = instance.backup_set_count
      usd_per_month      = instance.estimated_monthly_storage_cost_usd
      until              = instance.last_copy_expires_time
    }
    if instance.state != "PROTECTED" && instance.destination_region != null
  }
}

output "usd_per_month" {
  value = data.apsaradb_rds_cross_region_backup_coverage.all.estimated_monthly_storage_cost_usd
}
