resource "aws_security_group" "balancer" {
  description = "Load balancer"
  vpc_id      = aws_vpc.main.id
  ingress {
    description = "HTTP"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "servers" {
  description = "Servers"
  vpc_id      = aws_vpc.main.id
  ingress {
    description     = "From the load balancer"
    protocol        = "tcp"
    from_port       = 8080
    to_port         = 8080
    security_groups = [aws_security_group.balancer.id]
  }
}

resource "aws_security_group" "database" {
  description = "Database"
  vpc_id      = aws_vpc.main.id
  ingress {
    description     = "From the servers"
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.servers.id]
  }
}
