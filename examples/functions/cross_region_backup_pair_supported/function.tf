variable "destinations" {
  description = "Destination region of the copies, by source region."
  type        = map(string)
  default     = { cn-hangzhou = "cn-shanghai" }

  # null is "not known". This accepts it, and leaves the decision to the plan of the policy.
  validation {
    condition = alltrue([
      for source, destination in var.destinations :
      coalesce(provider::apsaradb::cross_region_backup_pair_supported(source, destination), true)
    ])
    error_message = "A copy needs another region than its source."
  }
}

output "supported" {
  value = {
    known    = provider::apsaradb::cross_region_backup_pair_supported("cn-hangzhou", "cn-shanghai")          # true
    same     = provider::apsaradb::cross_region_backup_pair_supported("cn-hangzhou", "cn-hangzhou")          # false
    unlisted = provider::apsaradb::cross_region_backup_pair_supported("cn-hangzhou", "me-east-1") == null    # true
    listed   = provider::apsaradb::cross_region_backup_pair_supported("eu-central-1", "cn-hongkong") != null # true
  }
}
