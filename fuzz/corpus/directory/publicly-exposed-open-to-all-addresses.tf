resource "aws_security_group" "d" {
  dynamic "ingress" {
    for_each = ["0.0.0.0/0"]
    content {
      protocol    = "tcp"
      from_port   = 5432
      to_port     = 5432
      cidr_blocks = [ingress.value]
    }
  }
}
resource "aws_db_instance" "d" {
  engine                 = "postgres"
  publicly_accessible    = "true"
  vpc_security_group_ids = [aws_security_group.d.id]
}
