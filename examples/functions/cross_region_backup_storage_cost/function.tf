# What 100 GB of copies cost for 30 days: USD 14.40.
output "storage_usd" {
  value = provider::apsaradb::cross_region_backup_storage_cost(100, 30)
}

# The same at a price of one's own, in USD for one GB and one hour.
output "discounted_storage_usd" {
  value = provider::apsaradb::cross_region_backup_storage_cost(100, 30, 0.00015)
}

# What the copies of an instance cost a month, as they are now.
data "apsaradb_rds_cross_region_backup_sets" "orders" {
  instance_id = "pgm-console"
}

output "orders_usd_a_month" {
  value = provider::apsaradb::cross_region_backup_storage_cost(
    data.apsaradb_rds_cross_region_backup_sets.orders.total_size_bytes / pow(1024, 3), 30
  )
}
