# What the company of tests/scenario runs: its code lies in a repository and in a bucket, builds and
# the shop work with them. It is as it was left after the engineer's change.

provider "aws" {
  region = "eu-central-1"
}

resource "aws_codecommit_repository" "shop" {
  repository_name = "acme-shop"
  tags = {
    Owner = "shop-team@acme.example"
  }
}

resource "aws_s3_bucket" "source" {
  bucket = "acme-source"
  tags = {
    Owner = "shop-team@acme.example"
  }
}

resource "aws_s3_bucket_policy" "source" {
  bucket = aws_s3_bucket.source.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.source.arn}/public/*"
    }]
  })
}

# Nothing of this one was touched.
resource "aws_s3_bucket" "media" {
  bucket = "acme-media"
  tags = {
    Owner = "media-team@acme.example"
  }
}

resource "aws_s3_bucket_public_access_block" "media" {
  bucket                  = aws_s3_bucket.media.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_iam_role" "partner_read" {
  name = "partner-read"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "partner_read" {
  role = aws_iam_role.partner_read.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = aws_iam_role.deploy.arn
    }]
  })
}

resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "codebuild.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/partner-read" }
        Action    = "sts:AssumeRole"
      }
    ]
  })
}

resource "aws_iam_role_policy" "deploy" {
  role = aws_iam_role.deploy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "codecommit:GitPull", "lambda:GetFunction"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role" "storefront" {
  name = "storefront"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["ec2.amazonaws.com", "lambda.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "storefront" {
  role = aws_iam_role.storefront.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = ["${aws_s3_bucket.source.arn}/*", "${aws_s3_bucket.media.arn}/*"]
    }]
  })
}

resource "aws_iam_instance_profile" "storefront" {
  name = "storefront"
  role = aws_iam_role.storefront.name
}

resource "aws_instance" "build" {
  ami                  = "ami-0c0de000000000001"
  instance_type        = "m7i.large"
  iam_instance_profile = aws_iam_instance_profile.storefront.name
  tags = {
    Name  = "build"
    Owner = "platform-team@acme.example"
  }
}

# Its settings hold what nobody should have.
resource "aws_lambda_function" "checkout" {
  function_name = "checkout"
  role          = aws_iam_role.storefront.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "app.zip"
  environment {
    variables = {
      STAGE       = "production"
      DB_PASSWORD = "made-up-Pa55w0rd-of-nobody"
    }
  }
}

resource "aws_cloudtrail" "main" {
  name                       = "acme-trail"
  s3_bucket_name             = "acme-audit"
  is_multi_region_trail      = true
  enable_log_file_validation = true
  event_selector {
    read_write_type           = "All"
    include_management_events = true
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
