# The ten newest backup sets; latest and the totals count all of them.
data "apsaradb_rds_cross_region_backup_sets" "console" {
  instance_id = "pgm-console"
  limit       = 10
}

output "newest_sets" {
  value = [
    for set in data.apsaradb_rds_cross_region_backup_sets.console.backup_sets :
    "${set.id}  ${set.start_time}  ${set.destination_region}  ${set.size_bytes} bytes  until ${coalesce(set.expected_expire_time, "unknown")}"
  ]
}

# The newest good set, with all of its attributes; null where there is none.
output "latest" {
  value = data.apsaradb_rds_cross_region_backup_sets.console.latest
}

# The check only has an assertion: with a data block inside it, every plan would report a change.
check "console_has_a_fresh_copy" {
  assert {
    condition = try(
      timecmp(data.apsaradb_rds_cross_region_backup_sets.console.latest.consistent_time, timeadd(plantimestamp(), "-48h")) > 0,
      false,
    )
    error_message = "pgm-console has no successful cross-region backup set of the last 48 hours."
  }
}
