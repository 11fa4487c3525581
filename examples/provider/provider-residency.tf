# Copies may go to these regions only, must not cross a border, and are kept for 90 days or longer. This applies to every
# policy of the provider.
provider "apsaradb" {
  region                      = "cn-hangzhou"
  allowed_destination_regions = ["cn-beijing", "cn-shanghai"]
  cross_border                = "DENY"
  minimum_retention_days      = 90
}
