resource "aws_rds_cluster" "c" {
  engine = "aurora-mysql"
}
resource "aws_rds_cluster_instance" "i" {
  count              = 3
  engine             = "aurora-mysql"
  cluster_identifier = aws_rds_cluster.c.id
}
