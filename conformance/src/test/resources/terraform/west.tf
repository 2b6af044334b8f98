# Another Region beside that of provider.tf.
provider "aws" {
  alias                   = "west"
  region                  = "us-west-2"
  access_key              = "test"
  secret_key              = "test"
  skip_metadata_api_check = true

  endpoints {
    ec2 = var.endpoint
    iam = var.endpoint
    sts = var.endpoint
  }
}
