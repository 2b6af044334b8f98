package dev.postern.cli.lab;

/** Taking everything down. */
record NatCleanUpChapter(LabContext lab) {
    void run() {
        String role = NatNetworkChapter.role(lab);
        lab.stage().chapter("Clean up");
        lab.together(
                lab.onHost(
                        "Delete the bucket",
                        "aws s3 rb s3://" + NatNetworkChapter.bucket(lab) + " --force",
                        "with what is in it"),
                lab.terminate("{private} {mirror}", "what was installed goes with its volume"));
        lab.together(
                lab.onHost(
                        "Delete the instance profile and the role",
                        "aws iam remove-role-from-instance-profile --instance-profile-name " + role + " --role-name "
                                + role + " && aws iam delete-instance-profile --instance-profile-name " + role
                                + " && aws iam detach-role-policy --role-name " + role
                                + " --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
                                + " && aws iam delete-role --role-name " + role,
                        "in this order"),
                lab.onHost(
                        "Delete the key pair and the mirror's group",
                        "aws ec2 delete-key-pair --key-name " + lab.plan().name()
                                + "-key && aws ec2 delete-security-group --group-id {mirror-group}",
                        "the default VPC stays"),
                lab.onHost(
                        "Delete the subnets, the gateway, the route table and the VPC",
                        "aws ec2 delete-subnet --subnet-id {private-subnet} && aws ec2 delete-subnet --subnet-id {public-subnet}"
                                + " && aws ec2 detach-internet-gateway --internet-gateway-id {igw} --vpc-id {vpc}"
                                + " && aws ec2 delete-internet-gateway --internet-gateway-id {igw}"
                                + " && aws ec2 delete-route-table --route-table-id {public-table}"
                                + " && aws ec2 delete-vpc --vpc-id {vpc}",
                        "the main route table goes with the VPC"));
    }
}
