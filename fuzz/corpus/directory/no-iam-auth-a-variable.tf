variable "iam" {
  type = bool
}
resource "aws_db_instance" "d" {
  engine                              = "postgres"
  iam_database_authentication_enabled = var.iam
}
