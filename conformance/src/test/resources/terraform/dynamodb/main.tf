# Gateway endpoints of both services in one route table, and tables with all that a table can have.
resource "aws_vpc" "lab" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.lab.id
}

resource "aws_vpc_endpoint" "gateway" {
  for_each        = toset(["s3", "dynamodb"])
  vpc_id          = aws_vpc.lab.id
  service_name    = "com.amazonaws.us-east-1.${each.key}"
  route_table_ids = [aws_route_table.private.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = var.revision == 1 ? "${each.key}:*" : "${each.key}:Get*"
      Resource  = "*"
    }]
  })
}

resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "customer"
  range_key                   = "number"
  deletion_protection_enabled = false

  attribute {
    name = "customer"
    type = "S"
  }

  attribute {
    name = "number"
    type = "N"
  }

  attribute {
    name = "state"
    type = "S"
  }

  local_secondary_index {
    name            = "byCustomerState"
    range_key       = "state"
    projection_type = "ALL"
  }

  global_secondary_index {
    name               = "byState"
    hash_key           = "state"
    projection_type    = "INCLUDE"
    non_key_attributes = ["note"]
  }

  dynamic "global_secondary_index" {
    for_each = var.revision == 1 ? [] : [1]
    content {
      name            = "byNumber"
      hash_key        = "number"
      projection_type = "KEYS_ONLY"
    }
  }

  ttl {
    attribute_name = "until"
    enabled        = true
  }

  tags = {
    Revision = var.revision
  }
}

resource "aws_dynamodb_table" "counted" {
  name           = "counted"
  read_capacity  = var.revision
  write_capacity = 1
  hash_key       = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table_item" "first" {
  table_name = aws_dynamodb_table.counted.name
  hash_key   = aws_dynamodb_table.counted.hash_key
  item       = jsonencode({ id = { S = "first" }, revision = { N = tostring(var.revision) } })
}
