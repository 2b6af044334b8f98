resource "aws_vpc" "lab" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "lab", Revision = tostring(var.revision) }
}

resource "aws_subnet" "public" {
  vpc_id                  = aws_vpc.lab.id
  cidr_block              = "10.0.1.0/24"
  availability_zone       = data.aws_availability_zones.available.names[0]
  map_public_ip_on_launch = var.revision == 1
  tags                    = { Name = "public" }
}

resource "aws_subnet" "private" {
  vpc_id            = aws_vpc.lab.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = data.aws_availability_zones.available.names[1]
  tags              = { Name = "private" }
}

resource "aws_internet_gateway" "lab" {
  vpc_id = aws_vpc.lab.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.lab.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.lab.id
  }
}

# Its route is a resource of its own: the other way to write one.
resource "aws_route_table" "main" {
  vpc_id = aws_vpc.lab.id
}

resource "aws_route" "documentation" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = var.revision == 1 ? "192.0.2.0/24" : "198.51.100.0/24"
  gateway_id             = aws_internet_gateway.lab.id
}

resource "aws_main_route_table_association" "lab" {
  vpc_id         = aws_vpc.lab.id
  route_table_id = aws_route_table.main.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.lab.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.lab.id
  subnet_ids = [aws_subnet.public.id]

  ingress {
    rule_no    = 100 * var.revision
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

# Rules inside the group.
resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "ssh from anywhere"
  vpc_id      = aws_vpc.lab.id

  ingress {
    description = "revision ${var.revision}"
    from_port   = 22
    to_port     = 20 + 2 * var.revision
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 8
    to_port     = 0
    protocol    = "icmp"
    cidr_blocks = ["10.0.0.0/16"]
  }

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# Rules that are resources, with references to another group and to a prefix list.
resource "aws_security_group" "inner" {
  name_prefix = "inner-"
  vpc_id      = aws_vpc.lab.id
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id            = aws_security_group.inner.id
  referenced_security_group_id = aws_security_group.bastion.id
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  tags                         = { Name = "ssh" }
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.inner.id
  prefix_list_id    = data.aws_prefix_list.s3.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "vpc" {
  security_group_id = aws_security_group.inner.id
  cidr_ipv4         = var.revision == 1 ? aws_vpc.lab.cidr_block : aws_subnet.private.cidr_block
  ip_protocol       = "-1"
}

resource "aws_security_group_rule" "dns" {
  type              = "ingress"
  security_group_id = aws_security_group.inner.id
  cidr_blocks       = ["10.0.0.0/16"]
  protocol          = "udp"
  from_port         = 53
  to_port           = 53
}
