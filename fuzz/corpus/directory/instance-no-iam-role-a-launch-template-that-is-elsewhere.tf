variable "template" {}
resource "aws_instance" "web" {
  launch_template {
    id = var.template
  }
}
