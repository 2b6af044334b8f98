# A bucket that keeps versions, encrypted with a key of KMS, another as a website, and what an account has for itself.
data "aws_caller_identity" "me" {}

resource "aws_kms_key" "k" {
  description             = "for the bucket"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  tags                    = { a = "b" }
}
resource "aws_kms_alias" "k" {
  name          = "alias/lab"
  target_key_id = aws_kms_key.k.key_id
}
resource "aws_kms_grant" "g" {
  name              = "g"
  key_id            = aws_kms_key.k.key_id
  grantee_principal = aws_iam_role.r.arn
  operations        = ["Encrypt", "Decrypt"]
}
resource "aws_iam_openid_connect_provider" "o" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
resource "aws_iam_role" "r" {
  name               = "lab-r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.o.arn }, Action = "sts:AssumeRoleWithWebIdentity", Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } } }] })
}
resource "aws_iam_service_linked_role" "s" { aws_service_name = "elasticloadbalancing.amazonaws.com" }
resource "aws_iam_account_alias" "a" { account_alias = "postern-lab-account" }
resource "aws_iam_account_password_policy" "p" {
  minimum_password_length = 11 + var.revision
  require_symbols         = true
}
resource "aws_s3_bucket" "b" {
  bucket        = "lab-bucket-one"
  force_destroy = true
  tags          = { team = "x" }
}
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = var.revision == 1 ? "Enabled" : "Suspended" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
    bucket_key_enabled = true
  }
}
resource "aws_s3_bucket_cors_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["PUT", "POST"]
    allowed_origins = ["https://s3-website-test.hashicorp.com"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000 * var.revision
  }
}
resource "aws_s3_bucket" "w" { bucket = "lab-bucket-web" }
resource "aws_s3_bucket_website_configuration" "w" {
  bucket = aws_s3_bucket.w.id
  index_document { suffix = "index.html" }
  error_document { key = "error.html" }
  routing_rule {
    condition { key_prefix_equals = "docs/" }
    redirect { replace_key_prefix_with = "documents${var.revision}/" }
  }
}
resource "aws_s3_bucket_public_access_block" "w" {
  bucket                  = aws_s3_bucket.w.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_ownership_controls" "w" {
  bucket = aws_s3_bucket.w.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_s3_bucket_acl" "w" {
  depends_on = [aws_s3_bucket_ownership_controls.w, aws_s3_bucket_public_access_block.w]
  bucket     = aws_s3_bucket.w.id
  acl        = "public-read"
}
resource "aws_s3_bucket_request_payment_configuration" "w" {
  bucket = aws_s3_bucket.w.id
  payer  = var.revision == 1 ? "Requester" : "BucketOwner"
}
resource "aws_s3_bucket_accelerate_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  status = "Enabled"
}
resource "aws_s3_bucket_metric" "b" {
  bucket = aws_s3_bucket.b.id
  name   = "EntireBucket"
}
resource "aws_s3_bucket_analytics_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  name   = "all"
}
resource "aws_s3_bucket_intelligent_tiering_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  name   = "all"
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}
resource "aws_s3_bucket_inventory" "b" {
  bucket                   = aws_s3_bucket.b.id
  name                     = "weekly"
  included_object_versions = "All"
  schedule { frequency = "Weekly" }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.w.arn
    }
  }
}
resource "aws_s3_bucket_logging" "b" {
  bucket        = aws_s3_bucket.b.id
  target_bucket = aws_s3_bucket.w.id
  target_prefix = "log/"
}
resource "aws_s3_object" "o" {
  depends_on = [aws_s3_bucket_versioning.b, aws_s3_bucket_server_side_encryption_configuration.b]
  bucket     = aws_s3_bucket.b.id
  key        = "a/b"
  content    = "hello ${var.revision}"
  tags       = { x = "y" }
}
resource "aws_s3_object_copy" "c" {
  bucket            = aws_s3_bucket.b.id
  key               = "a/c"
  tagging_directive = "REPLACE"
  source            = "${aws_s3_bucket.b.id}/${aws_s3_object.o.key}"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "tls", Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" }, StringNotEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.me.account_id } } }] })
}

resource "aws_s3_bucket_lifecycle_configuration" "b" {
  depends_on = [aws_s3_bucket_versioning.b]
  bucket     = aws_s3_bucket.b.id
  rule {
    id     = "logs"
    status = "Enabled"
    filter {
      and {
        prefix = "logs/"
        tags   = { keep = "no" }
      }
    }
    expiration { days = 30 + var.revision }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    noncurrent_version_expiration {
      noncurrent_days           = 7
      newer_noncurrent_versions = 2
    }
  }
  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload { days_after_initiation = 2 }
  }
}

resource "aws_s3_bucket" "locked" {
  bucket              = "lab-bucket-locked"
  object_lock_enabled = true
  force_destroy       = true
}

resource "aws_s3_bucket_object_lock_configuration" "locked" {
  bucket = aws_s3_bucket.locked.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = var.revision
    }
  }
}

resource "aws_s3_object" "locked" {
  bucket                        = aws_s3_bucket.locked.id
  key                           = "kept"
  content                       = "kept"
  object_lock_legal_hold_status = var.revision == 1 ? "ON" : "OFF"
  object_lock_mode              = "GOVERNANCE"
  object_lock_retain_until_date = "2036-01-01T00:00:00Z"
  force_destroy                 = true
}

resource "aws_sns_topic" "events" {
  name = "lab-bucket-events"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "SNS:Publish"
      Resource  = "arn:aws:sns:us-east-1:${data.aws_caller_identity.me.account_id}:lab-bucket-events"
      Condition = { ArnLike = { "aws:SourceArn" = aws_s3_bucket.b.arn } }
    }]
  })
}

resource "aws_s3_bucket_notification" "b" {
  bucket = aws_s3_bucket.b.id
  topic {
    topic_arn     = aws_sns_topic.events.arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = var.revision == 1 ? "in/" : "out/"
  }
}

resource "aws_s3_bucket" "trail" {
  bucket        = "lab-bucket-trail"
  force_destroy = true
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.trail.arn
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.trail.arn}/AWSLogs/${data.aws_caller_identity.me.account_id}/*"
        Condition = { StringEquals = { "s3:x-amz-acl" = "bucket-owner-full-control" } }
      },
    ]
  })
}

resource "aws_cloudtrail" "audit" {
  depends_on     = [aws_s3_bucket_policy.trail]
  name           = "audit"
  s3_bucket_name = aws_s3_bucket.trail.id
  advanced_event_selector {
    name = "what is written"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field  = "readOnly"
      equals = ["false"]
    }
  }
  tags = { revision = tostring(var.revision) }
}
