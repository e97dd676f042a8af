locals {
 a = local.b
 b = [for x in local.a : x]
}
resource "aws_s3_bucket" "b" {
 bucket = aws_s3_bucket.c.bucket
}
resource "aws_s3_bucket" "c" {
 bucket = aws_s3_bucket.b.bucket
 count = length(aws_s3_bucket.c)
}
