# A gate: the plan fails while an instance has no cross-region backup although it can have one.
data "apsaradb_rds_cross_region_backup_coverage" "required" {
  regions              = ["cn-hangzhou", "cn-shanghai", "eu-central-1"]
  exclude_instance_ids = ["pgm-for-experiments"]
}

locals {
  missing = [
    for instance in data.apsaradb_rds_cross_region_backup_coverage.required.instances : instance.instance_id
    if instance.state == "UNPROTECTED" && instance.eligible
  ]
}

# A precondition that fails is an error: plan and apply end with exit code 1.
output "missing" {
  value = local.missing

  precondition {
    condition     = length(local.missing) == 0
    error_message = "These instances have no cross-region backup: ${join(", ", local.missing)}."
  }
}

# A check only warns: plan and apply end as they would without it.
check "every_instance_has_cross_region_backup" {
  assert {
    condition     = length(local.missing) == 0
    error_message = "${length(local.missing)} instances have no cross-region backup."
  }
}
