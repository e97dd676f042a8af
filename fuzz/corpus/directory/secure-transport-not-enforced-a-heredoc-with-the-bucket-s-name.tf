resource "aws_s3_bucket" "b" {
  bucket = "example-b"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.bucket
  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::${aws_s3_bucket.b.bucket}", "arn:aws:s3:::${aws_s3_bucket.b.bucket}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}
  }
}
POLICY
}
