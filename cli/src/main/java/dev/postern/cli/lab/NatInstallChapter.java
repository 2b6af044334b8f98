package dev.postern.cli.lab;

/** Through the gateway: packages, and S3 by the role. */
record NatInstallChapter(LabContext lab) {
    void run() {
        String bucket = NatNetworkChapter.bucket(lab);
        lab.stage().chapter("Through the NAT gateway");
        lab.run(lab.allowed(
                "Update apt's lists",
                lab.console("private"),
                NatLockedInChapter.UPDATE,
                Expectation.prints("Packages"),
                "same command, same address: only the route is new",
                NatLockedInChapter.QUESTION));
        lab.run(lab.step(
                "Install the AWS CLI",
                lab.console("private"),
                "apt-get install -q -y --no-install-recommends awscli > /root/apt.log 2>&1 || { cat /root/apt.log; exit 1; };"
                        + " grep -E '^(Need|Fetched|Setting up awscli)' /root/apt.log; aws --version",
                Expectation.prints("Fetched .*Setting up awscli.*aws-cli/"),
                "into the instance's own /usr: neither the image nor the host has more than before"));
        lab.run(lab.step(
                "Look at the mirror, who came",
                lab.host(),
                "ssh -F ssh_config mirror \"awk '/awscli/ {print \\$1, \\$7}' /var/log/mirror | tail -1\" && aws ec2"
                        + " describe-nat-gateways --nat-gateway-ids {nat}"
                        + " --query 'NatGateways[0].NatGatewayAddresses[0].PublicIp' --output text",
                Expectation.prints("^(\\S+) /\\S*awscli\\S*$.^\\1$"),
                "the NAT gateway's Elastic IP address; the private one is nobody's business"));
        lab.run(lab.allowed(
                "Read the bucket by the role",
                lab.console("private"),
                "aws sts get-caller-identity --query Arn --output text && aws s3 ls s3://" + bucket
                        + " && aws s3 cp s3://" + bucket + "/note -",
                Expectation.prints("assumed-role/" + NatNetworkChapter.role(lab) + "/.*note.*far away"),
                "keys from the metadata service, S3 by its public address, through the NAT gateway",
                "{private} s3:GetObject s3://" + bucket + "/note"));
        lab.run(lab.step(
                "Try the NAT gateway's address from the internet side",
                lab.host(),
                "curl -sS -p --max-time 5 -x http://127.0.0.1:" + lab.cloud().port()
                        + " http://$(aws ec2 describe-nat-gateways --nat-gateway-ids {nat}"
                        + " --query 'NatGateways[0].NatGatewayAddresses[0].PublicIp' --output text)/",
                Expectation.fails(""),
                "it is a way out, and none in: nothing begins a connection with it"));
    }
}
