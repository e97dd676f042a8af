variable "documents" {
  type = list(string)
}
resource "aws_s3_bucket" "b" {}
data "aws_iam_policy_document" "b" {
  source_policy_documents = var.documents
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.b.json
}
