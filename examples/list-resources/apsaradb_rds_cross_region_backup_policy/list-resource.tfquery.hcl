# Every policy of two regions that is on. Without a limit, Terraform reads 100 results and does not report that there are more.
list "apsaradb_rds_cross_region_backup_policy" "protected" {
  provider = apsaradb
  limit    = 10000

  config {
    regions = ["cn-hangzhou", "cn-shanghai"]
    enabled = true
  }
}
