# One policy for each instance. The map is a local value, because a large expression in for_each is slow.
locals {
  protected = {
    pgm-demo = { destination = "cn-shanghai", days = 30 }
    rm-mysql = { destination = "cn-beijing", days = 365 }
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "fleet" {
  for_each = local.protected

  instance_id        = each.key
  destination_region = each.value.destination
  retention_days     = each.value.days
  deletion_policy    = "PREVENT"
}
