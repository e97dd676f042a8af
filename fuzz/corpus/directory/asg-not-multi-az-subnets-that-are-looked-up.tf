data "aws_subnets" "s" {}
resource "aws_autoscaling_group" "g" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = data.aws_subnets.s.ids
}
