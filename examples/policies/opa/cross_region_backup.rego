# Rules for the JSON of a saved plan: terraform show -json plan.bin > plan.json
package cross_region_backup

# What your organization allows. Change these values.
fewest_days := 30

most_days := 365

destinations := {"cn-shanghai", "cn-hangzhou"}

copy_hours := 48

# now is a rule of its own, so that tests can replace it.
now := time.now_ns()

# The policies that this plan leaves in place, changed or not.
policies contains change if {
	some change in input.resource_changes
	change.type == "apsaradb_rds_cross_region_backup_policy"
	change.change.after != null
}

# The results of data sources, in the root module and in every other one.
results contains source if {
	walk(input.prior_state.values, [_, source])
	source.mode == "data"
}

deny contains sprintf("%s: copying is switched off", [change.address]) if {
	some change in input.resource_changes
	change.type == "apsaradb_rds_cross_region_backup_policy"
	change.change.actions == ["delete"]
}

deny contains sprintf("%s: copying is switched off", [policy.address]) if {
	some policy in policies
	policy.change.after.enabled == false
}

deny contains sprintf("%s: the retention must be %d to %d days", [policy.address, fewest_days, most_days]) if {
	some policy in policies
	not retention_allowed(policy.change.after)
}

retention_allowed(after) if {
	after.retention_days >= fewest_days
	after.retention_days <= most_days
}

deny contains sprintf("%s: the destination is not one of %v", [policy.address, sort(destinations)]) if {
	some policy in policies
	not destination_allowed(policy.change.after)
}

destination_allowed(after) if after.destination_region in destinations

# Every instance is protected, or becomes so by this plan.
deny contains "the plan has no result of apsaradb_rds_cross_region_backup_coverage" if {
	not any_result("apsaradb_rds_cross_region_backup_coverage")
}

deny contains sprintf("%s has no cross-region backup", [instance.id]) if {
	some source in results
	source.type == "apsaradb_rds_cross_region_backup_coverage"
	some instance in source.values.instances
	instance.state == "UNPROTECTED"
	instance.eligible
	not switched_on(instance.instance_id)
}

switched_on(id) if {
	some policy in policies
	policy.change.after.instance_id == id
	policy.change.after.enabled
}

# Each copy that is asked about is younger than copy_hours.
deny contains sprintf("%s has no copy of the last %d hours", [source.values.instance_id, copy_hours]) if {
	some source in results
	source.type == "apsaradb_rds_cross_region_backup_sets"
	not fresh(source.values.latest)
}

fresh(latest) if {
	now - time.parse_rfc3339_ns(latest.consistent_time) < (copy_hours * 3600) * 1000000000
}

any_result(type) if {
	some source in results
	source.type == type
}
