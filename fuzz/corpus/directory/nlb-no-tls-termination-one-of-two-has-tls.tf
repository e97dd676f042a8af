variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_lb" "lb" {
  load_balancer_type = "network"
  subnets = var.subnets
}
resource "aws_lb_listener" "l" {
  count             = 2
  load_balancer_arn = aws_lb.lb.arn
  port              = element([80, 443], count.index)
  protocol          = element(["TCP", "TLS"], count.index)
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t/0123456789abcdef"
  }
}
