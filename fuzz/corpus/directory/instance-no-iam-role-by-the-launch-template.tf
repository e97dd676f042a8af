resource "aws_launch_template" "t" {
  iam_instance_profile {
    name = "web"
  }
}
resource "aws_instance" "web" {
  launch_template {
    id = aws_launch_template.t.id
  }
}
