package dev.postern.cli.lab;

/** Taking everything down, in the order that AWS's dependencies ask for. */
record CleanUpChapter(LabContext lab) {
    void run() {
        String bucket = lab.plan().bucket();
        lab.stage().chapter("Clean up");
        lab.together(
                lab.onHost(
                        "Delete the bucket policy, the objects and the buckets",
                        "aws s3api delete-bucket-policy --bucket " + bucket + " && aws s3 rb s3://" + bucket
                                + " --force && aws s3 rb s3://" + lab.plan().otherBucket(),
                        "root can always remove the policy of its own bucket, even one that denies root everything"),
                lab.terminate(
                        "{public-instance} {private-instance}", "their interfaces and public addresses go with them"));
        lab.together(
                lab.onHost(
                        "Delete the private group, then the bastion's",
                        "aws ec2 delete-security-group --group-id {private-group}"
                                + " && aws ec2 delete-security-group --group-id {public-group}",
                        "a group that another one names cannot be deleted first"),
                lab.onHost(
                        "Detach and delete the internet gateway",
                        "aws ec2 detach-internet-gateway --internet-gateway-id {igw} --vpc-id {vpc}"
                                + " && aws ec2 delete-internet-gateway --internet-gateway-id {igw}",
                        "no public address is left behind it"),
                lab.onHost(
                        "Delete the public subnet",
                        "aws ec2 delete-subnet --subnet-id {public-subnet}",
                        "its association with the route table goes, too"),
                lab.onHost(
                        "Delete the private subnet",
                        "aws ec2 delete-subnet --subnet-id {private-subnet}",
                        "a subnet must be empty"));
        lab.together(
                lab.onHost(
                        "Delete the public route table",
                        "aws ec2 delete-route-table --route-table-id {public-table}",
                        "no subnet uses it"),
                lab.onHost(
                        "Delete the private route table",
                        "aws ec2 delete-route-table --route-table-id {private-table}",
                        "nor this"));
        lab.run(lab.onHost("Delete the VPC", "aws ec2 delete-vpc --vpc-id {vpc}", "what came with it goes with it"));
    }
}
