terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "Vpc" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "SubnetA" {
  vpc_id            = aws_vpc.Vpc.id
  cidr_block        = "10.30.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "SubnetB" {
  vpc_id            = aws_vpc.Vpc.id
  cidr_block        = "10.30.2.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_internet_gateway" "Gateway" {
  vpc_id = aws_vpc.Vpc.id
}

resource "aws_route_table" "Routes" {
  vpc_id = aws_vpc.Vpc.id
}

resource "aws_route" "DefaultRoute" {
  route_table_id         = aws_route_table.Routes.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.Gateway.id
}

resource "aws_route_table_association" "AssociationA" {
  subnet_id      = aws_subnet.SubnetA.id
  route_table_id = aws_route_table.Routes.id
}

resource "aws_security_group" "BalancerGroup" {
  description = "Customers to the load balancer"
  vpc_id      = aws_vpc.Vpc.id
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "WebGroup" {
  description = "Load balancer to the instances"
  vpc_id      = aws_vpc.Vpc.id
  ingress {
    protocol        = "tcp"
    from_port       = 8080
    to_port         = 8080
    security_groups = [aws_security_group.BalancerGroup.id]
  }
}

resource "aws_security_group" "DatabaseGroup" {
  description = "To the database"
  vpc_id      = aws_vpc.Vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "Database" {
  security_group_id = aws_security_group.DatabaseGroup.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_lb" "Balancer" {
  name            = "web"
  internal        = false
  subnets         = [aws_subnet.SubnetA.id, aws_subnet.SubnetB.id]
  security_groups = [aws_security_group.BalancerGroup.id]
  access_logs {
    bucket  = "example-load-balancer-logs"
    enabled = true
  }
}

resource "aws_lb_listener" "ClearListener" {
  load_balancer_arn = aws_lb.Balancer.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.Targets.arn
  }
}

resource "aws_lb_listener" "TlsListener" {
  load_balancer_arn = aws_lb.Balancer.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.Targets.arn
  }
}

resource "aws_lb_target_group" "Targets" {
  name     = "web"
  vpc_id   = aws_vpc.Vpc.id
  port     = 8080
  protocol = "HTTP"
}

resource "aws_launch_template" "Template" {
  name                   = "web"
  image_id               = "ami-0123456789abcdef0"
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_security_group.WebGroup.id]
  metadata_options {
    http_tokens = "required"
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 20
      volume_type = "gp3"
      encrypted   = true
    }
  }
}

resource "aws_autoscaling_group" "Instances" {
  name                = "web"
  min_size            = 1
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.SubnetA.id, aws_subnet.SubnetB.id]
  target_group_arns   = [aws_lb_target_group.Targets.arn]
  launch_template {
    id      = aws_launch_template.Template.id
    version = aws_launch_template.Template.latest_version
  }
}

resource "aws_instance" "Bastion" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.SubnetA.id
  vpc_security_group_ids = [aws_security_group.WebGroup.id]
  ebs_block_device {
    device_name = "/dev/xvdf"
    volume_size = 10
    volume_type = "gp3"
    encrypted   = false
  }
}

resource "aws_db_subnet_group" "DatabaseSubnets" {
  name        = "web"
  description = "The database"
  subnet_ids  = [aws_subnet.SubnetA.id, aws_subnet.SubnetB.id]
}

resource "aws_db_instance" "Database" {
  identifier                          = "web"
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  allocated_storage                   = 50
  backup_retention_period             = 7
  username                            = "web"
  manage_master_user_password         = true
  storage_encrypted                   = true
  iam_database_authentication_enabled = true
  publicly_accessible                 = true
  db_subnet_group_name                = aws_db_subnet_group.DatabaseSubnets.name
  vpc_security_group_ids              = [aws_security_group.DatabaseGroup.id]
}
