terraform {
  required_providers {
    apsaradb = {
      source  = "geobackup/apsaradb"
      version = "~> 0.1"
    }
  }
}

# Keys come from the environment, or from the profile of the Alibaba Cloud CLI.
provider "apsaradb" {
  region = "cn-hangzhou"
}
