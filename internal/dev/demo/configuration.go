// SPDX-License-Identifier: MPL-2.0

package main

import "fmt"

// providerBlock is the whole of it: keys and addresses come from the environment.
const providerBlock = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}
`

// enabled is the first configuration of pgm-demo.
const enabled = `resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
  log_backup_enabled = true
}
`

// changed moves the copies and keeps them for a shorter time.
const changed = `resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-beijing"
  retention_days     = 14
  log_backup_enabled = true
}
`

// ending says what a destroy is to do.
const ending = `resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-beijing"
  retention_days     = 14
  log_backup_enabled = true
  deletion_policy    = "DISABLE_AND_EXPIRE"
}
`

const listing = `data "apsaradb_rds_cross_region_backup_sets" "demo" {
  instance_id = apsaradb_rds_cross_region_backup_policy.demo.instance_id
}

output "backup_sets" {
  value = [for set in data.apsaradb_rds_cross_region_backup_sets.demo.backup_sets : {
    id      = set.id
    region  = set.destination_region
    type    = set.type
    method  = set.method
    status  = set.status
    bytes   = set.size_bytes
    restore = set.consistent_time
    expire  = set.expected_expire_time
  }]
}
`

// imported describes what somebody has set by hand on pgm-console.
const imported = `import {
  to = apsaradb_rds_cross_region_backup_policy.console
  id = "cn-hangzhou:pgm-console"
}

resource "apsaradb_rds_cross_region_backup_policy" "console" {
  instance_id        = "pgm-console"
  destination_region = "cn-beijing"
  retention_days     = 1825
  log_backup_enabled = true
}
`

// mistake returns a policy that a plan refuses.
func mistake(instanceID string, retentionDays int) string {
	return fmt.Sprintf(`resource "apsaradb_rds_cross_region_backup_policy" "mistake" {
  instance_id        = %q
  destination_region = "cn-beijing"
  retention_days     = %d
}
`, instanceID, retentionDays)
}
