variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_lb" "lb" {
  load_balancer_type = "network"
  subnets = var.subnets
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.lb.arn
  port              = 443
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.t.arn
  }
}
resource "aws_lb_target_group" "t" {
  protocol = "TCP"
  port     = 443
  vpc_id   = "vpc-1"
}
