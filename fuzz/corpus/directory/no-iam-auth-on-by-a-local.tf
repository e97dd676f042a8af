locals {
  authentication = merge({ iam = false }, { iam = true })
}
resource "aws_rds_cluster" "c" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = local.authentication.iam
}
