provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { a = local.x }
  }
}
locals {
  x = data.aws_region.r.name
}
data "aws_region" "r" {}
resource "aws_s3_bucket" "b" {
  tags = aws_s3_bucket.b.tags_all
}
