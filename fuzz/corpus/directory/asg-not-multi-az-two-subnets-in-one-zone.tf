resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = "eu-west-1a"
}
resource "aws_autoscaling_group" "g" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.s[*].id
}
