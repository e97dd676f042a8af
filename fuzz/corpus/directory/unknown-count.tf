variable "n" {}
resource "aws_subnet" "s" {
  count = var.n
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}
resource "aws_lb" "l" {
  subnets = aws_subnet.s[*].id
  name = one(aws_subnet.s).arn
}
