resource "aws_s3_bucket" "b" {
  bucket = "x
  acl = "private"
  tags = {

resource "aws_s3_bucket" "c" {
  a = [1, 2
}
