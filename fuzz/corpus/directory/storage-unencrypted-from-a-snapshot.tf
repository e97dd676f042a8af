data "aws_db_snapshot" "last" {
  most_recent = true
}
resource "aws_db_instance" "d" {
  engine              = "mysql"
  snapshot_identifier = data.aws_db_snapshot.last.id
}
