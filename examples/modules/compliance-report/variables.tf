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

variable "statuses" {
  description = "What is known of the copies of each instance, as a list or a map of objects: ages, recovery point objectives, costs. The page of the function lists their attributes. Without them, the report shows what the coverage knows."
  type        = any
  default     = []
  nullable    = false
}
