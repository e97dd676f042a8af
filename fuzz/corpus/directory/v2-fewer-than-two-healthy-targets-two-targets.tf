resource "aws_lb_target_group" "t" {
  protocol = "HTTPS"
  port     = 443
  vpc_id   = "vpc-1"
}
resource "aws_instance" "i" {
  count         = 2
  ami           = "ami-1"
  instance_type = "t3.micro"
}
resource "aws_lb_target_group_attachment" "a" {
  count            = length(aws_instance.i)
  target_group_arn = aws_lb_target_group.t.arn
  target_id        = aws_instance.i[count.index].id
}
