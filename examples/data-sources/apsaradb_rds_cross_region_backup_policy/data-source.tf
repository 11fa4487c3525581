data "apsaradb_rds_cross_region_backup_policy" "console" {
  instance_id = "pgm-console"
}

# The check only has an assertion: with a data block inside it, every plan would report a change.
check "console_is_protected" {
  assert {
    condition     = data.apsaradb_rds_cross_region_backup_policy.console.enabled
    error_message = "Cross-region backup of pgm-console is off."
  }
}
