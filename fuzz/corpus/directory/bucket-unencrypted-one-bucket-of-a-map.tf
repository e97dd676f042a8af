locals {
  buckets = {
    logs = {}
    data = { algorithm = "AES256" }
  }
}
resource "aws_s3_bucket" "b" {
  for_each = local.buckets
  bucket   = "example-${each.key}"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  for_each = { for name, settings in local.buckets : name => settings if can(settings.algorithm) }
  bucket   = aws_s3_bucket.b[each.key].id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = each.value.algorithm
    }
  }
}
