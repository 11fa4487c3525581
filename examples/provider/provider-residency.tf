# Copies may go to these regions only, and must not cross a border. This applies to every policy of the provider.
provider "apsaradb" {
  region                      = "cn-hangzhou"
  allowed_destination_regions = ["cn-beijing", "cn-shanghai"]
  cross_border                = "DENY"
}
