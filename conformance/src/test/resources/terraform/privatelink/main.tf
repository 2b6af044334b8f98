data "aws_caller_identity" "provider" {}

resource "aws_vpc" "provider" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "provider" {
  vpc_id            = aws_vpc.provider.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_lb" "this" {
  name               = "shop"
  load_balancer_type = "network"
  internal           = true
  subnets            = [aws_subnet.provider.id]
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = true
  network_load_balancer_arns = [aws_lb.this.arn]
  private_dns_name           = var.revision == 1 ? null : "shop.example.com"
  supported_regions          = var.revision == 1 ? ["us-east-1", "us-west-2"] : ["us-east-1", "us-west-2", "ap-south-1"]

  tags = {
    Name = "shop ${var.revision}"
  }
}

resource "aws_vpc_endpoint_service_allowed_principal" "consumer" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  principal_arn           = "arn:aws:iam::${data.aws_caller_identity.other.account_id}:root"
}

resource "aws_sns_topic" "news" {
  name         = "news"
  display_name = "News ${var.revision}"

  tags = {
    Name = "news"
  }
}

resource "aws_sns_topic_policy" "news" {
  arn = aws_sns_topic.news.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "connections"
      Effect    = "Allow"
      Principal = { Service = "vpce.amazonaws.com" }
      Action    = "SNS:Publish"
      Resource  = aws_sns_topic.news.arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.provider.account_id }
      }
    }]
  })
}

resource "aws_sns_topic_subscription" "nobody" {
  topic_arn            = aws_sns_topic.news.arn
  protocol             = "http"
  endpoint             = "http://198.19.0.250/"
  raw_message_delivery = var.revision == 2
}

resource "aws_vpc_endpoint_connection_notification" "news" {
  vpc_endpoint_service_id     = aws_vpc_endpoint_service.this.id
  connection_notification_arn = aws_sns_topic.news.arn
  connection_events           = var.revision == 1 ? ["Accept", "Reject"] : ["Accept", "Connect", "Reject"]

  depends_on = [aws_sns_topic_policy.news]
}

# The consumer's network has the same addresses.
resource "aws_vpc" "consumer" {
  provider   = aws.other
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "consumer" {
  provider          = aws.other
  vpc_id            = aws_vpc.consumer.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_vpc_endpoint" "shop" {
  provider          = aws.other
  vpc_id            = aws_vpc.consumer.id
  service_name      = aws_vpc_endpoint_service.this.service_name
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.consumer.id]

  depends_on = [aws_vpc_endpoint_service_allowed_principal.consumer]
}

resource "aws_vpc_endpoint_connection_accepter" "shop" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  vpc_endpoint_id         = aws_vpc_endpoint.shop.id
}

# Another consumer, of the same account in another Region.
resource "aws_vpc" "west" {
  provider   = aws.west
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "west" {
  provider          = aws.west
  vpc_id            = aws_vpc.west.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-west-2b"
}

resource "aws_vpc_endpoint" "west" {
  provider          = aws.west
  vpc_id            = aws_vpc.west.id
  service_name      = aws_vpc_endpoint_service.this.service_name
  service_region    = "us-east-1"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.west.id]
}

resource "aws_vpc_endpoint_connection_accepter" "west" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  vpc_endpoint_id         = aws_vpc_endpoint.west.id
}
