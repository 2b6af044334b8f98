package dev.postern.cli.lab;

/** The private instance's way to S3: none, a door without a route, a route to the door. */
record GatewayEndpointChapter(LabContext lab) {
    /** Patience is all that is configured: the CLI's own is four tries of a minute each. */
    static final String IMPATIENT = "AWS_MAX_ATTEMPTS=1 aws --cli-connect-timeout 1 --cli-read-timeout 5 ";

    static final String TIMES_OUT = "Connect timeout on endpoint URL|Could not connect to the endpoint URL";

    static final String LIST_BUCKETS = "{private-instance} s3:ListAllMyBuckets";

    void run() {
        lab.stage().chapter("The door: a gateway endpoint for S3");
        lab.together(
                lab.refused(
                        "Try the internet from the private instance",
                        lab.privateInstance(),
                        "curl -sS --connect-timeout 1 http://" + lab.resources().get("public-ip") + "/",
                        Expectation.fails("(?i)timeout|timed out"),
                        "{private-instance} {public-ip}:80"),
                lab.refused(
                        "List buckets from the private instance",
                        lab.privateInstance(),
                        IMPATIENT + "s3 ls",
                        Expectation.fails(TIMES_OUT),
                        LIST_BUCKETS));
        lab.resources()
                .put(
                        "endpoint",
                        lab.run(lab.step(
                                "Create a gateway endpoint, with no route table",
                                lab.host(),
                                "aws ec2 create-vpc-endpoint --vpc-id {vpc} --service-name com.amazonaws."
                                        + lab.plan().region()
                                        + ".s3 --query VpcEndpoint.VpcEndpointId --output text",
                                Expectation.prints("^vpce-[0-9a-f]{17}$"),
                                "Gateway is the default type")));
        lab.together(
                lab.step(
                        "See its state",
                        lab.host(),
                        "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint}"
                                + " --query 'VpcEndpoints[0].[State,RouteTableIds]' --output json",
                        Expectation.prints("\"available\""),
                        "it is available, and no route leads to it"),
                lab.refused(
                        "List buckets from the private instance",
                        lab.privateInstance(),
                        IMPATIENT + "s3 ls",
                        Expectation.fails(TIMES_OUT),
                        LIST_BUCKETS));
        openTheDoor();
    }

    private void openTheDoor() {
        lab.run(lab.onHost(
                "Associate the private route table",
                "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --add-route-table-ids {private-table}"
                        + " --query Return",
                "AWS adds the endpoint's route to that table by itself"));
        lab.together(
                lab.step(
                        "See the route",
                        lab.host(),
                        "aws ec2 describe-route-tables --route-table-ids {private-table} --query 'RouteTables[0]."
                                + "Routes[].[DestinationCidrBlock,DestinationPrefixListId,GatewayId,State]'"
                                + " --output text",
                        Expectation.prints("pl-[0-9a-f]+\\s+" + lab.resources().get("endpoint") + "\\s+active"),
                        "the prefix list stands for S3's addresses in this Region; the endpoint is the gateway"),
                lab.allowed(
                        "List the bucket from the private instance",
                        lab.privateInstance(),
                        IMPATIENT + "s3 ls s3://" + lab.plan().bucket(),
                        Expectation.prints("large.bin"),
                        "same command, same public name of S3: only the route is new",
                        "{private-instance} s3:ListBucket s3://" + lab.plan().bucket()));
    }
}
