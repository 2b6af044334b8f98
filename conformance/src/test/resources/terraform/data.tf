data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_availability_zones" "available" {
  state = "available"
}

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["postern-*"]
  }
}

data "aws_prefix_list" "s3" {
  name = "com.amazonaws.${data.aws_region.current.name}.s3"
}

data "aws_ec2_managed_prefix_list" "s3" {
  name = "com.amazonaws.${data.aws_region.current.name}.s3"
}

data "aws_vpc_endpoint_service" "s3" {
  service      = "s3"
  service_type = "Gateway"
}

data "aws_vpc" "default" {
  default = true
}

data "aws_subnets" "of_the_lab" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.lab.id]
  }

  depends_on = [aws_subnet.public, aws_subnet.private]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_ec2_instance_type" "small" {
  instance_type = "t3.micro"
}

data "aws_instance" "inner" {
  instance_id = aws_instance.inner.id
}

data "aws_subnet" "private" {
  id = aws_subnet.private.id
}

data "aws_route_table" "private" {
  route_table_id = aws_route_table.private.id
}

data "aws_security_group" "inner" {
  id = aws_security_group.inner.id
}

data "aws_vpc_endpoint" "s3" {
  id = aws_vpc_endpoint.s3.id
}

data "aws_iam_role" "reader" {
  name = aws_iam_role.reader.name
}

data "aws_s3_object" "note" {
  bucket = aws_s3_bucket.lab.id
  key    = aws_s3_object.note.key
}
