# Makes a backup and waits until its copy is in the destination region:
#   terraform apply -invoke=action.apsaradb_rds_create_backup.orders
action "apsaradb_rds_create_backup" "orders" {
  config {
    instance_id                = "pgm-console"
    wait_for_cross_region_copy = true
  }
}
