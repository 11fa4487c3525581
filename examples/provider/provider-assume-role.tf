# The keys of the environment or the profile only assume the role. All other calls use its temporary keys.
provider "apsaradb" {
  region     = "cn-hangzhou"
  account_id = "1234567890123456"

  assume_role {
    role_arn           = "acs:ram::1234567890123456:role/deployer"
    session_name       = "backup-pipeline"
    session_expiration = 3600
  }
}
