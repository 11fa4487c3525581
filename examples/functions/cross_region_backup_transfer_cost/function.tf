# What the traffic of a backup of 100 GB costs from Hangzhou to Shanghai: USD 7.50.
output "transfer_usd" {
  value = provider::apsaradb::cross_region_backup_transfer_cost(100, "cn-hangzhou", "cn-shanghai")
}

# No price from Frankfurt is known, so it is passed: USD 10.00.
output "transfer_usd_at_own_price" {
  value = provider::apsaradb::cross_region_backup_transfer_cost(100, "eu-central-1", "eu-west-1", 0.1)
}

# A month of copies: 30 backups of 100 GB are sent, and those of the last 7 days are stored.
locals {
  transfer = provider::apsaradb::cross_region_backup_transfer_cost(30 * 100, "cn-hangzhou", "cn-shanghai")
  storage  = provider::apsaradb::cross_region_backup_storage_cost(7 * 100, 30)
}

output "month_usd" {
  value = local.transfer + local.storage
}
