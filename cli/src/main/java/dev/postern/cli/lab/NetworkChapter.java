package dev.postern.cli.lab;

import static dev.postern.cli.lab.LabContext.names;

/** The VPC, its subnets and routes, its security groups, and a key pair. */
record NetworkChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("The network: one VPC, a public and a private subnet");
        String network = lab.plan().network();
        lab.make(
                names("vpc", "igw"),
                lab.onHost(
                        "Create the VPC",
                        "aws ec2 create-vpc --cidr-block " + network + ".0.0/16 --tag-specifications"
                                + " 'ResourceType=vpc,Tags=[{Key=Name,Value="
                                + lab.plan().name() + "}]'"
                                + " --query Vpc.VpcId --output text",
                        "a VPC comes with a main route table, a default security group and a default network ACL"),
                lab.onHost(
                        "Create an internet gateway",
                        "aws ec2 create-internet-gateway --query InternetGateway.InternetGatewayId --output text",
                        "it leads nowhere until it is attached and a route points at it"));
        subnets(network);
        routes();
        securityGroups();
    }

    private void subnets(String network) {
        lab.make(
                names("public-subnet", "private-subnet", "-"),
                lab.onHost(
                        "Create the public subnet",
                        "aws ec2 create-subnet --vpc-id {vpc} --cidr-block " + network
                                + ".1.0/24 --query Subnet.SubnetId --output text",
                        "public is only a name: a route to the internet gateway will make it so"),
                lab.onHost(
                        "Create the private subnet",
                        "aws ec2 create-subnet --vpc-id {vpc} --cidr-block " + network
                                + ".2.0/24 --query Subnet.SubnetId --output text",
                        "it will never get such a route"),
                lab.onHost(
                        "Attach the internet gateway",
                        "aws ec2 attach-internet-gateway --internet-gateway-id {igw} --vpc-id {vpc}",
                        "a VPC has at most one"));
    }

    private void routes() {
        lab.make(
                names("public-table", "private-table", "-"),
                lab.onHost(
                        "Create the public route table",
                        "aws ec2 create-route-table --vpc-id {vpc} --query RouteTable.RouteTableId --output text",
                        "a new table has the local route, and no other"),
                lab.onHost(
                        "Create the private route table",
                        "aws ec2 create-route-table --vpc-id {vpc} --query RouteTable.RouteTableId --output text",
                        "so that the private subnet shares nothing with the public one"),
                lab.onHost(
                        "Give public addresses to what starts in the public subnet",
                        "aws ec2 modify-subnet-attribute --subnet-id {public-subnet} --map-public-ip-on-launch",
                        "an instance without a public address cannot pass the internet gateway, whatever its routes"));
        lab.together(
                lab.onHost(
                        "Route the public table to the internet gateway",
                        "aws ec2 create-route --route-table-id {public-table} --destination-cidr-block 0.0.0.0/0"
                                + " --gateway-id {igw}",
                        "this route is what makes a subnet public"),
                lab.onHost(
                        "Associate the public table",
                        "aws ec2 associate-route-table --route-table-id {public-table} --subnet-id {public-subnet}"
                                + " --query AssociationState.State --output text",
                        "the association replaces the main table for this subnet"),
                lab.onHost(
                        "Associate the private table",
                        "aws ec2 associate-route-table --route-table-id {private-table} --subnet-id {private-subnet}"
                                + " --query AssociationState.State --output text",
                        "the private subnet now has the local route alone"));
    }

    private void securityGroups() {
        String name = lab.plan().name();
        lab.make(
                names("public-group", "private-group", "-", "image"),
                lab.onHost(
                        "Create the bastion's security group",
                        "aws ec2 create-security-group --group-name " + name + "-public --description bastion"
                                + " --vpc-id {vpc} --query GroupId --output text",
                        "it allows nothing in, and everything out"),
                lab.onHost(
                        "Create the private security group",
                        "aws ec2 create-security-group --group-name " + name + "-private --description private"
                                + " --vpc-id {vpc} --query GroupId --output text",
                        "another group, so that it can refer to the first"),
                lab.onHost(
                        "Create a key pair",
                        "aws ec2 create-key-pair --key-name " + name + "-key --key-type ed25519 --query KeyMaterial"
                                + " --output text > key.pem && chmod 600 key.pem && head -1 key.pem",
                        "AWS keeps the public half only; the private half is shown this once"),
                lab.onHost(
                        "Find the image",
                        "aws ec2 describe-images --owners amazon --filters Name=state,Values=available"
                                + " --query 'Images[0].ImageId' --output text",
                        "the default image has sshd and the AWS CLI, as Amazon's have"));
        lab.together(
                lab.onHost(
                        "Let ssh in to the bastion",
                        "aws ec2 authorize-security-group-ingress --group-id {public-group} --protocol tcp --port 22"
                                + " --cidr 0.0.0.0/0 --query Return",
                        "anyone may knock; the key decides"),
                lab.onHost(
                        "Let ssh in to the private group from the bastion's group",
                        "aws ec2 authorize-security-group-ingress --group-id {private-group} --protocol tcp --port 22"
                                + " --source-group {public-group} --query Return",
                        "a rule can name a group: its members, whatever their addresses"));
    }
}
