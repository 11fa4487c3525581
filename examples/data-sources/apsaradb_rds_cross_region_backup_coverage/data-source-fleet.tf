# One policy for each eligible MySQL instance, without those that another configuration protects.
data "apsaradb_rds_cross_region_backup_coverage" "mysql" {
  regions              = ["cn-hangzhou", "cn-shanghai"]
  engines              = ["MySQL"]
  exclude_instance_ids = ["rm-of-another-team"]
}

# The map is a local value with the regions alone, because a large expression in for_each is slow. policy_instances has the
# instances that can have a policy, and keeps those that have or had one. So no key disappears when an instance becomes busy,
# locked, ineligible or released.
locals {
  destinations = {
    cn-hangzhou = "cn-shanghai"
    cn-shanghai = "cn-hangzhou"
  }
  members = {
    for id, instance in data.apsaradb_rds_cross_region_backup_coverage.mysql.policy_instances : id => instance.region
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "mysql" {
  for_each = local.members

  instance_id        = each.key
  region             = each.value
  destination_region = local.destinations[each.value]
  retention_days     = 30
  deletion_policy    = "PREVENT"
}
