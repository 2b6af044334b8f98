# What the registry's best known VPC module makes, with the settings that most who use it choose: three zones, public, private and
# database subnets, one NAT gateway for all, a gateway endpoint for S3, and the defaults of the VPC managed.

variable "single_nat_gateway" {
  type    = bool
  default = true
}

locals {
  name     = "shop"
  cidr     = "10.20.0.0/16"
  azs      = slice(data.aws_availability_zones.available.names, 0, 3)
  gateways = var.single_nat_gateway ? 1 : length(local.azs)
  tags     = { Terraform = "true", Environment = "dev" }
}

data "aws_availability_zones" "available" {}

resource "aws_vpc" "this" {
  cidr_block                       = local.cidr
  instance_tenancy                 = "default"
  enable_dns_hostnames             = true
  enable_dns_support               = true
  assign_generated_ipv6_cidr_block = true
  tags                             = merge({ Name = local.name }, local.tags)
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.21.0.0/16"
}

locals {
  # Subnets go before the second block does.
  vpc_id = aws_vpc_ipv4_cidr_block_association.this.vpc_id
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge({ Name = "${local.name}-default" }, local.tags)
}

resource "aws_default_network_acl" "this" {
  default_network_acl_id = aws_vpc.this.default_network_acl_id
  subnet_ids             = null

  ingress {
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    protocol   = "-1"
    rule_no    = 100
    to_port    = 0
  }

  ingress {
    action          = "allow"
    from_port       = 0
    ipv6_cidr_block = "::/0"
    protocol        = "-1"
    rule_no         = 101
    to_port         = 0
  }

  egress {
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    protocol   = "-1"
    rule_no    = 100
    to_port    = 0
  }

  egress {
    action          = "allow"
    from_port       = 0
    ipv6_cidr_block = "::/0"
    protocol        = "-1"
    rule_no         = 101
    to_port         = 0
  }

  tags = merge({ Name = "${local.name}-default" }, local.tags)

  lifecycle {
    ignore_changes = [subnet_ids]
  }
}

resource "aws_default_route_table" "default" {
  default_route_table_id = aws_vpc.this.default_route_table_id

  timeouts {
    create = "5m"
    update = "5m"
  }

  tags = merge({ Name = "${local.name}-default" }, local.tags)
}

resource "aws_vpc_dhcp_options" "this" {
  domain_name         = "shop.internal"
  domain_name_servers = ["AmazonProvidedDNS"]
  ntp_servers         = ["169.254.169.123"]
  tags                = merge({ Name = local.name }, local.tags)
}

resource "aws_vpc_dhcp_options_association" "this" {
  vpc_id          = local.vpc_id
  dhcp_options_id = aws_vpc_dhcp_options.this.id
}

resource "aws_internet_gateway" "this" {
  vpc_id = local.vpc_id
  tags   = merge({ Name = local.name }, local.tags)
}

resource "aws_egress_only_internet_gateway" "this" {
  vpc_id = local.vpc_id
  tags   = merge({ Name = local.name }, local.tags)
}

resource "aws_subnet" "public" {
  count = length(local.azs)

  assign_ipv6_address_on_creation                = true
  availability_zone                              = local.azs[count.index]
  cidr_block                                     = cidrsubnet(local.cidr, 8, 100 + count.index)
  enable_dns64                                   = false
  enable_resource_name_dns_aaaa_record_on_launch = false
  enable_resource_name_dns_a_record_on_launch    = false
  ipv6_cidr_block                                = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, count.index)
  ipv6_native                                    = false
  map_public_ip_on_launch                        = true
  private_dns_hostname_type_on_launch            = "ip-name"
  vpc_id                                         = local.vpc_id
  tags                                           = merge({ Name = "${local.name}-public-${local.azs[count.index]}" }, local.tags)
}

resource "aws_route_table" "public" {
  vpc_id = local.vpc_id
  tags   = merge({ Name = "${local.name}-public" }, local.tags)
}

resource "aws_route_table_association" "public" {
  count          = length(local.azs)
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_route" "public_internet_gateway" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id

  timeouts {
    create = "5m"
  }
}

resource "aws_route" "public_internet_gateway_ipv6" {
  route_table_id              = aws_route_table.public.id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.this.id
}

