variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
locals {
  policies = { modern = "ELBSecurityPolicy-FS-1-2-Res-2020-10" }
}
resource "aws_lb" "lb" {
  subnets = var.subnets
}
resource "aws_lb_target_group" "t" {
  protocol = "HTTPS"
  port     = 443
  vpc_id   = "vpc-1"
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.lb.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = local.policies["modern"]
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.t.arn
  }
}
