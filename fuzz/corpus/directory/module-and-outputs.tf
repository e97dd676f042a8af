module "m" {
  source = "./m"
  x = var.given
}
variable "given" {}
output "o" {
  value = module.m[*].y
}
resource "aws_s3_bucket" "b" {
  count = length(module.m.list)
  bucket = "${module.m.name}-${count.index}"
}
