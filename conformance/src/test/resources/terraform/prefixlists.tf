resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr        = "203.0.113.0/24"
    description = "the first office"
  }

  entry {
    cidr        = var.revision == 1 ? "192.0.2.128/25" : "192.0.2.64/26"
    description = "the second office"
  }

  tags = { Name = "offices", Revision = tostring(var.revision) }
}

resource "aws_route" "offices" {
  route_table_id             = aws_route_table.main.id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.offices.id
  gateway_id                 = aws_internet_gateway.lab.id
}

resource "aws_security_group" "offices" {
  name   = "offices"
  vpc_id = aws_vpc.lab.id
}

resource "aws_vpc_security_group_ingress_rule" "offices" {
  security_group_id = aws_security_group.offices.id
  prefix_list_id    = aws_ec2_managed_prefix_list.offices.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
