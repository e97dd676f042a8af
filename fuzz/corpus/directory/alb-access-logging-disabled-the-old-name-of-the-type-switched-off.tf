variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_alb" "lb" {
  count   = 1
  subnets = var.subnets
  access_logs {
    bucket  = "logs"
    enabled = "false"
  }
}
