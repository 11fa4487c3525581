# Where can instances in Hangzhou copy their backups without leaving the Chinese mainland?
data "apsaradb_rds_cross_region_backup_regions" "hangzhou" {
  region = "cn-hangzhou"
}

output "domestic_destinations" {
  value = {
    for region in data.apsaradb_rds_cross_region_backup_regions.hangzhou.regions :
    region.id => region.name if region.cross_border == false
  }
}
