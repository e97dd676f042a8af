resource "aws_rds_cluster" "c" {
  for_each                            = { a = true, b = false }
  engine                              = "aurora-mysql"
  iam_database_authentication_enabled = each.value
}
