resource "aws_vpc" "dual" {
  cidr_block                       = "10.60.0.0/16"
  assign_generated_ipv6_cidr_block = true
  tags                             = { Name = "dual" }
}

resource "aws_subnet" "dual_public" {
  vpc_id                          = aws_vpc.dual.id
  cidr_block                      = "10.60.0.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.dual.ipv6_cidr_block, 8, 0)
  assign_ipv6_address_on_creation = true

  private_dns_hostname_type_on_launch            = "resource-name"
  enable_resource_name_dns_a_record_on_launch    = true
  enable_resource_name_dns_aaaa_record_on_launch = true
}

resource "aws_subnet" "dual_private" {
  vpc_id          = aws_vpc.dual.id
  cidr_block      = "10.60.1.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.dual.ipv6_cidr_block, 8, 1)
}

resource "aws_internet_gateway" "dual" {
  vpc_id = aws_vpc.dual.id
}

resource "aws_egress_only_internet_gateway" "dual" {
  vpc_id = aws_vpc.dual.id
  tags   = { Name = "dual-${var.revision}" }
}

resource "aws_route_table" "dual_public" {
  vpc_id = aws_vpc.dual.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.dual.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.dual.id
  }
}

resource "aws_route_table_association" "dual_public" {
  subnet_id      = aws_subnet.dual_public.id
  route_table_id = aws_route_table.dual_public.id
}

resource "aws_route_table" "dual_private" {
  vpc_id = aws_vpc.dual.id
}

resource "aws_route" "dual_out" {
  route_table_id              = aws_route_table.dual_private.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.dual.id
}

resource "aws_route_table_association" "dual_private" {
  subnet_id      = aws_subnet.dual_private.id
  route_table_id = aws_route_table.dual_private.id
}

resource "aws_security_group" "dual" {
  name   = "dual"
  vpc_id = aws_vpc.dual.id

  ingress {
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  ingress {
    protocol         = "icmpv6"
    from_port        = 128
    to_port          = 0
    ipv6_cidr_blocks = [aws_vpc.dual.ipv6_cidr_block]
  }

  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_network_acl_rule" "dual" {
  network_acl_id  = aws_vpc.dual.default_network_acl_id
  rule_number     = 50
  egress          = false
  protocol        = "tcp"
  rule_action     = "deny"
  ipv6_cidr_block = "2001:db8:8000:1::/64"
  from_port       = 22
  to_port         = 22
}

resource "aws_network_interface" "dual" {
  subnet_id          = aws_subnet.dual_private.id
  security_groups    = [aws_security_group.dual.id]
  ipv6_address_count = 2
}

# IPv6 only, and through a NAT gateway to IPv4.
resource "aws_subnet" "native" {
  vpc_id                                         = aws_vpc.dual.id
  ipv6_native                                    = true
  ipv6_cidr_block                                = cidrsubnet(aws_vpc.dual.ipv6_cidr_block, 8, 2)
  assign_ipv6_address_on_creation                = true
  enable_dns64                                   = true
  enable_resource_name_dns_aaaa_record_on_launch = true
}

resource "aws_network_interface" "native" {
  subnet_id          = aws_subnet.native.id
  security_groups    = [aws_security_group.dual.id]
  ipv6_address_count = 1
}

resource "aws_nat_gateway" "dual" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.dual_public.id
}

resource "aws_route" "nat64" {
  route_table_id              = aws_route_table.dual_private.id
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = aws_nat_gateway.dual.id
}

resource "aws_network_interface" "delegated" {
  subnet_id         = aws_subnet.dual_private.id
  security_groups   = [aws_security_group.dual.id]
  ipv4_prefix_count = 1
  ipv6_prefix_count = 1
}

resource "aws_ec2_subnet_cidr_reservation" "by_hand" {
  subnet_id        = aws_subnet.dual_private.id
  cidr_block       = "10.60.1.16/28"
  reservation_type = "explicit"
  description      = "by hand"
}

resource "aws_ec2_subnet_cidr_reservation" "prefixes" {
  subnet_id        = aws_subnet.dual_private.id
  cidr_block       = cidrsubnet(aws_subnet.dual_private.ipv6_cidr_block, 16, 5)
  reservation_type = "prefix"
}
