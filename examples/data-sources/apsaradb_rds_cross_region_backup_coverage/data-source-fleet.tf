# One policy for each eligible MySQL instance, those that are protected by other configurations left out.
data "apsaradb_rds_cross_region_backup_coverage" "mysql" {
  regions              = ["cn-hangzhou", "cn-shanghai"]
  engines              = ["MySQL"]
  exclude_instance_ids = ["rm-of-another-team"]
}

# The map is a local value, because a large expression in for_each is slow. It is filtered on eligible alone, so that no key
# goes when an instance is busy, locked, protected or released.
locals {
  destinations = {
    cn-hangzhou = "cn-shanghai"
    cn-shanghai = "cn-hangzhou"
  }
  eligible = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.mysql.instances :
    instance.instance_id => instance.region if instance.eligible
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "mysql" {
  for_each = local.eligible

  instance_id        = each.key
  region             = each.value
  destination_region = local.destinations[each.value]
  retention_days     = 30
  deletion_policy    = "PREVENT"
}
