variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
variable "log_buckets" {
  type = list(string)
}
resource "aws_lb" "lb" {
  subnets = var.subnets
  dynamic "access_logs" {
    for_each = var.log_buckets
    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}
