resource "aws_s3_bucket" "b" {
  tags = {
    e0 = try(ephemeralasnull(), null)
  }
}
