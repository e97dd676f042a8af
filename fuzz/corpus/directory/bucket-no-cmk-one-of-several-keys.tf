resource "aws_kms_key" "keys" {
  for_each = toset(["reports", "logs"])
}
resource "aws_s3_bucket" "reports" {}
resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.keys["reports"].key_id
    }
  }
}
