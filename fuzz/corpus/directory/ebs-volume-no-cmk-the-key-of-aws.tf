locals {
  key = "alias/aws/ebs"
}
resource "aws_ebs_volume" "v" {
  count             = 2
  availability_zone = "eu-west-1a"
  size              = 10
  encrypted         = true
  kms_key_id        = local.key
}
