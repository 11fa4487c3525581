data "apsaradb_rds_cross_region_backup_sets" "console" {
  instance_id = "pgm-console"
  limit       = 1
}

# A fresh link to the newest good set. It is in no plan and no state.
ephemeral "apsaradb_rds_cross_region_backup_download" "newest" {
  instance_id   = "pgm-console"
  backup_set_id = data.apsaradb_rds_cross_region_backup_sets.console.latest.id
}

# Downloads the set, and each newer one in a later apply.
resource "terraform_data" "download" {
  triggers_replace = data.apsaradb_rds_cross_region_backup_sets.console.latest.id

  provisioner "local-exec" {
    # curl reads the link from its standard input: arguments show in the list of processes.
    command = "printf 'url = \"%s\"\\n' \"$LINK\" | curl --config - --fail --silent --show-error --output \"$FILE\""

    environment = {
      LINK = ephemeral.apsaradb_rds_cross_region_backup_download.newest.url
      FILE = data.apsaradb_rds_cross_region_backup_sets.console.latest.file_name
    }
  }
}
