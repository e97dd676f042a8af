resource "aws_db_instance" "d" {
  engine            = "mysql"
  storage_encrypted = "false"
}
