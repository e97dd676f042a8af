variable "role" {
  type = string
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = var.role
}
