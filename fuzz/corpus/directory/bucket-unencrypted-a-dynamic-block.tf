variable "algorithms" {
  type    = list(string)
  default = ["aws:kms"]
}
resource "aws_s3_bucket" "reports" {}
resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.id
  dynamic "rule" {
    for_each = var.algorithms
    content {
      apply_server_side_encryption_by_default {
        sse_algorithm = rule.value
      }
    }
  }
}
