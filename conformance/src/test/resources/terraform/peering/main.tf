resource "aws_vpc" "requester" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "near" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "other" {
  provider             = aws.other
  cidr_block           = "10.2.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "west" {
  provider   = aws.west
  cidr_block = "10.3.0.0/16"
}

# Within an account and Region it can be accepted at once.
resource "aws_vpc_peering_connection" "near" {
  vpc_id      = aws_vpc.requester.id
  peer_vpc_id = aws_vpc.near.id
  auto_accept = true
  tags        = { Name = "near" }

  accepter {
    allow_remote_vpc_dns_resolution = true
  }

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

# Another account accepts for itself.
resource "aws_vpc_peering_connection" "other" {
  vpc_id        = aws_vpc.requester.id
  peer_vpc_id   = aws_vpc.other.id
  peer_owner_id = data.aws_caller_identity.other.account_id
  tags          = { Side = "requester" }
}

resource "aws_vpc_peering_connection_accepter" "other" {
  provider                  = aws.other
  vpc_peering_connection_id = aws_vpc_peering_connection.other.id
  auto_accept               = true
  tags                      = { Side = "accepter" }
}

resource "aws_vpc_peering_connection_options" "requester" {
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.other.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection_options" "accepter" {
  provider                  = aws.other
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.other.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

# Another Region accepts there.
resource "aws_vpc_peering_connection" "west" {
  vpc_id      = aws_vpc.requester.id
  peer_vpc_id = aws_vpc.west.id
  peer_region = "us-west-2"
}

resource "aws_vpc_peering_connection_accepter" "west" {
  provider                  = aws.west
  vpc_peering_connection_id = aws_vpc_peering_connection.west.id
  auto_accept               = true
}

resource "aws_route" "to_near" {
  route_table_id            = aws_vpc.requester.main_route_table_id
  destination_cidr_block    = aws_vpc.near.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.near.id
}

resource "aws_route_table" "of_near" {
  vpc_id = aws_vpc.near.id

  route {
    cidr_block                = aws_vpc.requester.cidr_block
    vpc_peering_connection_id = aws_vpc_peering_connection.near.id
  }
}

resource "aws_route" "of_other" {
  provider                  = aws.other
  route_table_id            = aws_vpc.other.main_route_table_id
  destination_cidr_block    = aws_vpc.requester.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.other.id
}

resource "aws_security_group" "named" {
  provider = aws.other
  name     = "named"
  vpc_id   = aws_vpc.other.id
}

resource "aws_security_group" "naming" {
  name   = "naming"
  vpc_id = aws_vpc.requester.id

  ingress {
    protocol        = "tcp"
    from_port       = 80
    to_port         = 80
    security_groups = ["${data.aws_caller_identity.other.account_id}/${aws_security_group.named.id}"]
  }

  depends_on = [aws_vpc_peering_connection_accepter.other]
}

data "aws_vpc_peering_connection" "near" {
  id = aws_vpc_peering_connection.near.id
}

output "status" {
  value = data.aws_vpc_peering_connection.near.status
}

# Interfaces of both VPCs may have it.
resource "aws_security_group" "shared" {
  name   = "shared"
  vpc_id = aws_vpc.requester.id
}

resource "aws_vpc_security_group_vpc_association" "near" {
  security_group_id = aws_security_group.shared.id
  vpc_id            = aws_vpc.near.id
}

resource "aws_subnet" "near" {
  vpc_id     = aws_vpc.near.id
  cidr_block = "10.1.0.0/24"
}

resource "aws_network_interface" "near" {
  subnet_id       = aws_subnet.near.id
  security_groups = [aws_vpc_security_group_vpc_association.near.security_group_id]
}
