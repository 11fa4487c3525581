# What is copied to one destination, such as a region that is about to be given up. Its settings are shown with -json.
list "apsaradb_rds_cross_region_backup_policy" "to_beijing" {
  provider         = apsaradb
  limit            = 10000
  include_resource = true

  config {
    destination_region = "cn-beijing"
  }
}
