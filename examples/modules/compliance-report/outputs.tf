output "html" {
  description = "The report as one page that needs no other file."
  value       = local.reports["HTML"]
}

output "markdown" {
  description = "Counts and what needs action, for a pull request."
  value       = local.reports["MARKDOWN"]
}

output "openmetrics" {
  description = "The report as metrics, for a dashboard or a pager."
  value       = local.reports["OPENMETRICS"]
}

output "eligible_unprotected_count" {
  description = "Number of instances that have no copies in another region and could have them."
  value       = data.apsaradb_rds_cross_region_backup_coverage.this.eligible_unprotected_count
}
