data "aws_iam_policy_document" "a" {
  source_policy_documents = [data.aws_iam_policy_document.b.json, "{}"]
  dynamic "statement" {
    for_each = ["x", var.given]
    content {
      sid = statement.value
      actions = ["s3:*"]
      principals {
        type = "*"
        identifiers = ["*"]
      }
    }
  }
}
variable "given" {}
data "aws_iam_policy_document" "b" {
  statement {
    not_actions = []
    condition {
      test = "Bool"
      variable = "k"
      values = [aws_s3_bucket.b.id]
    }
  }
}
resource "aws_s3_bucket" "b" {
  policy = data.aws_iam_policy_document.a.json
}
