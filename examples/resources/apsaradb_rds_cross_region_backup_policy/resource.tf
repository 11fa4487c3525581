# Each backup of the instance is copied to Shanghai and kept there for 30 days, and so are its logs.
resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
  log_backup_enabled = true
}
