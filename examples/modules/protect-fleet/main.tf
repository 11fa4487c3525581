# All instances of the regions, with the reasons against protecting them. This fails if a part of them cannot be read.
data "apsaradb_rds_cross_region_backup_coverage" "this" {
  regions = keys(var.destinations)
  engines = var.engines
}

locals {
  listed = { for instance in data.apsaradb_rds_cross_region_backup_coverage.this.instances : instance.instance_id => instance }

  # The instances whose policies are managed, with their region. Terraform destroys the policy of a key that disappears. So an
  # instance joins when it is eligible, which depends on lasting facts, and stays while it has or had a policy.
  members = {
    for id, region in merge(
      { for id, exception in var.exceptions : id => exception.region if exception.region != null },
      { for id, instance in local.listed : id => instance.region if instance.eligible || instance.state != "UNPROTECTED" || instance.destination_region != null },
    ) : id => region if !contains(var.exclude_instance_ids, id)
  }

  # The settings of instances that differ from the fleet. A released instance keeps its settings, because only its retention can
  # change. Terraform reads the values that for_each and the resource refer to again for each instance, so they are small.
  released = { for id, instance in local.listed : id => instance if instance.state == "RELEASED" }
  own = {
    for id, region in local.members : id => {
      destination_region = try(coalesce(try(var.exceptions[id].destination_region, null), try(local.released[id].destination_region, null)), null)
      retention_days     = try(coalesce(try(var.exceptions[id].retention_days, null), try(local.released[id].retention_days, null)), null)
      log_backup_enabled = try(coalesce(try(var.exceptions[id].log_backup_enabled, null), try(local.released[id].log_backup_enabled, null)), null)
      enabled            = try(var.exceptions[id].enabled, null)
      deletion_policy    = try(var.exceptions[id].deletion_policy, null)
    } if can(var.exceptions[id]) || can(local.released[id])
  }

  # The instances whose retention would become shorter, with the present retention in days.
  shortened = {
    for id, region in local.members : id => local.listed[id].retention_days
    if try(coalesce(try(local.own[id].deletion_policy, null), var.deletion_policy) == "PREVENT" &&
    coalesce(try(local.own[id].retention_days, null), var.retention_days) < local.listed[id].retention_days, false)
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "this" {
  for_each = local.members

  instance_id        = each.key
  region             = each.value
  destination_region = coalesce(try(local.own[each.key].destination_region, null), try(var.destinations[each.value], null))
  retention_days     = coalesce(try(local.own[each.key].retention_days, null), var.retention_days)
  log_backup_enabled = coalesce(try(local.own[each.key].log_backup_enabled, null), var.log_backup_enabled)
  enabled            = coalesce(try(local.own[each.key].enabled, null), true)
  deletion_policy    = coalesce(try(local.own[each.key].deletion_policy, null), var.deletion_policy)

  lifecycle {
    # An exception may bring in an instance of any region.
    precondition {
      condition     = can(coalesce(try(local.own[each.key].destination_region, null), try(var.destinations[each.value], null)))
      error_message = "${each.key}: ${each.value} has no destination; set destination_region in its exception or add the region to destinations."
    }
    # The provider checks PREVENT for policies in the state. This checks it for policies that are imported, too.
    precondition {
      condition     = !can(local.shortened[each.key])
      error_message = "The copies of ${each.key} are kept for ${try(local.shortened[each.key], 0)} days, and retention_days = ${coalesce(try(local.own[each.key].retention_days, null), var.retention_days)} would delete the older ones. To keep them, give it an exception: ${each.key} = { retention_days = ${try(local.shortened[each.key], 0)} }. To delete them, see \"Let an instance go\" in README.md."
    }
  }
}

# An exception without an instance is a typing error, or was forgotten.
check "exceptions_belong_to_members" {
  assert {
    condition     = alltrue([for id in keys(var.exceptions) : can(local.members[id])])
    error_message = "These exceptions have no effect, because the fleet has no such instance: ${join(", ", [for id in keys(var.exceptions) : id if !can(local.members[id])])}."
  }
}

# The same for an excluded id, unless it has an exception too, which the check above names.
check "excluded_instances_are_listed" {
  assert {
    condition     = alltrue([for id in var.exclude_instance_ids : can(local.listed[id]) || can(var.exceptions[id])])
    error_message = "These excluded ids have no effect, because no such instance is in these regions with these engines: ${join(", ", [for id in var.exclude_instance_ids : id if !can(local.listed[id]) && !can(var.exceptions[id])])}."
  }
}
