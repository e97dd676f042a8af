terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_kms_key" "OrdersKey" {
  description         = "Orders"
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

resource "aws_dynamodb_table" "OrdersTable" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.OrdersKey.arn
  }
}

resource "aws_dynamodb_table" "CountersTable" {
  name         = "counters"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "name"
  attribute {
    name = "name"
    type = "S"
  }
}

resource "aws_sqs_queue" "OrdersQueue" {
  name                       = "orders"
  kms_master_key_id          = aws_kms_key.OrdersKey.arn
  visibility_timeout_seconds = 120
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.LostOrders.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "OrdersQueuePolicy" {
  queue_url = aws_sqs_queue.OrdersQueue.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Senders"
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:123456789012:orders"
    }]
  })
}

resource "aws_sqs_queue" "LostOrders" {
  name                      = "lost-orders"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

resource "aws_sns_topic" "AlertsTopic" {
  name              = "orders-alerts"
  kms_master_key_id = "alias/aws/sns"
}

data "aws_iam_policy_document" "functions" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "OrdersRole" {
  name               = "orders"
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

resource "aws_iam_role_policy_attachment" "OrdersRoleBasic" {
  role       = aws_iam_role.OrdersRole.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy_attachment" "OrdersRoleQueue" {
  role       = aws_iam_role.OrdersRole.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
}

resource "aws_iam_role_policy" "OrdersRole" {
  name = "orders"
  role = aws_iam_role.OrdersRole.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
      Resource = [
        "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/counters",
      ]
    }]
  })
}

resource "aws_lambda_function" "OrdersFunction" {
  function_name = "orders"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = aws_iam_role.OrdersRole.arn
  s3_bucket     = "example-releases"
  s3_key        = "orders.zip"
  tracing_config {
    mode = "Active"
  }
  environment {
    variables = { TABLE = aws_dynamodb_table.OrdersTable.name }
  }
}

resource "aws_lambda_event_source_mapping" "OrdersSource" {
  event_source_arn = aws_sqs_queue.OrdersQueue.arn
  function_name    = aws_lambda_function.OrdersFunction.function_name
  batch_size       = 5
}

resource "aws_iam_role" "ExportRole" {
  name               = "export"
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

resource "aws_iam_role_policy_attachment" "ExportRole" {
  role       = aws_iam_role.ExportRole.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_lambda_function" "ExportFunction" {
  function_name = "export"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = aws_iam_role.ExportRole.arn
  s3_bucket     = "example-releases"
  s3_key        = "export.zip"
}

resource "aws_lambda_function_url" "ExportUrl" {
  function_name      = aws_lambda_function.ExportFunction.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_function" "ReportFunction" {
  function_name = "report"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = aws_iam_role.ReportRole.arn
  s3_bucket     = "example-releases"
  s3_key        = "report.zip"
  tracing_config {
    mode = "PassThrough"
  }
}

resource "aws_lambda_permission" "ReportPermission" {
  function_name = aws_lambda_function.ReportFunction.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_iam_role" "ReportRole" {
  name               = "report"
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

resource "aws_iam_role_policy_attachment" "ReportRole" {
  role       = aws_iam_role.ReportRole.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "ReportRole" {
  name = "report"
  role = aws_iam_role.ReportRole.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}
