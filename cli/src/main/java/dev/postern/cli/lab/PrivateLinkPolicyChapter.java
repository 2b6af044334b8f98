package dev.postern.cli.lab;

/** An endpoint to a service of AWS: private DNS, and a policy that narrows it. */
record PrivateLinkPolicyChapter(LabContext lab) {
    private static final String ASK =
            "aws ec2 describe-vpcs --vpc-ids {consumer-vpc} --query 'Vpcs[0].VpcId' --output text --region ";

    void run() {
        lab.stage().chapter("The same to a service of AWS, narrowed by a policy");
        String ask = ASK + lab.plan().region();
        String question = "{consumer} ec2:DescribeVpcs *";
        lab.run(lab.refused(
                "Ask EC2 for the VPC, from consumer",
                lab.console("consumer"),
                ask + " --cli-connect-timeout 2",
                Expectation.fails("(?i)connect timeout|could not connect"),
                question));
        lab.resources()
                .put(
                        "aws-endpoint",
                        lab.run(lab.onHost(
                                "Create an interface endpoint for EC2",
                                "aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id {consumer-vpc}"
                                        + " --service-name com.amazonaws."
                                        + lab.plan().region()
                                        + ".ec2 --subnet-ids {consumer-subnet} --security-group-ids {consumer-group}"
                                        + " --query VpcEndpoint.VpcEndpointId --output text",
                                "private DNS is on: EC2's own name leads to it, inside the VPC")));
        lab.stage()
                .until(
                        lab.step(
                                "See its state",
                                lab.host(),
                                PrivateLinkConnectionChapter.state(
                                        lab.resources().get("aws-endpoint")),
                                Expectation.prints("^available$"),
                                "nobody has to accept it"),
                        20);
        lab.run(lab.allowed(
                "Ask again",
                lab.console("consumer"),
                ask,
                Expectation.prints("^" + lab.resources().get("consumer-vpc") + "$"),
                "no endpoint option, no gateway: the name is what changed its meaning",
                question));
        lab.file("endpoint-policy.json", """
                {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ec2:DescribeSubnets", "Resource": "*"}]}
                """);
        lab.run(lab.onHost(
                "Let only subnets be described through it",
                "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {aws-endpoint} --policy-document file://endpoint-policy.json"
                        + " --query Return",
                "it gives nobody a right; it takes away what it does not name"));
        lab.run(lab.refused(
                "Ask again",
                lab.console("consumer"),
                ask,
                Expectation.fails("UnauthorizedOperation.*no VPC endpoint policy allows the ec2:DescribeVpcs action"),
                question));
    }
}
