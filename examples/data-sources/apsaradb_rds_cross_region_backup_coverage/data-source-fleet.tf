# One policy for each eligible MySQL instance, without those that another configuration protects.
data "apsaradb_rds_cross_region_backup_coverage" "mysql" {
  regions              = ["cn-hangzhou", "cn-shanghai"]
  engines              = ["MySQL"]
  exclude_instance_ids = ["rm-of-another-team"]
}

# The map is a local value, because a large expression in for_each is slow. An instance joins when it is eligible, and stays
# while it is protected or released. So no key disappears when an instance becomes busy, locked or ineligible.
locals {
  destinations = {
    cn-hangzhou = "cn-shanghai"
    cn-shanghai = "cn-hangzhou"
  }
  members = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.mysql.instances :
    instance.instance_id => instance.region if instance.eligible || instance.state != "UNPROTECTED"
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
