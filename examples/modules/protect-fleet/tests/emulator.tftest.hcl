# The module with the real provider, on the emulator: it makes, reads and ends policies, and no account is needed.
#   make demo-up                        (in the repository; then run the line that it prints, in this terminal)
#   terraform init && terraform test    (in this folder)

provider "apsaradb" {
  region = "cn-hangzhou"
}

variables {
  destinations    = { cn-hangzhou = "cn-shanghai" }
  engines         = ["PostgreSQL"]
  retention_days  = 30
  deletion_policy = "DISABLE" # a test ends what it made

  # Others manage these, or the plan refuses them: see output "unprotected".
  exclude_instance_ids = ["pgm-released", "pgm-locked", "pgm-busy", "pgm-economy"]
  exceptions = {
    pgm-console = { destination_region = "cn-beijing", retention_days = 1825, log_backup_enabled = true }
  }
}

run "protects_what_can_have_a_policy" {
  assert {
    condition     = apsaradb_rds_cross_region_backup_policy.this["pgm-demo"].destination_region == "cn-shanghai"
    error_message = "pgm-demo is copied to another region than the module was told."
  }
  assert {
    condition     = apsaradb_rds_cross_region_backup_policy.this["pgm-console"].retention_days == 1825
    error_message = "An exception has no effect."
  }
  assert {
    condition     = !can(apsaradb_rds_cross_region_backup_policy.this["pgm-serverless"])
    error_message = "The module tried to protect an instance that cannot have cross-region backup."
  }
}

run "changes_nothing_the_second_time" {
  command = plan

  assert {
    condition     = length(output.unprotected) > 0 && !can(output.unprotected["pgm-demo"])
    error_message = "pgm-demo is protected, and output \"unprotected\" has it."
  }
}

run "names_a_mistake" {
  command = plan

  variables {
    retention_days = 3
  }

  expect_failures = [var.retention_days]
}
