# Backups may go to these regions only, and never cross a border. This holds for every policy of the provider.
provider "apsaradb" {
  region                      = "cn-hangzhou"
  allowed_destination_regions = ["cn-beijing", "cn-shanghai"]
  cross_border                = "DENY"
}
