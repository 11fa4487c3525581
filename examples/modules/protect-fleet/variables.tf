variable "destinations" {
  description = "The regions to protect, each with the region that its copies go to, such as { cn-hangzhou = \"cn-shanghai\" }."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.destinations) > 0
    error_message = "Name at least one region, with the region that its copies go to."
  }
  validation {
    condition     = alltrue([for destination in values(var.destinations) : try(length(destination) > 0, false)])
    error_message = "Each region needs a destination: write { cn-hangzhou = \"cn-shanghai\" }."
  }
  validation {
    condition     = alltrue([for source, destination in var.destinations : source != destination])
    error_message = "A copy in the region of its instance does not survive that region: the destination has to be another region."
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
  description = "Whether log backups are copied too, so that any point in time can be restored."
  type        = bool
  default     = false
  nullable    = false
}

variable "engines" {
  description = "Only instances of these engines, such as [\"PostgreSQL\"]. null: every engine. Taking an engine out of the set takes its policies out of the plan."
  type        = set(string)
  default     = null
}

variable "exclude_instance_ids" {
  description = "Instances that this module leaves alone. One that it protects already cannot simply be added: see \"Let an instance go\" in README.md."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "exceptions" {
  description = "Instances that have other settings than the rest, by instance id. What is left out or null is as for the rest. region keeps an instance in the fleet that is in no list any more, or does not look eligible. Terraform drops a mistyped name without a word: an exception in which nothing else is set is refused, but beside a name that is right nothing tells of the wrong one."
  type = map(object({
    region             = optional(string)
    destination_region = optional(string)
    retention_days     = optional(number)
    log_backup_enabled = optional(bool)
    enabled            = optional(bool)
    deletion_policy    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for exception in values(var.exceptions) : try(anytrue([for value in values(exception) : value != null]), false)])
    error_message = "Nothing is set in these exceptions: ${join(", ", [for id, exception in var.exceptions : id if !try(anytrue([for value in values(exception) : value != null]), false)])}. A name in them may be mistyped: Terraform drops what is not region, destination_region, retention_days, log_backup_enabled, enabled or deletion_policy."
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
  description = "What becomes of a policy that leaves the plan. Keep PREVENT, which refuses the plan; change it in an apply of its own, before the module is taken down."
  type        = string
  default     = "PREVENT"
  nullable    = false

  validation {
    condition     = contains(["PREVENT", "DISABLE", "DISABLE_AND_EXPIRE", "ABANDON"], var.deletion_policy)
    error_message = "deletion_policy is PREVENT, DISABLE, DISABLE_AND_EXPIRE or ABANDON."
  }
}
