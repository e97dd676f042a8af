resource "aws_db_instance" "d" {
  engine   = "postgres"
  multi_az = terraform.workspace == "production"
}
