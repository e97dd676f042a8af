variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
variable "log" {
  type = bool
}
resource "aws_lb" "lb" {
  load_balancer_type = "network"
  subnets = var.subnets
  access_logs {
    bucket  = "logs"
    enabled = var.log
  }
}