# One of them is in the second block.
resource "aws_subnet" "private" {
  count = length(local.azs)

  availability_zone = local.azs[count.index]
  cidr_block        = count.index == 2 ? "10.21.0.0/20" : cidrsubnet(local.cidr, 8, count.index)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, 16 + count.index)
  vpc_id            = local.vpc_id
  tags              = merge({ Name = "${local.name}-private-${local.azs[count.index]}" }, local.tags)
}

resource "aws_route_table" "private" {
  count  = local.gateways
  vpc_id = local.vpc_id
  tags   = merge({ Name = "${local.name}-private-${count.index}" }, local.tags)
}

resource "aws_route_table_association" "private" {
  count          = length(local.azs)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, count.index)
}

resource "aws_subnet" "database" {
  count = length(local.azs)

  availability_zone = local.azs[count.index]
  cidr_block        = cidrsubnet(local.cidr, 8, 200 + count.index)
  vpc_id            = local.vpc_id
  tags              = merge({ Name = "${local.name}-db-${local.azs[count.index]}" }, local.tags)
}

resource "aws_route_table" "database" {
  vpc_id = local.vpc_id
  tags   = merge({ Name = "${local.name}-db" }, local.tags)
}

resource "aws_route_table_association" "database" {
  count          = length(local.azs)
  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = aws_route_table.database.id
}

# An ACL of the database subnets' own, its rules resources of their own.
resource "aws_network_acl" "database" {
  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.database[*].id
  tags       = merge({ Name = "${local.name}-db" }, local.tags)
}

resource "aws_network_acl_rule" "database_inbound" {
  count          = 2
  network_acl_id = aws_network_acl.database.id
  egress         = false
  rule_number    = 100 + count.index
  rule_action    = "allow"
  from_port      = [5432, 1024][count.index]
  to_port        = [5432, 65535][count.index]
  protocol       = "tcp"
  cidr_block     = local.cidr
}

resource "aws_network_acl_rule" "database_outbound" {
  network_acl_id  = aws_network_acl.database.id
  egress          = true
  rule_number     = 100
  rule_action     = "allow"
  from_port       = 0
  to_port         = 0
  protocol        = "-1"
  ipv6_cidr_block = "::/0"
}

resource "aws_eip" "nat" {
  count      = local.gateways
  domain     = "vpc"
  tags       = merge({ Name = "${local.name}-${local.azs[count.index]}" }, local.tags)
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  count         = local.gateways
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
  tags          = merge({ Name = "${local.name}-${local.azs[count.index]}" }, local.tags)
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route" "private_nat_gateway" {
  count                  = local.gateways
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[count.index].id

  timeouts {
    create = "5m"
  }
}

resource "aws_route" "private_ipv6_egress" {
  count                       = local.gateways
  route_table_id              = aws_route_table.private[count.index].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this.id
}

data "aws_vpc_endpoint_service" "s3" {
  service = "s3"

  filter {
    name   = "service-type"
    values = ["Gateway"]
  }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = local.vpc_id
  service_name      = data.aws_vpc_endpoint_service.s3.service_name
  vpc_endpoint_type = "Gateway"
  route_table_ids   = flatten([aws_route_table.private[*].id, aws_route_table.database.id, aws_route_table.public.id])
  tags              = merge({ Name = "s3-vpc-endpoint" }, local.tags)

  timeouts {
    create = "10m"
    update = "10m"
    delete = "10m"
  }
}

data "aws_vpc_endpoint_service" "dynamodb" {
  service = "dynamodb"

  filter {
    name   = "service-type"
    values = ["Gateway"]
  }
}

# As the module's own example has it: nobody comes by it but from this VPC.
data "aws_iam_policy_document" "dynamodb" {
  statement {
    effect    = "Deny"
    actions   = ["dynamodb:*"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "aws:sourceVpc"
      values   = [local.vpc_id]
    }
  }
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id            = local.vpc_id
  service_name      = data.aws_vpc_endpoint_service.dynamodb.service_name
  vpc_endpoint_type = "Gateway"
  route_table_ids   = flatten([aws_route_table.private[*].id, aws_route_table.database.id, aws_route_table.public.id])
  policy            = data.aws_iam_policy_document.dynamodb.json
  tags              = merge({ Name = "dynamodb-vpc-endpoint" }, local.tags)

  timeouts {
    create = "10m"
    update = "10m"
    delete = "10m"
  }
}

output "azs" {
  value = local.azs
}

output "nat_public_ips" {
  value = aws_eip.nat[*].public_ip
}
