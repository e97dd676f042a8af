variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
variable "log_bucket" {
  default = "logs"
}
resource "aws_lb" "lb" {
  subnets = var.subnets
  dynamic "access_logs" {
    for_each = var.log_bucket == "" ? [] : [var.log_bucket]
    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}
