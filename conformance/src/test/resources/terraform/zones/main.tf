# Hosted zones: a public one with a subdomain that is delegated, and a private one for VPCs of two accounts.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "second" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc" "other" {
  provider             = aws.other
  cidr_block           = "10.2.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_route53_zone" "public" {
  name    = "acme.test"
  comment = "revision ${var.revision}"
  tags    = { Revision = tostring(var.revision) }
}

resource "aws_route53_zone" "sub" {
  name          = "sub.acme.test"
  force_destroy = true
}

resource "aws_route53_record" "delegation" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "sub"
  type    = "NS"
  ttl     = 300
  records = aws_route53_zone.sub.name_servers
}

# An address whose reverse look-up leads to a name that leads to it.
resource "aws_eip" "mail" {
  domain = "vpc"
}

resource "aws_route53_record" "mail" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "mail${var.revision}"
  type    = "A"
  ttl     = 300
  records = [aws_eip.mail.public_ip]
}

resource "aws_eip_domain_name" "mail" {
  allocation_id = aws_eip.mail.allocation_id
  domain_name   = aws_route53_record.mail.fqdn
}

resource "aws_route53_zone" "private" {
  name = "corp.internal"

  vpc {
    vpc_id = aws_vpc.main.id
  }

  lifecycle {
    ignore_changes = [vpc]
  }
}

resource "aws_route53_zone_association" "second" {
  zone_id = aws_route53_zone.private.zone_id
  vpc_id  = aws_vpc.second.id
}

resource "aws_route53_vpc_association_authorization" "other" {
  zone_id = aws_route53_zone.private.zone_id
  vpc_id  = aws_vpc.other.id
}

resource "aws_route53_zone_association" "other" {
  provider = aws.other
  zone_id  = aws_route53_vpc_association_authorization.other.zone_id
  vpc_id   = aws_route53_vpc_association_authorization.other.vpc_id
}

resource "aws_route53_record" "db" {
  zone_id = aws_route53_zone.private.zone_id
  name    = "db.corp.internal"
  type    = "A"
  ttl     = 60 * var.revision
  records = var.revision == 1 ? ["10.0.0.9"] : ["10.0.0.9", "10.0.0.10"]
}

resource "aws_route53_record" "alias" {
  zone_id = aws_route53_zone.private.zone_id
  name    = "corp.internal"
  type    = "A"

  alias {
    name                   = aws_route53_record.db.fqdn
    zone_id                = aws_route53_zone.private.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "wildcard" {
  zone_id = aws_route53_zone.private.zone_id
  name    = "*.apps.corp.internal"
  type    = "CNAME"
  ttl     = 60
  records = ["db.corp.internal"]
}

resource "aws_route53_record" "weighted" {
  for_each       = { blue = 90, green = 10 }
  zone_id        = aws_route53_zone.private.zone_id
  name           = "web.corp.internal"
  type           = "A"
  ttl            = 60
  set_identifier = each.key
  records        = ["10.0.1.${each.value}"]

  weighted_routing_policy {
    weight = each.value
  }
}

resource "aws_route53_record" "multivalue" {
  for_each                         = toset(["1", "2"])
  zone_id                          = aws_route53_zone.private.zone_id
  name                             = "all.corp.internal"
  type                             = "A"
  ttl                              = 60
  set_identifier                   = each.value
  multivalue_answer_routing_policy = true
  records                          = ["10.0.2.${each.value}"]
}

resource "aws_route53_record" "others" {
  for_each = {
    MX   = ["10 mail.acme.test"]
    TXT  = ["v=spf1 -all", "second"]
    CAA  = ["0 issue \"ca.acme.test\""]
    AAAA = ["2001:db8::1"]
  }
  zone_id = aws_route53_zone.public.zone_id
  name    = ""
  type    = each.key
  ttl     = 300
  records = each.value
}

data "aws_route53_zone" "private" {
  name         = "corp.internal."
  private_zone = true
  depends_on   = [aws_route53_zone.private]
}

output "private_zone" {
  value = data.aws_route53_zone.private.zone_id
}
