package dev.postern.cli.lab;

/** Taking everything down. */
record PrivateLinkCleanUpChapter(LabContext lab) {
    void run() {
        String role = PrivateLinkNetworksChapter.role(lab);
        lab.stage().chapter("Clean up");
        lab.together(
                lab.onHost(
                        "Delete the endpoints, then the service",
                        "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {endpoint} {aws-endpoint} --query Unsuccessful --output text"
                                + " && aws ec2 delete-vpc-endpoint-service-configurations --service-ids {service}"
                                + " --query Unsuccessful --output text",
                        "their interfaces go with them"),
                lab.terminate("{provider} {consumer}", "their interfaces go, too"),
                lab.onHost(
                        "Delete the role",
                        "aws iam remove-role-from-instance-profile --instance-profile-name " + role + " --role-name "
                                + role + " && aws iam delete-instance-profile --instance-profile-name " + role
                                + " && aws iam detach-role-policy --role-name " + role
                                + " --policy-arn arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"
                                + " && aws iam delete-role --role-name " + role,
                        "what is in the profile must be taken out first"));
        lab.untilGone("Look until the endpoint is gone", "endpoint", "a deleted endpoint's id is not found");
        lab.untilGone(
                "Look until the other one is gone",
                "aws-endpoint",
                "a subnet cannot be deleted while an endpoint's interface is in it");
        lab.run(lab.onHost(
                "Delete the balancer and its target group",
                "aws elbv2 delete-load-balancer --load-balancer-arn {balancer}"
                        + " && aws elbv2 wait load-balancers-deleted --load-balancer-arns {balancer}"
                        + " && aws elbv2 delete-target-group --target-group-arn {targets}",
                "its listeners go with it"));
        lab.together(PrivateLinkNetworksChapter.SITES.stream()
                .map(site -> lab.onHost(
                        "Delete the VPC " + site + ", its subnet and its group",
                        "aws ec2 delete-subnet --subnet-id {" + site + "-subnet}"
                                + " && aws ec2 delete-security-group --group-id {" + site
                                + "-group} && aws ec2 delete-vpc --vpc-id {" + site + "-vpc}",
                        "its main route table goes with it"))
                .toArray(Step[]::new));
    }
}
