# Settings of an account: what VPCs have to do with the internet is blocked, but for one of them.

resource "aws_vpc_block_public_access_options" "this" {
  internet_gateway_block_mode = var.revision == 1 ? "block-bidirectional" : "block-ingress"
}

resource "aws_vpc_block_public_access_exclusion" "second" {
  vpc_id                          = aws_vpc.second.id
  internet_gateway_exclusion_mode = var.revision == 1 ? "allow-egress" : "allow-bidirectional"
  tags                            = { Revision = tostring(var.revision) }
}

resource "aws_subnet" "excluded" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.9.0/24"
}

resource "aws_vpc_block_public_access_exclusion" "subnet" {
  subnet_id                       = aws_subnet.excluded.id
  internet_gateway_exclusion_mode = "allow-egress"
}

# What new instances' metadata services do where their launches say nothing.
resource "aws_ec2_instance_metadata_defaults" "this" {
  http_tokens                 = "required"
  http_put_response_hop_limit = var.revision == 1 ? 2 : -1
  instance_metadata_tags      = "enabled"
}
