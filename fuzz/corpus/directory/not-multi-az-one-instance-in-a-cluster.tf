resource "aws_rds_cluster" "c" {
  engine = "aurora-mysql"
}
resource "aws_rds_cluster_instance" "i" {
  engine             = "aurora-mysql"
  cluster_identifier = aws_rds_cluster.c.id
}
