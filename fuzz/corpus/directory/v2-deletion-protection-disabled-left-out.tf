variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_lb" "lb" {
  subnets = var.subnets
}
