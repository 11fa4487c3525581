output "protected" {
  description = "The instances that this module protects, with their destination and retention."
  value = {
    for id, policy in apsaradb_rds_cross_region_backup_policy.this : id => {
      region             = policy.region
      destination_region = policy.destination_region
      retention_days     = policy.retention_days
    } if policy.enabled && can(local.listed[id]) && !can(local.released[id])
  }
}

output "unprotected" {
  description = "The instances without cross-region backup, and the reasons."
  value = {
    for instance in data.apsaradb_rds_cross_region_backup_coverage.this.instances : instance.instance_id => {
      region   = instance.region
      excluded = contains(var.exclude_instance_ids, instance.instance_id)
      codes    = instance.reasons[*].code
      why      = join(" ", concat(contains(var.exclude_instance_ids, instance.instance_id) ? ["It is in exclude_instance_ids."] : [], instance.reasons[*].message))
    } if instance.state == "UNPROTECTED" && !can(local.members[instance.instance_id])
  }
}

output "released" {
  description = "Released instances that may have copies. Copies are charged until they are retention_days old. Those of MySQL on cloud disks end with the instance."
  value = {
    for id, instance in local.released : id => {
      region             = instance.region
      destination_region = instance.destination_region
      retention_days     = try(local.own[id].retention_days, instance.retention_days)
      managed            = can(local.members[id])
    }
  }
}

output "import_ids" {
  description = "Import ids of existing policies, by instance id, for an import block. Do not use it in an output of the root module, because each apply changes it."
  value       = { for id, instance in local.listed : id => instance.id if instance.state != "UNPROTECTED" && can(local.members[id]) }
}
