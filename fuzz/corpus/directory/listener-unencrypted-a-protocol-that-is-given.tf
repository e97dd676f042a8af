variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
variable "protocol" {}
resource "aws_lb" "lb" {
  subnets = var.subnets
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.lb.arn
  port              = 8080
  protocol          = var.protocol
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
    }
  }
}
