data "apsaradb_rds_cross_region_backup_status" "console" {
  instance_id = "pgm-console"
  rpo_hours   = 26
}

# The check only has an assertion: with a data block inside it, every plan would report a change.
check "console_has_a_fresh_copy" {
  assert {
    condition = data.apsaradb_rds_cross_region_backup_status.console.rpo_state == "MET"
    error_message = format(
      "The recovery point objective of pgm-console is %s. %s",
      data.apsaradb_rds_cross_region_backup_status.console.rpo_state,
      join(" ", data.apsaradb_rds_cross_region_backup_status.console.restore_blockers[*].message),
    )
  }
}
