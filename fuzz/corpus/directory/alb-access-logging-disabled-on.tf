variable "subnets" {
  default = ["subnet-1", "subnet-2"]
}
resource "aws_s3_bucket" "logs" {}
resource "aws_lb" "lb" {
  subnets = var.subnets
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}
