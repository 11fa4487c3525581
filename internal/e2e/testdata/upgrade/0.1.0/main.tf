terraform {
  required_providers {
    apsaradb = { source = "registry.terraform.io/geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}

resource "apsaradb_rds_cross_region_backup_policy" "on" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
}

resource "apsaradb_rds_cross_region_backup_policy" "every_argument" {
  instance_id        = "rm-mysql"
  region             = "cn-hangzhou"
  destination_region = "cn-beijing"
  retention_days     = 60
  log_backup_enabled = true
  enabled            = true
  deletion_policy    = "PREVENT"
  ignore_checks      = ["DISK_ENCRYPTED"]

  timeouts {
    create = "30m"
    update = "30m"
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "off" {
  instance_id        = "pgm-basic"
  destination_region = "cn-shanghai"
  retention_days     = 30
  enabled            = false
}

resource "apsaradb_rds_cross_region_backup_policy" "adopted" {
  instance_id        = "pgm-console"
  destination_region = "cn-beijing"
  retention_days     = 1825
  log_backup_enabled = true
}

resource "apsaradb_rds_cross_region_backup_policy" "released" {
  for_each = toset(["pgm-local10"])

  instance_id        = each.key
  destination_region = "cn-shanghai"
  retention_days     = 30
}
