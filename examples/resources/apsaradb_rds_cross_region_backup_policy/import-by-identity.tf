import {
  to = apsaradb_rds_cross_region_backup_policy.console
  identity = {
    region      = "cn-hangzhou"
    instance_id = "pgm-console"
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "console" {
  instance_id        = "pgm-console"
  destination_region = "cn-beijing"
  retention_days     = 1825
  log_backup_enabled = true
}
