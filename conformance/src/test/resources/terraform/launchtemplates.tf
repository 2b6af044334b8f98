# A template that gets a second version, which is not its default one: the instance stays as it is.
resource "aws_launch_template" "web" {
  name          = "web"
  image_id      = data.aws_ami.linux.id
  instance_type = "t3.micro"
  description   = "revision ${var.revision}"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  network_interfaces {
    device_index          = 0
    subnet_id             = aws_subnet.private.id
    security_groups       = [aws_security_group.bastion.id]
    delete_on_termination = true
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "from-template" }
  }

  tags = { Name = "web" }
}

resource "aws_instance" "templated" {
  launch_template {
    id      = aws_launch_template.web.id
    version = "$Default"
  }
}
