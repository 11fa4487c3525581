# The log backups of the last seven days.
data "apsaradb_rds_cross_region_log_backups" "console" {
  instance_id = "pgm-console"
}

output "logs" {
  value = {
    from = data.apsaradb_rds_cross_region_log_backups.console.continuous_from_time
    to   = data.apsaradb_rds_cross_region_log_backups.console.continuous_to_time
    gaps = data.apsaradb_rds_cross_region_log_backups.console.gaps
  }
}

# The check only has an assertion: with a data block inside it, every plan would report a change.
check "console_has_fresh_logs" {
  assert {
    condition = try(
      timecmp(data.apsaradb_rds_cross_region_log_backups.console.continuous_to_time, timeadd(plantimestamp(), "-1h")) > 0,
      false,
    )
    error_message = "The copied logs of pgm-console end more than an hour ago."
  }
}
