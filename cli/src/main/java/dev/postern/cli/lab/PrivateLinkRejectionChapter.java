package dev.postern.cli.lab;

/** The provider changes his mind. */
record PrivateLinkRejectionChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Rejected: it ends, whatever flows");
        lab.run(lab.step(
                "Delete the service while somebody is connected",
                lab.host(),
                "aws ec2 delete-vpc-endpoint-service-configurations --service-ids {service}"
                        + " --query 'Unsuccessful[0].Error.Code' --output text",
                Expectation.prints("^ExistingVpcEndpointConnections$"),
                "connections must be rejected first"));
        lab.run(lab.onHost(
                "Reject the connection",
                "aws ec2 reject-vpc-endpoint-connections --service-id {service} --vpc-endpoint-ids {endpoint}"
                        + " --query Unsuccessful --output text",
                "a provider may at any time"));
        lab.run(lab.step(
                "See its state",
                lab.host(),
                PrivateLinkConnectionChapter.state("{endpoint}"),
                Expectation.prints("^rejected$"),
                "only the consumer can delete it"));
        lab.run(lab.refused(
                "Fetch the page of the provider from consumer",
                lab.console("consumer"),
                PrivateLinkConnectionChapter.fetch("{endpoint-ip}"),
                Expectation.fails(PrivateLinkNetworksChapter.SILENCE),
                PrivateLinkConnectionChapter.question()));
    }
}
