resource "aws_security_group" "balancer" {
  description = "Load balancer"
  vpc_id      = var.vpc_id
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
  vpc_id      = var.vpc_id
  ingress {
    description     = "From the load balancer"
    protocol        = "tcp"
    from_port       = 8080
    to_port         = 8080
    security_groups = [aws_security_group.balancer.id]
  }
}

variable "vpc_id" {
  type = string
}

output "balancer" {
  value = aws_security_group.balancer.id
}

output "servers" {
  value = aws_security_group.servers.id
}
