# Every instance of the regions, and what stands in the way of its protection. When a part of them cannot be read, this fails.
data "apsaradb_rds_cross_region_backup_coverage" "this" {
  regions = keys(var.destinations)
  engines = var.engines
}

locals {
  listed = { for instance in data.apsaradb_rds_cross_region_backup_coverage.this.instances : instance.instance_id => instance }

  # Whose policies are managed, with the region. A key that goes is a policy that is to be destroyed. So an instance comes in by
  # lasting facts alone, and any trace of a policy keeps it in: when it turns ineligible or is released, and when somebody
  # switches its policy off.
  members = {
    for id, region in merge(
      { for id, exception in var.exceptions : id => exception.region if exception.region != null },
      { for id, instance in local.listed : id => instance.region if instance.eligible || instance.state != "UNPROTECTED" || instance.destination_region != null },
    ) : id => region if !contains(var.exclude_instance_ids, id)
  }

  # The settings of those that differ from the rest. Of a released instance only the retention of its copies can change, so that
  # it keeps what it has. Terraform looks through whatever for_each and the resource refer to once for each instance: hence a map
  # of texts above, and a small one here.
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

  # Whose copies would be deleted by a shorter retention, with the days that they are kept now.
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
    # The provider holds PREVENT against the policies of the state. This holds it against those that are taken over, too.
    precondition {
      condition     = !can(local.shortened[each.key])
      error_message = "The copies of ${each.key} are kept for ${try(local.shortened[each.key], 0)} days, and retention_days = ${coalesce(try(local.own[each.key].retention_days, null), var.retention_days)} would delete the older ones. To keep them, give it an exception: ${each.key} = { retention_days = ${try(local.shortened[each.key], 0)} }. To delete them, see \"Let an instance go\" in README.md."
    }
  }
}

# An exception that no instance has is a typing error, or a leftover.
check "exceptions_belong_to_members" {
  assert {
    condition     = alltrue([for id in keys(var.exceptions) : can(local.members[id])])
    error_message = "No instance of the fleet has these exceptions, so that they do nothing: ${join(", ", [for id in keys(var.exceptions) : id if !can(local.members[id])])}."
  }
}

# The same goes for an id that is to be left alone. One that has an exception, too, is told of above.
check "excluded_instances_are_listed" {
  assert {
    condition     = alltrue([for id in var.exclude_instance_ids : can(local.listed[id]) || can(var.exceptions[id])])
    error_message = "No list of these regions and engines shows these instances, so that excluding them does nothing: ${join(", ", [for id in var.exclude_instance_ids : id if !can(local.listed[id]) && !can(var.exceptions[id])])}."
  }
}
