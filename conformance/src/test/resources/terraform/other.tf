# Another account beside that of provider.tf.
variable "other_key" {
  type = string
}

variable "other_secret" {
  type      = string
  sensitive = true
}

provider "aws" {
  alias                   = "other"
  region                  = "us-east-1"
  access_key              = var.other_key
  secret_key              = var.other_secret
  skip_metadata_api_check = true

  endpoints {
    ec2     = var.endpoint
    iam     = var.endpoint
    route53 = var.endpoint
    sts     = var.endpoint
  }
}

data "aws_caller_identity" "other" {
  provider = aws.other
}
