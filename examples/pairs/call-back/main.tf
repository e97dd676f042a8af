# Visitors of a web site leave their telephone number and are called back. CloudFront and an API with
# a login take the number, a function stores it, another one reads the key that decrypts it and hands
# the number to the telephone exchange in the office, behind a load balancer.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

# the network

resource "aws_vpc" "Network" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "SubnetA" {
  vpc_id            = aws_vpc.Network.id
  cidr_block        = "10.20.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "SubnetB" {
  vpc_id            = aws_vpc.Network.id
  cidr_block        = "10.20.2.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_route_table" "PrivateRoutes" {
  vpc_id = aws_vpc.Network.id
}

resource "aws_route_table_association" "RoutesOfA" {
  subnet_id      = aws_subnet.SubnetA.id
  route_table_id = aws_route_table.PrivateRoutes.id
}

resource "aws_route_table_association" "RoutesOfB" {
  subnet_id      = aws_subnet.SubnetB.id
  route_table_id = aws_route_table.PrivateRoutes.id
}

resource "aws_security_group" "FunctionGroup" {
  description = "Function that calls back"
  vpc_id      = aws_vpc.Network.id
  egress {
    description = "HTTPS"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "EndpointGroup" {
  description = "Endpoint of Secrets Manager"
  vpc_id      = aws_vpc.Network.id
  ingress {
    description     = "From the function"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.FunctionGroup.id]
  }
}

resource "aws_security_group" "ExchangeGroup" {
  description = "Load balancer in front of the telephone exchange"
  vpc_id      = aws_vpc.Network.id
  ingress {
    description     = "From the function"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.FunctionGroup.id]
  }
}

resource "aws_vpc_endpoint" "TableEndpoint" {
  vpc_id            = aws_vpc.Network.id
  service_name      = "com.amazonaws.eu-west-1.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.PrivateRoutes.id]
}

resource "aws_vpc_endpoint" "SecretEndpoint" {
  vpc_id              = aws_vpc.Network.id
  service_name        = "com.amazonaws.eu-west-1.secretsmanager"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.SubnetA.id, aws_subnet.SubnetB.id]
  security_group_ids  = [aws_security_group.EndpointGroup.id]
}

# the data

resource "aws_kms_key" "AuditKey" {
  description         = "Audit trail"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Trail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/call-back" } }
      },
    ]
  })
}

resource "aws_dynamodb_table" "NumbersTable" {
  name             = "call-back-numbers"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_secretsmanager_secret" "NumberKey" {
  name        = "call-back/number-key"
  description = "Decrypts telephone numbers"
}

# who may log in

resource "aws_cognito_user_pool" "Visitors" {
  name              = "call-back-visitors"
  mfa_configuration = "OFF"
}

resource "aws_cognito_user_pool_client" "WebClient" {
  name         = "web"
  user_pool_id = aws_cognito_user_pool.Visitors.id
}

# the functions

