resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.lab.id
  service_name      = data.aws_vpc_endpoint_service.s3.service_name
  vpc_endpoint_type = "Gateway"
  tags              = { Name = "door" }
}

resource "aws_vpc_endpoint_route_table_association" "private" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  route_table_id  = aws_route_table.private.id
}

resource "aws_vpc_endpoint_policy" "s3" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = var.revision == 1 ? ["s3:*"] : ["s3:GetObject", "s3:ListBucket"]
      Resource  = [aws_s3_bucket.lab.arn, "${aws_s3_bucket.lab.arn}/*"]
    }]
  })
}

resource "aws_s3_bucket" "lab" {
  bucket        = "lab-${data.aws_caller_identity.current.account_id}"
  force_destroy = true
  tags          = { Name = "lab", Revision = tostring(var.revision) }
}

resource "aws_s3_bucket_public_access_block" "lab" {
  bucket                  = aws_s3_bucket.lab.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = var.revision == 1
}

resource "aws_s3_bucket_policy" "lab" {
  bucket     = aws_s3_bucket.lab.id
  depends_on = [aws_s3_bucket_public_access_block.lab]

  # The account itself goes on managing the bucket from outside.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { AWS = aws_iam_role.reader.arn }
      Action    = var.revision == 1 ? ["s3:GetObject"] : ["s3:GetObject", "s3:DeleteObject"]
      Resource  = "${aws_s3_bucket.lab.arn}/*"
      Condition = { StringNotEquals = { "aws:SourceVpce" = aws_vpc_endpoint.s3.id } }
    }]
  })
}

resource "aws_s3_object" "note" {
  bucket       = aws_s3_bucket.lab.id
  key          = "notes/first.txt"
  content      = var.revision == 1 ? "hello from terraform\n" : "hello again\n"
  content_type = "text/plain"
  tags         = { Kind = "note" }
}

output "bastion_address" {
  value = aws_eip.bastion.public_ip
}

output "inner_address" {
  value = aws_instance.inner.private_ip
}

output "subnets" {
  value = sort(data.aws_subnets.of_the_lab.ids)
}

output "account" {
  value = data.aws_caller_identity.current.account_id
}
