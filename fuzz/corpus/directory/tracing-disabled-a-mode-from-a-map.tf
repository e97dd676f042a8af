resource "aws_iam_role" "f" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
variable "modes" {
  default = { a = "Active", b = "PassThrough" }
}
resource "aws_lambda_function" "f" {
  for_each      = var.modes
  function_name = each.key
  role          = aws_iam_role.f.arn
  tracing_config {
    mode = each.value
  }
}
