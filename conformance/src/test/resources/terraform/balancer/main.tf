# A Network Load Balancer before instances and addresses, in front of a VPC with two zones.

locals {
  zones = ["us-east-1a", "us-east-1b"]
}

resource "aws_vpc" "this" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "each" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
}

resource "aws_security_group" "balancer" {
  name   = "balancer"
  vpc_id = aws_vpc.this.id
}

resource "aws_eip" "front" {
  domain     = "vpc"
  depends_on = [aws_internet_gateway.this]
}

resource "aws_lb" "inside" {
  name                             = "inside"
  load_balancer_type               = "network"
  internal                         = true
  security_groups                  = [aws_security_group.balancer.id]
  subnets                          = var.revision == 1 ? [aws_subnet.each[0].id] : aws_subnet.each[*].id
  enable_cross_zone_load_balancing = var.revision == 2

  tags = {
    Revision = var.revision
  }
}

resource "aws_lb" "front" {
  name               = "front"
  load_balancer_type = "network"

  subnet_mapping {
    subnet_id     = aws_subnet.each[0].id
    allocation_id = aws_eip.front.id
  }
}

resource "aws_lb_target_group" "addresses" {
  name                 = "addresses"
  port                 = 8080
  protocol             = "TCP"
  target_type          = "ip"
  vpc_id               = aws_vpc.this.id
  deregistration_delay = var.revision == 1 ? 300 : 0

  health_check {
    protocol            = "HTTP"
    path                = "/health"
    interval            = var.revision == 1 ? 30 : 10
    healthy_threshold   = 3
    unhealthy_threshold = 3
    matcher             = "200-299"
  }
}

resource "aws_lb_target_group" "plain" {
  name     = "plain"
  port     = 53
  protocol = "TCP_UDP"
  vpc_id   = aws_vpc.this.id
}

resource "aws_lb_target_group_attachment" "addresses" {
  for_each         = toset(var.revision == 1 ? ["10.9.0.10", "10.9.1.10"] : ["10.9.0.10"])
  target_group_arn = aws_lb_target_group.addresses.arn
  target_id        = each.value
  port             = 8081
}

resource "aws_lb_listener" "inside" {
  load_balancer_arn        = aws_lb.inside.arn
  port                     = var.revision == 1 ? 80 : 8080
  protocol                 = "TCP"
  tcp_idle_timeout_seconds = var.revision == 1 ? 350 : 60

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.addresses.arn
  }
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  port              = 53
  protocol          = "TCP_UDP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.plain.arn
  }
}

data "aws_lb" "inside" {
  arn = aws_lb.inside.arn
}

output "name" {
  value = data.aws_lb.inside.dns_name
}
