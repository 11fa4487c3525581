# On an ECS instance with a RAM role, no key is needed.
provider "apsaradb" {
  region        = "cn-hangzhou"
  ecs_role_name = "backup-pipeline"
}
