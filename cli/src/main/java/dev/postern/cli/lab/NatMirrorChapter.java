package dev.postern.cli.lab;

import static dev.postern.cli.lab.LabContext.names;

import dev.postern.cli.InternetSide;

/** A package mirror with a public address, in the default VPC: the internet, as seen from any other VPC. */
record NatMirrorChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Somewhere on the internet: a mirror of Debian packages");
        prepare();
        launch();
    }

    private void prepare() {
        String name = lab.plan().name();
        lab.make(
                names("mirror-group", "-", "image", "debian"),
                lab.onHost(
                        "Create a security group in the default VPC",
                        "aws ec2 create-security-group --group-name " + name
                                + "-mirror --description mirror --query GroupId --output text",
                        "the default VPC is public: it has an internet gateway, and its subnets give public addresses"),
                lab.onHost(
                        "Create a key pair",
                        "aws ec2 create-key-pair --key-name " + name + "-key --key-type ed25519 --query KeyMaterial"
                                + " --output text > key.pem && chmod 600 key.pem && head -1 key.pem",
                        "for ssh to the mirror"),
                lab.onHost(
                        "Find the image for the mirror",
                        "aws ec2 describe-images --owners amazon --filters 'Name=name,Values=postern-debian-*'"
                                + " --query 'Images[0].ImageId' --output text",
                        "it shares the host's programs"),
                lab.onHost(
                        "Find the image for the private instance",
                        "aws ec2 describe-images --owners 136693071363 --filters 'Name=name,Values=postern-apt-*'"
                                + " --query 'Images[0].ImageId' --output text",
                        "the Debian account's: a /usr of its own, apt-get, and no AWS CLI"));
        lab.file(
                "mirror.sh",
                "#!/bin/bash\ninstall -d -o ec2-user /srv/mirror\n"
                        + "setsid python3 -m http.server --directory /srv/mirror 80 > /var/log/mirror 2>&1 < /dev/null &\n");
        lab.make(
                names("-", "mirror"),
                lab.onHost(
                        "Let http and ssh in to it",
                        "for port in 22 80; do aws ec2 authorize-security-group-ingress --group-id {mirror-group}"
                                + " --protocol tcp --port $port --cidr 0.0.0.0/0 --query Return; done",
                        "anyone may fetch"),
                lab.onHost(
                        "Launch the mirror",
                        "aws ec2 run-instances --image-id {image} --instance-type t3.micro --key-name " + name
                                + "-key --security-group-ids {mirror-group} --user-data file://mirror.sh"
                                + " --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=mirror}]'"
                                + " --query 'Instances[0].InstanceId' --output text",
                        "where no subnet is named it is one of the default VPC's"));
    }

    private void launch() {
        lab.run(lab.onHost(
                "Wait until it runs",
                "aws ec2 wait instance-running --instance-ids {mirror}",
                "the waiter polls DescribeInstances, as it does on AWS"));
        lab.make(
                names("mirror-ip"),
                lab.step(
                        "Read its public address",
                        lab.host(),
                        "aws ec2 describe-instances --instance-ids {mirror}"
                                + " --query 'Reservations[0].Instances[0].PublicIpAddress' --output text",
                        Expectation.prints("^198\\.19\\."),
                        "the only thing about it that the rest of this story knows"));
        lab.file("ssh_config", """
                Host mirror
                  HostName {mirror-ip}
                  User ec2-user
                  IdentityFile %1$s/key.pem
                  IdentitiesOnly yes
                  StrictHostKeyChecking accept-new
                  UserKnownHostsFile %1$s/known_hosts
                  LogLevel ERROR
                  ConnectTimeout 10
                  ProxyCommand %2$s
                """.formatted(
                        lab.directory(), InternetSide.proxyCommand(lab.cloud().port())));
        lab.run(lab.allowed(
                "Log in to it from the internet side",
                lab.host(),
                "ssh -F ssh_config mirror 'hostname; timeout 60 sh -c \"until [ -d /srv/mirror ]; do sleep 0.2; done\"'",
                Expectation.prints("^ip-"),
                "its packages come later, by this way",
                "internet {mirror}:22"));
    }
}
