provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-refactoring-logs"
}

resource "aws_s3_bucket" "documents" {
  bucket = "example-refactoring-documents"
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_iam_role" "front" {
  name = "front"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "front" {
  name = "front"
  role = "front"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "arn:aws:s3:::example-refactoring-documents/*"
      },
      {
        Effect   = "Allow"
        Action   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = "arn:aws:sqs:eu-west-1:123456789012:orders"
      },
    ]
  })
}

resource "aws_lambda_function" "front" {
  function_name = "front"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = "arn:aws:iam::123456789012:role/front"
  s3_bucket     = "example-releases"
  s3_key        = "front.zip"
  environment {
    variables = { TABLE = "orders" }
  }
}

resource "aws_lambda_function_url" "front" {
  function_name      = "front"
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "front" {
  function_name          = "front"
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_event_source_mapping" "orders" {
  function_name    = "front"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
}
