locals {
  zones = ["eu-west-1a", "eu-west-1b"]
}
resource "aws_subnet" "s" {
  for_each          = toset(local.zones)
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, index(local.zones, each.key))
  availability_zone = each.key
}
resource "aws_autoscaling_group" "g" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.s : subnet.id]
}
