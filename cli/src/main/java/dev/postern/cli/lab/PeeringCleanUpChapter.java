package dev.postern.cli.lab;

/** Taking everything down. */
record PeeringCleanUpChapter(LabContext lab) {
    void run() {
        String bucket = lab.plan().name() + "-peering";
        lab.stage().chapter("Clean up");
        lab.together(
                lab.onHost(
                        "Delete the bucket",
                        "aws s3 rb s3://" + bucket + " --force",
                        "its policy lets anybody read, and the owner do everything"),
                lab.onHost(
                        "Delete the endpoint and the second connection",
                        "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {endpoint} --query Unsuccessful --output text"
                                + " && aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id {further}"
                                + " --query Return",
                        "a VPC cannot be deleted while it has an endpoint; its peering connections would go with it"),
                lab.terminate("{app} {data} {third}", "their interfaces go with them"));
        lab.untilGone("Look until the endpoint is gone", "endpoint", "a deleted endpoint's id is not found");
        lab.together(PeeringNetworksChapter.SITES.stream()
                .map(site -> lab.onHost(
                        "Delete the VPC " + site + ", its subnet and its group",
                        "aws ec2 delete-subnet --subnet-id {" + site + "-subnet}"
                                + " && aws ec2 delete-security-group --group-id {" + site
                                + "-group} && aws ec2 delete-vpc --vpc-id {" + site + "-vpc}",
                        "its main route table goes with it"))
                .toArray(Step[]::new));
    }
}
