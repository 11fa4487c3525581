variable "destinations" {
  description = "The regions to protect, each with its destination region, such as { cn-hangzhou = \"cn-shanghai\" }."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.destinations) > 0
    error_message = "Name at least one region and its destination: write { cn-hangzhou = \"cn-shanghai\" }."
  }
  validation {
    condition     = alltrue([for destination in values(var.destinations) : try(length(destination) > 0, false)])
    error_message = "Each region needs a destination: write { cn-hangzhou = \"cn-shanghai\" }."
  }
  validation {
    condition     = alltrue([for source, destination in var.destinations : source != destination])
    error_message = "A copy in the same region is lost together with the region. Choose another destination."
  }
}

variable "retention_days" {
  description = "How long each copy is kept, in days, from 7 to 1825."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_days >= 7 && var.retention_days <= 1825 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days is a whole number from 7 to 1825."
  }
}

variable "log_backup_enabled" {
  description = "Whether to copy log backups too. Restoring to a point in time needs them."
  type        = bool
  default     = false
  nullable    = false
}

variable "engines" {
  description = "Only instances of these engines, such as [\"PostgreSQL\"]. Defaults to every engine. If you remove an engine from the set, its policies are destroyed."
  type        = set(string)
  default     = null
}

variable "exclude_instance_ids" {
  description = "Instances that this module does not manage. To add an instance that it manages already, see \"Let an instance go\" in README.md."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "exceptions" {
  description = "Settings of single instances, by instance id. Values that are omitted or null are those of the fleet. region keeps an instance in the fleet that no list shows any more, or that is not eligible. Terraform ignores mistyped names: check them if an exception has no effect."
  type = map(object({
    region             = optional(string)
    destination_region = optional(string)
    retention_days     = optional(number)
    log_backup_enabled = optional(bool)
    enabled            = optional(bool)
    deletion_policy    = optional(string)
    ignore_checks      = optional(set(string))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for exception in values(var.exceptions) : try(anytrue([for value in values(exception) : value != null]), false)])
    error_message = "Nothing is set in these exceptions: ${join(", ", [for id, exception in var.exceptions : id if !try(anytrue([for value in values(exception) : value != null]), false)])}. A name in them may be mistyped: Terraform drops what is not region, destination_region, retention_days, log_backup_enabled, enabled, deletion_policy or ignore_checks."
  }
  validation {
    condition = alltrue([
      for exception in values(var.exceptions) :
      try(exception.retention_days, null) == null ? true : exception.retention_days >= 7 && exception.retention_days <= 1825 && floor(exception.retention_days) == exception.retention_days
    ])
    error_message = "retention_days of an exception is a whole number from 7 to 1825."
  }
  validation {
    condition = alltrue([
      for exception in values(var.exceptions) :
      contains(["PREVENT", "DISABLE", "DISABLE_AND_EXPIRE", "ABANDON"], coalesce(try(exception.deletion_policy, null), "PREVENT"))
    ])
    error_message = "deletion_policy of an exception is PREVENT, DISABLE, DISABLE_AND_EXPIRE or ABANDON."
  }
}

variable "deletion_policy" {
  description = "What destroying a policy does. PREVENT refuses the plan. To destroy policies, change this in a separate apply first."
  type        = string
  default     = "PREVENT"
  nullable    = false

  validation {
    condition     = contains(["PREVENT", "DISABLE", "DISABLE_AND_EXPIRE", "ABANDON"], var.deletion_policy)
    error_message = "deletion_policy is PREVENT, DISABLE, DISABLE_AND_EXPIRE or ABANDON."
  }
}
