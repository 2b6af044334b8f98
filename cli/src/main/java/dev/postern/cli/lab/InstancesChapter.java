package dev.postern.cli.lab;

import static dev.postern.cli.lab.LabContext.names;

import dev.postern.cli.InternetSide;

/** A public and a private instance, and the ways to log in to them. */
record InstancesChapter(LabContext lab) {
    /** As on AWS, sshd lets people in while user data still runs. */
    private static final String READ_WHAT_USER_DATA_LEFT =
            "timeout 60 sh -c \"until cat /var/log/user-data-was-here 2> /dev/null; do sleep 0.2; done\"";

    void run() {
        lab.stage().chapter("Two instances: one public, one private");
        launch();
        addresses();
        logIn();
        hop();
    }

    private void launch() {
        String key = lab.plan().name() + "-key";
        lab.file("user-data.sh", "#!/bin/bash\necho \"user data ran as $(id -un)\" > /var/log/user-data-was-here\n");
        lab.make(
                names("public-instance", "private-instance"),
                lab.onHost(
                        "Launch the public instance",
                        "aws ec2 run-instances --image-id {image} --instance-type t3.micro --key-name " + key
                                + " --subnet-id {public-subnet} --security-group-ids {public-group}"
                                + " --user-data file://user-data.sh --query 'Instances[0].InstanceId' --output text",
                        "its subnet gives it a public address"),
                lab.onHost(
                        "Launch the private instance",
                        "aws ec2 run-instances --image-id {image} --instance-type t3.micro --key-name " + key
                                + " --subnet-id {private-subnet} --security-group-ids {private-group}"
                                + " --user-data file://user-data.sh --query 'Instances[0].InstanceId' --output text",
                        "no public address: it is not addressable from outside"));
        lab.run(lab.onHost(
                "Wait until both run",
                "aws ec2 wait instance-running --instance-ids {public-instance} {private-instance}",
                "the waiter polls DescribeInstances, as it does on AWS"));
    }

    private void addresses() {
        lab.make(
                names("public-ip", "private-ip"),
                lab.step(
                        "Read the public instance's public address",
                        lab.host(),
                        "aws ec2 describe-instances --instance-ids {public-instance}"
                                + " --query 'Reservations[0].Instances[0].PublicIpAddress' --output text",
                        Expectation.prints("^198\\.19\\."),
                        "the internet gateway translates it one to one; the instance itself never sees it"),
                lab.step(
                        "Read the private instance's addresses",
                        lab.host(),
                        "aws ec2 describe-instances --instance-ids {private-instance}"
                                + " --query 'Reservations[0].Instances[0].[PublicIpAddress,PrivateIpAddress]'"
                                + " --output text | sed 's/^None\\s*//'",
                        Expectation.prints("^" + lab.plan().network().replace(".", "\\.") + "\\.2\\."),
                        "only a private one"));
        lab.file("ssh_config", """
                Host *
                  User ec2-user
                  IdentityFile %1$s/key.pem
                  IdentitiesOnly yes
                  StrictHostKeyChecking accept-new
                  UserKnownHostsFile %1$s/known_hosts
                  LogLevel ERROR
                  ConnectTimeout 10
                  ControlPath %1$s/login-%%n
                Host public
                  HostName {public-ip}
                  ProxyCommand %2$s
                Host private
                  HostName {private-ip}
                  ProxyJump public
                """.formatted(
                        lab.directory(), InternetSide.proxyCommand(lab.cloud().port())));
    }

    private void logIn() {
        lab.run(lab.allowed(
                "Log in to the public instance with the key pair",
                lab.host(),
                "ssh -F ssh_config public 'hostname; id -un; " + READ_WHAT_USER_DATA_LEFT + "'",
                Expectation.prints("^ip-.*^ec2-user$.*^user data ran as root$"),
                "internet, internet gateway, route, network ACL, security group, sshd, key: all of them agreed",
                "internet {public-instance}:22"));
        lab.run(lab.onHost(
                "Push another key with EC2 Instance Connect",
                "ssh-keygen -q -t ed25519 -N '' -f pushed && aws ec2-instance-connect send-ssh-public-key"
                        + " --instance-id {public-instance} --instance-os-user ec2-user"
                        + " --ssh-public-key file://pushed.pub --query Success",
                "it is valid for 60 seconds; sshd on the instance asks the metadata service for it"));
        lab.run(lab.allowed(
                "Log in with the pushed key",
                lab.host(),
                "ssh -F none -i pushed -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new"
                        + " -o UserKnownHostsFile=known_hosts -o ProxyCommand='"
                        + InternetSide.proxyCommand(lab.cloud().port())
                        + "' ec2-user@{public-ip} id -un",
                Expectation.prints("^ec2-user$"),
                "no key pair was needed, only the permission to push one",
                "internet {public-instance}:22"));
    }

    private void hop() {
        lab.run(lab.allowed(
                "Hop from the public instance to the private one",
                lab.host(),
                "ssh -F ssh_config private 'hostname; " + READ_WHAT_USER_DATA_LEFT + "'",
                Expectation.prints("^ip-.*^user data ran as root$"),
                "within the VPC the local route leads there, and its group admits members of the bastion's",
                "{public-instance} {private-ip}:22"));
        lab.run(lab.refused(
                "Try the private instance from the internet side",
                lab.host(),
                "timeout 5 ssh -F ssh_config -o ProxyJump=none -o ProxyCommand='"
                        + InternetSide.proxyCommand(lab.cloud().port()) + "' ec2-user@{private-ip} id",
                Expectation.fails(""),
                "internet {private-instance}:22"));
    }
}
