# Every policy with one destination, for example before you stop using that region. -json shows the settings.
list "apsaradb_rds_cross_region_backup_policy" "to_beijing" {
  provider         = apsaradb
  limit            = 10000
  include_resource = true

  config {
    destination_region = "cn-beijing"
  }
}
