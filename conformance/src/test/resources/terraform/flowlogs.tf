resource "aws_s3_bucket" "flows" {
  bucket        = "lab-flows-${data.aws_caller_identity.current.account_id}"
  force_destroy = true
}

resource "aws_flow_log" "lab" {
  vpc_id               = aws_vpc.lab.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.flows.arn
  tags                 = { Name = "lab", Revision = tostring(var.revision) }
}

# What it says cannot be changed: the second apply makes another one in its place.
resource "aws_flow_log" "private" {
  subnet_id                = aws_subnet.private.id
  traffic_type             = "REJECT"
  log_destination_type     = "s3"
  log_destination          = "${aws_s3_bucket.flows.arn}/private/"
  log_format               = var.revision == 1 ? "$${version} $${vpc-id} $${action}" : "$${flow-direction} $${action}"
  max_aggregation_interval = 60

  destination_options {
    file_format                = "plain-text"
    hive_compatible_partitions = true
    per_hour_partition         = true
  }
}
