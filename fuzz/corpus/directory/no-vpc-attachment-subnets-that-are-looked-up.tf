resource "aws_iam_role" "f" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
data "aws_subnets" "s" {}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {
    subnet_ids         = data.aws_subnets.s.ids
    security_group_ids = ["sg-1"]
  }
}
