# The module alone: no call is made, and the fleet is what this file says. Needs Terraform 1.7, no emulator and no account.

mock_provider "apsaradb" {}

variables {
  destinations   = { cn-hangzhou = "cn-shanghai" }
  retention_days = 30
}

# A mock returns empty lists and maps unless it is told otherwise: a fleet without instances, so there is nothing to make.
run "an_empty_fleet_makes_nothing" {
  command = plan

  assert {
    condition     = length(apsaradb_rds_cross_region_backup_policy.this) == 0
    error_message = "The module made policies of a fleet without instances."
  }
}

# Terraform cannot give elements to a nested map of a mock. An exception with a region adds an instance to the fleet.
run "each_member_gets_the_settings_of_the_fleet" {
  command = plan

  variables {
    exceptions = {
      pgm-orders = { region = "cn-hangzhou" }
      pgm-longer = { region = "cn-hangzhou", retention_days = 90 }
    }
  }

  assert {
    condition     = apsaradb_rds_cross_region_backup_policy.this["pgm-orders"].destination_region == "cn-shanghai"
    error_message = "The destination is not that of the fleet."
  }
  assert {
    condition     = apsaradb_rds_cross_region_backup_policy.this["pgm-longer"].retention_days == 90
    error_message = "An exception has no effect."
  }
  assert {
    condition     = alltrue([for policy in apsaradb_rds_cross_region_backup_policy.this : policy.deletion_policy == "PREVENT"])
    error_message = "PREVENT is the default of the module."
  }
}
