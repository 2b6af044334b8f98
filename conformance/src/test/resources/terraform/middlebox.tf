# What comes in through the internet gateway for the private subnet goes through an appliance; so does what leaves another one.
resource "aws_network_interface" "appliance" {
  subnet_id         = aws_subnet.public.id
  source_dest_check = false
}

resource "aws_route_table" "edge" {
  vpc_id = aws_vpc.lab.id

  route {
    cidr_block           = aws_subnet.private.cidr_block
    network_interface_id = aws_network_interface.appliance.id
  }
}

resource "aws_route_table_association" "edge" {
  gateway_id     = aws_internet_gateway.lab.id
  route_table_id = aws_route_table.edge.id
}

# A table begins with the local route; only then can another one take its place.
resource "aws_route_table" "inspected" {
  vpc_id = aws_vpc.lab.id

  route {
    cidr_block           = aws_vpc.lab.cidr_block
    gateway_id           = var.revision == 1 ? "local" : null
    network_interface_id = var.revision == 1 ? null : aws_network_interface.appliance.id
  }
}
