# The keys of the environment or the profile are used for one thing: to assume the role. Its temporary keys make every call.
provider "apsaradb" {
  region     = "cn-hangzhou"
  account_id = "1234567890123456"

  assume_role {
    role_arn           = "acs:ram::1234567890123456:role/deployer"
    session_name       = "backup-pipeline"
    session_expiration = 3600
  }
}
