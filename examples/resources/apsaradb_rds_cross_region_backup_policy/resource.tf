# Copies each backup of the instance and its log backups to Shanghai, and keeps them for 30 days.
resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
  log_backup_enabled = true
}
