# All instances of the regions. This fails if a part of them cannot be read.
data "apsaradb_rds_cross_region_backup_coverage" "this" {
  regions = keys(var.destinations)
  engines = var.engines
}

locals {
  # The instances that can have a policy, have one, or had one.
  listed   = data.apsaradb_rds_cross_region_backup_coverage.this.policy_instances
  released = { for id, instance in local.listed : id => instance if instance.state == "RELEASED" }

  # The keys of for_each, with their region. Terraform destroys the policy of a key that disappears. An exception with a region
  # keeps an instance that no list shows.
  members = {
    for id, region in merge(
      { for id, exception in var.exceptions : id => exception.region if exception.region != null },
      { for id, instance in local.listed : id => instance.region },
    ) : id => region if !contains(var.exclude_instance_ids, id)
  }

  # The settings of instances that differ from the fleet. In each line, the first value that is set counts: of the exception, of
  # the released instance, of the fleet. A released instance keeps its settings, because only its retention can change.
  own = {
    for id, region in local.members : id => {
      destination_region = try(coalesce(var.exceptions[id].destination_region), coalesce(local.released[id].destination_region), var.destinations[region], null)
      retention_days     = try(coalesce(var.exceptions[id].retention_days), coalesce(local.released[id].retention_days), var.retention_days)
      log_backup_enabled = try(coalesce(var.exceptions[id].log_backup_enabled), local.released[id].log_backup_enabled, var.log_backup_enabled)
      enabled            = try(coalesce(var.exceptions[id].enabled), true)
      deletion_policy    = try(coalesce(var.exceptions[id].deletion_policy), var.deletion_policy)
      ignore_checks      = try(var.exceptions[id].ignore_checks, null)
    } if contains(keys(var.exceptions), id) || contains(keys(local.released), id)
  }

  # How long copies are kept now, in days, of the instances where that may become shorter.
  kept_days = {
    for id, instance in local.listed : id => coalesce(instance.retention_days, 0)
    if contains(keys(local.own), id) || coalesce(instance.retention_days, 0) > var.retention_days
  }
}

# Terraform evaluates for_each and the values that the block refers to again for each instance. So these values are small.
resource "apsaradb_rds_cross_region_backup_policy" "this" {
  for_each = local.members

  instance_id        = each.key
  region             = each.value
  destination_region = try(local.own[each.key].destination_region, var.destinations[each.value], null)
  retention_days     = try(local.own[each.key].retention_days, var.retention_days)
  log_backup_enabled = try(local.own[each.key].log_backup_enabled, var.log_backup_enabled)
  enabled            = try(local.own[each.key].enabled, true)
  deletion_policy    = try(local.own[each.key].deletion_policy, var.deletion_policy)
  ignore_checks      = try(local.own[each.key].ignore_checks, null)

  lifecycle {
    # An exception can name a region that destinations does not have.
    precondition {
      condition     = try(local.own[each.key].destination_region, var.destinations[each.value], null) != null
      error_message = "${each.key}: ${each.value} has no destination; set destination_region in its exception or add the region to destinations."
    }
    # The provider checks PREVENT for policies in the state. This checks it for policies that are imported, too.
    precondition {
      condition     = try(local.own[each.key].deletion_policy, var.deletion_policy) != "PREVENT" || try(local.own[each.key].retention_days, var.retention_days) >= try(local.kept_days[each.key], 0)
      error_message = "The copies of ${each.key} are kept for ${try(local.kept_days[each.key], 0)} days, and retention_days = ${try(local.own[each.key].retention_days, var.retention_days)} would delete the older ones. To keep them, give it an exception: ${each.key} = { retention_days = ${try(local.kept_days[each.key], 0)} }. To delete them, see \"Shorten a retention\" in README.md."
    }
  }
}

# An exception without an instance is a typing error, or was forgotten.
check "exceptions_belong_to_members" {
  assert {
    condition     = length(local.unused_exceptions) == 0
    error_message = "These exceptions have no effect, because the fleet has no such instance: ${join(", ", local.unused_exceptions)}."
  }
}

# The same for an excluded id, unless it has an exception too, which the check above names.
check "excluded_instances_are_listed" {
  assert {
    condition     = length(local.unused_exclusions) == 0
    error_message = "These excluded ids have no effect, because no such instance is in these regions with these engines: ${join(", ", local.unused_exclusions)}."
  }
}

locals {
  all_ids           = data.apsaradb_rds_cross_region_backup_coverage.this.instances[*].instance_id
  unused_exceptions = setsubtract(keys(var.exceptions), keys(local.members))
  unused_exclusions = setsubtract(var.exclude_instance_ids, concat(local.all_ids, keys(var.exceptions)))
}
