resource "aws_security_group" "web" {
  vpc_id = "vpc-1"
}
resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  vpc_security_group_ids = [aws_security_group.web.id]
}
