package cross_region_backup_test

import data.cross_region_backup

noon := time.parse_rfc3339_ns("2026-11-30T12:00:00Z")

good := {"instance_id": "pgm-a", "destination_region": "cn-shanghai", "retention_days": 30, "enabled": true}

# plan is the JSON of a plan with one policy, the newest copy of its instance, and the coverage of one more instance.
plan(actions, after, latest, instance) := {
	"resource_changes": [{
		"address": "policy.a",
		"type": "apsaradb_rds_cross_region_backup_policy",
		"change": {"actions": actions, "after": after},
	}],
	"prior_state": {"values": {"root_module": {"child_modules": [{"resources": [
		{
			"mode": "data", "type": "apsaradb_rds_cross_region_backup_sets",
			"values": {"instance_id": "pgm-a", "latest": latest},
		},
		{
			"mode": "data", "type": "apsaradb_rds_cross_region_backup_coverage",
			"values": {"instances": [instance]},
		},
	]}]}}},
}

new := {"consistent_time": "2026-11-29T12:00:00Z"}

protected := {"id": "r:pgm-b", "instance_id": "pgm-b", "state": "PROTECTED", "eligible": true}

denied(input_plan) := result if {
	result := cross_region_backup.deny with input as input_plan with cross_region_backup.now as noon
}

test_good if denied(plan(["no-op"], good, new, protected)) == set()

test_destroy if denied(plan(["delete"], null, new, protected)) == {"policy.a: copying is switched off"}

test_off if {
	after := object.union(good, {"enabled": false})
	denied(plan(["update"], after, new, protected)) == {"policy.a: copying is switched off"}
}

test_retention if {
	every days in [7, 29, 366, 1825] {
		after := object.union(good, {"retention_days": days})
		denied(plan(["update"], after, new, protected)) == {"policy.a: the retention must be 30 to 365 days"}
	}
}

test_retention_unknown if {
	after := object.remove(good, ["retention_days"])
	denied(plan(["create"], after, new, protected)) == {"policy.a: the retention must be 30 to 365 days"}
}

test_destination if {
	every after in [object.union(good, {"destination_region": "us-east-1"}), object.remove(good, ["destination_region"])] {
		denied(plan(["create"], after, new, protected)) == {"policy.a: the destination is not one of [\"cn-hangzhou\", \"cn-shanghai\"]"}
	}
}

test_old_copy if {
	every latest in [null, {"consistent_time": "2026-11-28T11:59:59Z"}] {
		denied(plan(["no-op"], good, latest, protected)) == {"pgm-a has no copy of the last 48 hours"}
	}
}

test_unprotected if {
	instance := object.union(protected, {"state": "UNPROTECTED"})
	denied(plan(["no-op"], good, new, instance)) == {"r:pgm-b has no cross-region backup"}
}

test_protected_by_this_plan if {
	instance := {"id": "r:pgm-a", "instance_id": "pgm-a", "state": "UNPROTECTED", "eligible": true}
	denied(plan(["create"], good, new, instance)) == set()
}

test_ineligible if {
	instance := object.union(protected, {"state": "UNPROTECTED", "eligible": false})
	denied(plan(["no-op"], good, new, instance)) == set()
}

test_no_coverage if {
	denied({"resource_changes": []}) == {"the plan has no result of apsaradb_rds_cross_region_backup_coverage"}
}
