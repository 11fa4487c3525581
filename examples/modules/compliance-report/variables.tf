variable "regions" {
  description = "Regions to report on, such as [\"cn-hangzhou\", \"cn-shanghai\"]."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.regions) > 0
    error_message = "Name at least one region: write [\"cn-hangzhou\"]."
  }
}

variable "engines" {
  description = "Only instances of these engines, such as [\"PostgreSQL\"]. Defaults to every engine."
  type        = set(string)
  default     = null
}

variable "exclude_instance_ids" {
  description = "Instances that the report leaves out, because nobody needs copies of them."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "rpo_hours" {
  description = "Recovery point objective of every instance, in hours, from 1 to 43800. With daily backups, use more than 24. Null leaves out the age of the copies and their costs, and spares up to four calls for each instance."
  type        = number
  default     = 26
}