resource "aws_iam_role" "FunctionsRole" {
  name = "call-back-functions"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "FunctionsInNetwork" {
  role       = aws_iam_role.FunctionsRole.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "FunctionsRole" {
  name = "data"
  role = aws_iam_role.FunctionsRole.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:PutItem", "dynamodb:GetItem"]
        Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/call-back-numbers"
      },
      {
        Effect   = "Allow"
        Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
        Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/call-back-numbers/stream/*"
      },
      {
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = "*"
      },
    ]
  })
}

resource "aws_lambda_function" "RegisterFunction" {
  function_name                  = "call-back-register"
  runtime                        = "python3.13"
  handler                        = "app.handler"
  role                           = aws_iam_role.FunctionsRole.arn
  s3_bucket                      = "example-releases"
  s3_key                         = "register.zip"
  reserved_concurrent_executions = 20
  tracing_config {
    mode = "Active"
  }
  environment {
    variables = { TABLE = aws_dynamodb_table.NumbersTable.name }
  }
}

resource "aws_lambda_function" "CallFunction" {
  function_name = "call-back-call"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = aws_iam_role.FunctionsRole.arn
  s3_bucket     = "example-releases"
  s3_key        = "call.zip"
  environment {
    variables = {
      TABLE    = aws_dynamodb_table.NumbersTable.name
      KEY      = "call-back/number-key"
      EXCHANGE = "https://exchange.example.com"
    }
  }
  vpc_config {
    subnet_ids         = [aws_subnet.SubnetA.id, aws_subnet.SubnetB.id]
    security_group_ids = [aws_security_group.FunctionGroup.id]
  }
}

resource "aws_lambda_event_source_mapping" "NewNumbers" {
  event_source_arn  = aws_dynamodb_table.NumbersTable.stream_arn
  function_name     = aws_lambda_function.CallFunction.function_name
  starting_position = "LATEST"
}

# the way to the telephone exchange: TLS ends at the load balancer

resource "aws_lb" "ExchangeBalancer" {
  name                       = "call-back-exchange"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = [aws_subnet.SubnetA.id, aws_subnet.SubnetB.id]
  security_groups            = [aws_security_group.ExchangeGroup.id]
  enable_deletion_protection = true
}

resource "aws_lb_target_group" "Exchange" {
  name        = "call-back-exchange"
  vpc_id      = aws_vpc.Network.id
  target_type = "ip"
  protocol    = "HTTP"
  port        = 8080
}

resource "aws_lb_target_group_attachment" "ExchangeHost" {
  target_group_arn  = aws_lb_target_group.Exchange.arn
  target_id         = "10.9.0.5"
  availability_zone = "all"
}

resource "aws_lb_listener" "ExchangeListener" {
  load_balancer_arn = aws_lb.ExchangeBalancer.arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.Exchange.arn
  }
}

# the API

resource "aws_api_gateway_rest_api" "Api" {
  name = "call-back"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_authorizer" "VisitorsOnly" {
  name            = "visitors"
  rest_api_id     = aws_api_gateway_rest_api.Api.id
  type            = "COGNITO_USER_POOLS"
  provider_arns   = [aws_cognito_user_pool.Visitors.arn]
  identity_source = "method.request.header.Authorization"
}

resource "aws_api_gateway_resource" "Everything" {
  rest_api_id = aws_api_gateway_rest_api.Api.id
  parent_id   = aws_api_gateway_rest_api.Api.root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "AnyMethod" {
  rest_api_id   = aws_api_gateway_rest_api.Api.id
  resource_id   = aws_api_gateway_resource.Everything.id
  http_method   = "ANY"
  authorization = "COGNITO_USER_POOLS"
  authorizer_id = aws_api_gateway_authorizer.VisitorsOnly.id
}

resource "aws_api_gateway_integration" "AnyMethod" {
  rest_api_id             = aws_api_gateway_rest_api.Api.id
  resource_id             = aws_api_gateway_resource.Everything.id
  http_method             = aws_api_gateway_method.AnyMethod.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.RegisterFunction.invoke_arn
}

resource "aws_lambda_permission" "ApiMayRegister" {
  function_name = aws_lambda_function.RegisterFunction.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.Api.execution_arn}/*"
}

resource "aws_api_gateway_deployment" "Deployment" {
  rest_api_id = aws_api_gateway_rest_api.Api.id
  depends_on  = [aws_api_gateway_integration.AnyMethod]
}

resource "aws_api_gateway_stage" "Production" {
  rest_api_id   = aws_api_gateway_rest_api.Api.id
  deployment_id = aws_api_gateway_deployment.Deployment.id
  stage_name    = "production"
}

# the edge

resource "aws_cloudfront_distribution" "Edge" {
  enabled    = true
  web_acl_id = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/11111111-2222-3333-4444-555555555555"
  origin {
    origin_id   = "api"
    domain_name = "${aws_api_gateway_rest_api.Api.id}.execute-api.eu-west-1.amazonaws.com"
    origin_path = "/production"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id       = "api"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/66666666-7777-8888-9999-000000000000"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
  logging_config {
    bucket = aws_s3_bucket.AccessLogs.bucket_domain_name
  }
}

# what is kept of what happened

resource "aws_s3_bucket" "AccessLogs" {
  bucket = "example-call-back-access-logs"
}

resource "aws_s3_bucket_ownership_controls" "AccessLogs" {
  bucket = aws_s3_bucket.AccessLogs.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "AccessLogs" {
  bucket = aws_s3_bucket.AccessLogs.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket" "AuditLogs" {
  bucket = "example-call-back-audit-logs"
}

resource "aws_s3_bucket_ownership_controls" "AuditLogs" {
  bucket = aws_s3_bucket.AuditLogs.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "AuditLogs" {
  bucket                  = aws_s3_bucket.AuditLogs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "AuditLogs" {
  bucket = aws_s3_bucket.AuditLogs.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.AuditKey.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "AuditLogs" {
  bucket = aws_s3_bucket.AuditLogs.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "AuditLogs" {
  bucket = aws_s3_bucket.AuditLogs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::example-call-back-audit-logs", "arn:aws:s3:::example-call-back-audit-logs/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "TrailLooks"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = "arn:aws:s3:::example-call-back-audit-logs"
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/call-back" } }
      },
      {
        Sid       = "TrailWrites"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::example-call-back-audit-logs/AWSLogs/123456789012/*"
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/call-back" } }
      },
    ]
  })
}

resource "aws_cloudtrail" "Trail" {
  name                       = "call-back"
  s3_bucket_name             = aws_s3_bucket.AuditLogs.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = aws_kms_key.AuditKey.arn
  depends_on                 = [aws_s3_bucket_policy.AuditLogs]
}

resource "aws_macie2_account" "Macie" {
  status = "ENABLED"
}

# the administrator on the console

resource "aws_iam_user" "Administrator" {
  name = "call-back-administrator"
}

resource "aws_iam_user_login_profile" "Administrator" {
  user                    = aws_iam_user.Administrator.name
  password_reset_required = true
}

resource "aws_iam_user_policy_attachment" "Administrator" {
  user       = aws_iam_user.Administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
