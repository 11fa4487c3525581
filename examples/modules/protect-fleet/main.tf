# Every instance of the regions, and what stands in the way of its protection. When a part of them cannot be read, this fails.
data "apsaradb_rds_cross_region_backup_coverage" "this" {
  regions = keys(var.destinations)
  engines = var.engines
}

locals {
  listed = { for instance in data.apsaradb_rds_cross_region_backup_coverage.this.instances : instance.instance_id => instance }

  # Whose policies are managed. A key that goes is a policy that is to be destroyed. So an instance comes in by lasting facts alone,
  # and any trace of a policy keeps it in: when it turns ineligible or is released, and when somebody switches its policy off.
  members = setsubtract(
    setunion(
      [for id, instance in local.listed : id if instance.eligible || instance.state != "UNPROTECTED" || instance.destination_region != null],
      [for id, exception in var.exceptions : id if exception.region != null],
    ),
    var.exclude_instance_ids,
  )

  # Where each of them is or was.
  regions = { for id in local.members : id => try(local.listed[id].region, var.exceptions[id].region) }

  # What each policy is to be. Of a released instance only the retention of its copies can change, so that it keeps what it has.
  # All of this is worked out here, once: in for_each or in the resource it would be worked out for each instance anew.
  released = { for id, instance in local.listed : id => instance if instance.state == "RELEASED" }
  policies = {
    for id in local.members : id => {
      region             = local.regions[id]
      destination_region = coalesce(try(var.exceptions[id].destination_region, null), try(local.released[id].destination_region, null), try(var.destinations[local.regions[id]], null))
      retention_days     = coalesce(try(var.exceptions[id].retention_days, null), try(local.released[id].retention_days, null), var.retention_days)
      log_backup_enabled = coalesce(try(var.exceptions[id].log_backup_enabled, null), try(local.released[id].log_backup_enabled, null), var.log_backup_enabled)
      enabled            = coalesce(try(var.exceptions[id].enabled, null), true)
      deletion_policy    = coalesce(try(var.exceptions[id].deletion_policy, null), var.deletion_policy)
      kept_days          = coalesce(try(local.listed[id].retention_days, null), 0) # as it is now
    }
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "this" {
  for_each = local.policies

  instance_id        = each.key
  region             = each.value.region
  destination_region = each.value.destination_region
  retention_days     = each.value.retention_days
  log_backup_enabled = each.value.log_backup_enabled
  enabled            = each.value.enabled
  deletion_policy    = each.value.deletion_policy

  lifecycle {
    # The provider holds PREVENT against the policies of the state. This holds it against those that are taken over, too.
    precondition {
      condition     = each.value.deletion_policy != "PREVENT" || each.value.retention_days >= each.value.kept_days
      error_message = "The copies of ${each.key} are kept for ${each.value.kept_days} days, and retention_days = ${each.value.retention_days} would delete the older ones. To keep them, give it an exception: ${each.key} = { retention_days = ${each.value.kept_days} }. To delete them, see \"Let an instance go\" in README.md."
    }
  }
}

# An exception that no instance has is a typing error, or a leftover.
check "exceptions_belong_to_members" {
  assert {
    condition     = length(setsubtract(keys(var.exceptions), local.members)) == 0
    error_message = "No instance of the fleet has these exceptions, so that they do nothing: ${join(", ", setsubtract(keys(var.exceptions), local.members))}."
  }
}
