data "apsaradb_rds_cross_region_backup_coverage" "all" {
  regions        = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  include_latest = true
}

# One page: terraform output -raw report > report.html
# The output is sensitive only so that the plan does not print the whole page.
output "report" {
  sensitive = true
  value = provider::apsaradb::cross_region_backup_report(
    data.apsaradb_rds_cross_region_backup_coverage.all.instances, [], "HTML"
  )
}

# A summary for a pull request.
output "summary" {
  value = provider::apsaradb::cross_region_backup_report(
    data.apsaradb_rds_cross_region_backup_coverage.all.instances, [], "MARKDOWN"
  )
}
