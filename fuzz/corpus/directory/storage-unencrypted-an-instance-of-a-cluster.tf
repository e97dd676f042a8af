resource "aws_rds_cluster" "c" {
  engine            = "aurora-mysql"
  storage_encrypted = true
}
resource "aws_rds_cluster_instance" "i" {
  count              = 2
  engine             = aws_rds_cluster.c.engine
  cluster_identifier = aws_rds_cluster.c.id
}
