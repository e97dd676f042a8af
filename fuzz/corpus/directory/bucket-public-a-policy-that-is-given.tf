variable "policy" {
  type = string
}
resource "aws_s3_bucket" "site" {}
resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = var.policy
}
