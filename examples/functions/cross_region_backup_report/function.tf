data "apsaradb_rds_cross_region_backup_coverage" "all" {
  regions        = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  include_latest = true
}

# How fresh the copies of these instances are.
data "apsaradb_rds_cross_region_backup_status" "each" {
  for_each = toset(["pgm-console"])

  instance_id = each.key
  region      = "cn-hangzhou"
  rpo_hours   = 26
}

# One page: terraform output -raw report > report.html
# The output is sensitive only so that the plan does not print the whole page.
output "report" {
  sensitive = true
  value = provider::apsaradb::cross_region_backup_report(
    data.apsaradb_rds_cross_region_backup_coverage.all.instances, data.apsaradb_rds_cross_region_backup_status.each, "HTML"
  )
}

# A summary for a pull request.
output "summary" {
  value = provider::apsaradb::cross_region_backup_report(
    data.apsaradb_rds_cross_region_backup_coverage.all.instances, [], "MARKDOWN"
  )
}
