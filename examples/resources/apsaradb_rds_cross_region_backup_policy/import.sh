# <region>:<instance id>, or the instance id alone in the provider's region
terraform import apsaradb_rds_cross_region_backup_policy.console cn-hangzhou:pgm-console
