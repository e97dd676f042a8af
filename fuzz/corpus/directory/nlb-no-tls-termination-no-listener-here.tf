variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_lb" "lb" {
  load_balancer_type = "network"
  subnets = var.subnets
}
