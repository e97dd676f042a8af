variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
variable "protect" {}
resource "aws_lb" "lb" {
  subnets = var.subnets
  enable_deletion_protection = var.protect
}
