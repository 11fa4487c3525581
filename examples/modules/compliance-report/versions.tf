terraform {
  required_version = ">= 1.8.0" # of Terraform; OpenTofu 1.10 or newer

  required_providers {
    apsaradb = {
      source  = "geobackup/apsaradb"
      version = ">= 0.1.0"
    }
  }
}
