variable "public_key" {
  type = string
}

resource "aws_key_pair" "lab" {
  key_name   = "lab"
  public_key = var.public_key
}

resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_policy" "reader" {
  name = "reader"
  path = "/lab/"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.revision == 1 ? ["s3:GetObject", "s3:ListBucket"] : ["s3:GetObject"]
      Resource = ["${aws_s3_bucket.lab.arn}", "${aws_s3_bucket.lab.arn}/*"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "reader" {
  role       = aws_iam_role.reader.name
  policy_arn = aws_iam_policy.reader.arn
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.reader.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_role_policy" "inline" {
  name = "inline"
  role = aws_iam_role.reader.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}

resource "aws_iam_instance_profile" "reader" {
  name = "reader"
  role = aws_iam_role.reader.name
}

resource "aws_iam_user" "person" {
  name = "person"
}

resource "aws_iam_group" "people" {
  name = "people"
  path = "/lab/"
}

resource "aws_iam_user_group_membership" "person" {
  user   = aws_iam_user.person.name
  groups = [aws_iam_group.people.name]
}

resource "aws_iam_group_policy" "inline" {
  name  = "inline"
  group = aws_iam_group.people.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}

resource "aws_iam_group_policy_attachment" "reader" {
  group      = aws_iam_group.people.name
  policy_arn = aws_iam_policy.reader.arn
}

resource "aws_iam_access_key" "person" {
  user = aws_iam_user.person.name
}

resource "aws_instance" "bastion" {
  ami                    = data.aws_ami.linux.id
  instance_type          = var.revision == 1 ? "t3.micro" : "t3.small"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.bastion.id]
  key_name               = aws_key_pair.lab.key_name
  user_data              = "#!/bin/sh\necho hello >/root/hello\n"
  tags                   = { Name = "bastion" }

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }

  root_block_device {
    volume_size = 10
  }
}

resource "aws_instance" "inner" {
  ami                    = data.aws_ami.linux.id
  instance_type          = "t2.micro"
  subnet_id              = aws_subnet.private.id
  private_ip             = "10.0.2.10"
  vpc_security_group_ids = [aws_security_group.inner.id]
  key_name               = aws_key_pair.lab.key_name
  iam_instance_profile   = aws_iam_instance_profile.reader.name
  tags                   = var.revision == 1 ? { Name = "inner" } : {}
}

resource "aws_network_interface" "spare" {
  subnet_id       = aws_subnet.private.id
  private_ips     = ["10.0.2.50"]
  security_groups = [aws_security_group.inner.id]
}

resource "aws_eip" "bastion" {
  domain     = "vpc"
  depends_on = [aws_internet_gateway.lab]
}

resource "aws_eip_association" "bastion" {
  allocation_id = aws_eip.bastion.id
  instance_id   = aws_instance.bastion.id
}
