variable "profile" {
  default = ""
}
resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  iam_instance_profile = var.profile != "" ? var.profile : null
}
