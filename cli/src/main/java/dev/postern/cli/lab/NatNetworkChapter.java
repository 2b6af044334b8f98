package dev.postern.cli.lab;

import static dev.postern.cli.lab.LabContext.names;

/** A VPC with a public and a private subnet, a role, a bucket, and an instance in the private subnet. */
record NatNetworkChapter(LabContext lab) {
    private static final String TRUST = """
            {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
            """;

    void run() {
        lab.stage().chapter("A VPC with a private subnet, and an instance in it");
        network();
        routes();
        lab.file("trust.json", TRUST);
        role();
        launch();
    }

    private void network() {
        String network = lab.plan().network();
        lab.make(
                names("vpc", "igw"),
                lab.onHost(
                        "Create the VPC",
                        "aws ec2 create-vpc --cidr-block " + network + ".0.0/16 --query Vpc.VpcId --output text",
                        "with a main route table that has the local route alone"),
                lab.onHost(
                        "Create an internet gateway",
                        "aws ec2 create-internet-gateway --query InternetGateway.InternetGatewayId --output text",
                        "a public NAT gateway needs one"));
        lab.make(
                names("public-subnet", "private-subnet", "-", "table"),
                subnet("public", network + ".1.0/24", "for the NAT gateway"),
                subnet("private", network + ".2.0/24", "for the instance"),
                lab.onHost(
                        "Attach the internet gateway",
                        "aws ec2 attach-internet-gateway --internet-gateway-id {igw} --vpc-id {vpc}",
                        "a VPC has at most one"),
                lab.onHost(
                        "Find the main route table",
                        "aws ec2 describe-route-tables --filters Name=vpc-id,Values={vpc}"
                                + " --query 'RouteTables[0].RouteTableId' --output text",
                        "the private subnet uses it"));
    }

    private Step subnet(String name, String block, String why) {
        return lab.onHost(
                "Create the " + name + " subnet",
                "aws ec2 create-subnet --vpc-id {vpc} --cidr-block " + block + " --query Subnet.SubnetId --output text",
                why);
    }

    private void routes() {
        lab.resources()
                .put(
                        "public-table",
                        lab.run(lab.onHost(
                                "Create the public subnet's route table",
                                "aws ec2 create-route-table --vpc-id {vpc} --query RouteTable.RouteTableId --output text",
                                "so that the private one's stays without a way out")));
        lab.together(
                lab.onHost(
                        "Route it to the internet gateway",
                        "aws ec2 create-route --route-table-id {public-table} --destination-cidr-block 0.0.0.0/0"
                                + " --gateway-id {igw} --query Return",
                        "this route is what makes a subnet public"),
                lab.onHost(
                        "Associate it",
                        "aws ec2 associate-route-table --route-table-id {public-table} --subnet-id {public-subnet}"
                                + " --query AssociationState.State --output text",
                        "the association replaces the main table for this subnet"));
    }

    private void role() {
        String role = role(lab);
        lab.together(
                lab.onHost(
                        "Create a role that may read S3, and its instance profile",
                        "aws iam create-role --role-name " + role
                                + " --assume-role-policy-document file://trust.json --query Role.Arn --output text"
                                + " && aws iam attach-role-policy --role-name " + role
                                + " --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
                                + " && aws iam create-instance-profile --instance-profile-name " + role
                                + " --query InstanceProfile.Arn --output text"
                                + " && aws iam add-role-to-instance-profile --instance-profile-name " + role
                                + " --role-name " + role,
                        "its keys come from the metadata service, which needs no way out"),
                lab.onHost(
                        "Create a bucket with an object",
                        "aws s3 mb s3://" + bucket(lab) + " && echo 'far away' | aws s3 cp - s3://" + bucket(lab)
                                + "/note",
                        "private, as every bucket"));
    }

    private void launch() {
        lab.resources()
                .put(
                        "private",
                        lab.run(lab.onHost(
                                "Launch the private instance",
                                "aws ec2 run-instances --image-id {debian} --instance-type t3.micro"
                                        + " --subnet-id {private-subnet} --iam-instance-profile Name=" + role(lab)
                                        + " --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=private}]'"
                                        + " --query 'Instances[0].InstanceId' --output text",
                                "no public address; the default group lets everything out")));
        lab.run(lab.onHost(
                "Wait until it runs",
                "aws ec2 wait instance-running --instance-ids {private}",
                "the first launch of this image on a machine makes it, of packages from the host's archive"));
    }

    static String role(LabContext lab) {
        return lab.plan().name() + "-nat";
    }

    static String bucket(LabContext lab) {
        return lab.plan().name() + "-nat";
    }
}
