# Interface endpoints to services of AWS: one that is all in its own resource, and one whose parts are resources of their own.

resource "aws_vpc" "this" {
  cidr_block                       = "10.0.0.0/16"
  enable_dns_hostnames             = true
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "this" {
  for_each          = { a = 1, b = 2, c = 3 }
  vpc_id            = aws_vpc.this.id
  availability_zone = "us-east-1${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, each.value)
}

resource "aws_security_group" "this" {
  for_each = toset(["first", "second"])
  name     = each.key
  vpc_id   = aws_vpc.this.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_vpc.this.cidr_block]
  }
}

data "aws_vpc_endpoint_service" "ec2" {
  service      = "ec2"
  service_type = "Interface"
}

resource "aws_vpc_endpoint" "whole" {
  vpc_id              = aws_vpc.this.id
  service_name        = data.aws_vpc_endpoint_service.ec2.service_name
  vpc_endpoint_type   = "Interface"
  ip_address_type     = var.revision == 1 ? "dualstack" : "ipv4"
  private_dns_enabled = true
  security_group_ids  = [aws_security_group.this[var.revision == 1 ? "first" : "second"].id]
  subnet_ids          = [for zone in(var.revision == 1 ? ["a", "b"] : ["b", "c"]) : aws_subnet.this[zone].id]

  dns_options {
    dns_record_ip_type = var.revision == 1 ? "dualstack" : "ipv4"
  }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = var.revision == 1 ? "ec2:*" : "ec2:Describe*"
      Resource  = "*"
    }]
  })

  tags = { Name = "whole", Revision = tostring(var.revision) }
}

resource "aws_vpc_endpoint" "chosen" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.us-east-1.ssm"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.this["a"].id]

  subnet_configuration {
    subnet_id = aws_subnet.this["a"].id
    ipv4      = "10.0.1.77"
  }
}

resource "aws_vpc_endpoint" "parts" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.us-east-1.sts"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.this["b"].id]

  lifecycle {
    ignore_changes = [subnet_ids]
  }
}

resource "aws_vpc_endpoint_policy" "parts" {
  vpc_endpoint_id = aws_vpc_endpoint.parts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = var.revision == 1 ? "sts:*" : "sts:GetCallerIdentity"
      Resource  = "*"
    }]
  })
}

resource "aws_vpc_endpoint_private_dns" "parts" {
  vpc_endpoint_id     = aws_vpc_endpoint.parts.id
  private_dns_enabled = var.revision == 1
}

# The provider sleeps for more than a minute before and after each of these, so there is one.
resource "aws_vpc_endpoint_subnet_association" "parts" {
  count           = var.revision == 1 ? 1 : 0
  vpc_endpoint_id = aws_vpc_endpoint.parts.id
  subnet_id       = aws_subnet.this["a"].id
}

resource "aws_vpc_endpoint_security_group_association" "parts" {
  vpc_endpoint_id             = aws_vpc_endpoint.parts.id
  security_group_id           = aws_security_group.this[var.revision == 1 ? "first" : "second"].id
  replace_default_association = true
}

resource "aws_vpc_endpoint" "gateway" {
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_vpc_endpoint" "buckets" {
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.this["a"].id]

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = var.revision == 1
  }

  depends_on = [aws_vpc_endpoint.gateway]
}

