# In CI, the token of the identity provider is the only credential. The provider reads it again when it renews the temporary keys.
provider "apsaradb" {
  region     = "cn-hangzhou"
  account_id = "1234567890123456"

  assume_role_with_oidc {
    oidc_provider_arn = "acs:ram::1234567890123456:oidc-provider/ci"
    oidc_token_file   = "/var/run/secrets/ci/token"
    role_arn          = "acs:ram::1234567890123456:role/deployer"
    role_session_name = "backup-pipeline"
  }
}
