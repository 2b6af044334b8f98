terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "revision" {
  type    = number
  default = 1
}

# Only what any endpoint of one's own needs: where it is, and that there is no metadata service on this machine.
provider "aws" {
  region                  = "us-east-1"
  access_key              = "test"
  secret_key              = "test"
  skip_metadata_api_check = true
  s3_use_path_style       = true

  endpoints {
    cloudtrail = var.endpoint
    dynamodb   = var.endpoint
    ec2        = var.endpoint
    elbv2      = var.endpoint
    iam        = var.endpoint
    kms        = var.endpoint
    route53    = var.endpoint
    s3         = var.endpoint
    sns        = var.endpoint
    sts        = var.endpoint
  }

  default_tags {
    tags = { Project = "lab" }
  }
}
