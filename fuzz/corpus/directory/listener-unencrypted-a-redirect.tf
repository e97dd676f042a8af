variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_lb" "lb" {
  subnets = var.subnets
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.lb.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
