# Appliances behind a Gateway Load Balancer in one VPC, and another VPC whose traffic from and to the internet goes through them.

resource "aws_vpc" "security" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_subnet" "appliances" {
  vpc_id            = aws_vpc.security.id
  availability_zone = "us-east-1a"
  cidr_block        = "10.9.1.0/24"
}

resource "aws_lb" "inspection" {
  name                             = "inspection"
  load_balancer_type               = "gateway"
  subnets                          = [aws_subnet.appliances.id]
  enable_cross_zone_load_balancing = var.revision == 2

  tags = {
    Revision = var.revision
  }
}

resource "aws_lb_target_group" "appliances" {
  name                 = "appliances"
  port                 = 6081
  protocol             = "GENEVE"
  target_type          = "ip"
  vpc_id               = aws_vpc.security.id
  deregistration_delay = var.revision == 1 ? 300 : 60

  health_check {
    protocol = "TCP"
    port     = 80
    interval = var.revision == 1 ? 10 : 20
  }

  stickiness {
    enabled = var.revision == 2
    type    = "source_ip_dest_ip"
  }

  target_failover {
    on_deregistration = var.revision == 1 ? "no_rebalance" : "rebalance"
    on_unhealthy      = var.revision == 1 ? "no_rebalance" : "rebalance"
  }
}

# All that is usual.
resource "aws_lb_target_group" "spare" {
  name     = "spare"
  port     = 6081
  protocol = "GENEVE"
  vpc_id   = aws_vpc.security.id
}

resource "aws_lb_target_group_attachment" "appliance" {
  target_group_arn = aws_lb_target_group.appliances.arn
  target_id        = "10.9.1.10"
}

resource "aws_lb_listener" "everything" {
  load_balancer_arn        = aws_lb.inspection.arn
  tcp_idle_timeout_seconds = var.revision == 1 ? null : 600

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.appliances.arn
  }
}

resource "aws_vpc_endpoint_service" "inspection" {
  acceptance_required        = false
  gateway_load_balancer_arns = [aws_lb.inspection.arn]

  tags = {
    Revision = var.revision
  }
}

resource "aws_vpc" "application" {
  cidr_block                       = "10.8.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.application.id
}

resource "aws_subnet" "endpoint" {
  vpc_id            = aws_vpc.application.id
  availability_zone = "us-east-1a"
  cidr_block        = "10.8.1.0/24"
}

resource "aws_subnet" "application" {
  vpc_id            = aws_vpc.application.id
  availability_zone = "us-east-1a"
  cidr_block        = "10.8.2.0/24"
}

resource "aws_vpc_endpoint" "inspection" {
  count             = 2
  vpc_id            = aws_vpc.application.id
  service_name      = aws_vpc_endpoint_service.inspection.service_name
  vpc_endpoint_type = aws_vpc_endpoint_service.inspection.service_type
  subnet_ids        = [aws_subnet.endpoint.id]

  tags = {
    Revision = var.revision
  }
}

resource "aws_route_table" "application" {
  vpc_id = aws_vpc.application.id
}

resource "aws_route_table_association" "application" {
  subnet_id      = aws_subnet.application.id
  route_table_id = aws_route_table.application.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.application.id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = aws_vpc_endpoint.inspection[var.revision - 1].id
}

resource "aws_route" "out_ipv6" {
  route_table_id              = aws_route_table.application.id
  destination_ipv6_cidr_block = "::/0"
  vpc_endpoint_id             = aws_vpc_endpoint.inspection[0].id
}

resource "aws_route_table" "edge" {
  vpc_id = aws_vpc.application.id

  route {
    cidr_block      = aws_subnet.application.cidr_block
    vpc_endpoint_id = aws_vpc_endpoint.inspection[var.revision - 1].id
  }
}

resource "aws_route_table_association" "edge" {
  gateway_id     = aws_internet_gateway.this.id
  route_table_id = aws_route_table.edge.id
}

data "aws_lb" "inspection" {
  arn = aws_lb.inspection.arn
}

data "aws_vpc_endpoint_service" "inspection" {
  service_name = aws_vpc_endpoint_service.inspection.service_name
}

output "seen" {
  value = "${data.aws_lb.inspection.load_balancer_type} ${data.aws_vpc_endpoint_service.inspection.service_type}"
}
