resource "aws_db_instance" "d" {
  engine = "postgres"
}
