variable "v" {
  type = map(object({ a = optional(list(string), ["x"]), b = optional(bool), c = tuple([string, number]) }))
  default = { k = { c = [1, "2"] } }
  nullable = false
  sensitive = true
}
resource "aws_s3_bucket" "b" {
  for_each = var.v
  tags = { for k, v in each.value : k => jsonencode(v) }
}
