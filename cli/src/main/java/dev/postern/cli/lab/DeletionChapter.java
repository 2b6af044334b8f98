package dev.postern.cli.lab;

/** The door's end. */
record DeletionChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Deleting the endpoint");
        lab.run(lab.step(
                "Delete it, and look at once",
                lab.host(),
                "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {endpoint} --query Unsuccessful --output text"
                        + " && aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint}"
                        + " --query 'VpcEndpoints[0].State' --output text",
                // On a busy machine the second command can begin after all of it is over.
                Expectation.prints("deleting").or(Expectation.fails("InvalidVpcEndpointId.NotFound")),
                "available, deleting, gone"));
        lab.stage()
                .until(
                        lab.step(
                                "Look until it is gone",
                                lab.host(),
                                "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint}",
                                Expectation.fails("InvalidVpcEndpointId.NotFound"),
                                "a deleted endpoint's id is not found"),
                        20);
        lab.together(
                lab.step(
                        "Look at the private route table",
                        lab.host(),
                        "aws ec2 describe-route-tables --route-table-ids {private-table}"
                                + " --query 'RouteTables[0].Routes[].DestinationPrefixListId' --output json",
                        Expectation.prints("^\\[]$"),
                        "the endpoint's route went with it"),
                lab.refused(
                        "List buckets from the private instance",
                        lab.privateInstance(),
                        GatewayEndpointChapter.IMPATIENT + "s3 ls",
                        Expectation.fails(GatewayEndpointChapter.TIMES_OUT),
                        GatewayEndpointChapter.LIST_BUCKETS));
    }
}
