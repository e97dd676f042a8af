terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_kms_key" "LogsKey" {
  description         = "Logs of the site"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_s3_bucket" "SiteBucket" {
  bucket = "example-static-site"
}

resource "aws_s3_bucket_versioning" "SiteBucket" {
  bucket = aws_s3_bucket.SiteBucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "SiteBucket" {
  bucket                  = aws_s3_bucket.SiteBucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "SiteBucket" {
  bucket = aws_s3_bucket.SiteBucket.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

data "aws_iam_policy_document" "SitePolicy" {
  statement {
    sid       = "Cdn"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::example-static-site/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::example-static-site", "arn:aws:s3:::example-static-site/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "SitePolicy" {
  bucket = aws_s3_bucket.SiteBucket.id
  policy = data.aws_iam_policy_document.SitePolicy.json
}

resource "aws_s3_bucket" "DownloadsBucket" {
  bucket = "example-static-site-downloads"
}

resource "aws_s3_bucket_public_access_block" "DownloadsBucket" {
  bucket                  = aws_s3_bucket.DownloadsBucket.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "DownloadsPolicy" {
  bucket = aws_s3_bucket.DownloadsBucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Everybody"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::example-static-site-downloads/*"
    }]
  })
}

resource "aws_s3_bucket" "LogsBucket" {
  bucket = "example-static-site-logs"
}

resource "aws_s3_bucket_public_access_block" "LogsBucket" {
  bucket                  = aws_s3_bucket.LogsBucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "LogsBucket" {
  bucket = aws_s3_bucket.LogsBucket.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "LogsBucket" {
  bucket = aws_s3_bucket.LogsBucket.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.LogsKey.arn
    }
  }
}

resource "aws_cloudfront_origin_access_control" "SiteAccess" {
  name                              = "example-static-site"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "Distribution" {
  enabled             = true
  aliases             = ["www.example.com"]
  default_root_object = "index.html"

  logging_config {
    bucket = aws_s3_bucket.LogsBucket.bucket_domain_name
    prefix = "cdn/"
  }

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1_2016"
  }

  origin {
    origin_id                = "site"
    domain_name              = aws_s3_bucket.SiteBucket.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.SiteAccess.id
  }

  origin {
    origin_id   = "comments"
    domain_name = "comments.example.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  ordered_cache_behavior {
    path_pattern           = "/comments/*"
    target_origin_id       = "comments"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}

resource "aws_sns_topic" "ChangesTopic" {
  name = "static-site-changes"
}

data "aws_iam_policy_document" "ChangesPolicy" {
  statement {
    sid       = "Buckets"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.ChangesTopic.arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
}

resource "aws_sns_topic_policy" "ChangesPolicy" {
  arn    = aws_sns_topic.ChangesTopic.arn
  policy = data.aws_iam_policy_document.ChangesPolicy.json
}
