package dev.postern.cli.lab;

/** The consumer asks for a connection; it is accepted; the page flows. */
record PrivateLinkConnectionChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("The connection: asked for, accepted, used");
        lab.resources()
                .put(
                        "endpoint",
                        lab.run(lab.onHost(
                                "Create an interface endpoint to the service, in consumer",
                                "aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id {consumer-vpc}"
                                        + " --service-name {service-name} --subnet-ids {consumer-subnet}"
                                        + " --security-group-ids {consumer-group} --query VpcEndpoint.VpcEndpointId --output text",
                                "an interface of its own in the subnet, with an address of the consumer's")));
        lab.resources()
                .put(
                        "endpoint-name",
                        lab.run(lab.onHost(
                                "See its name",
                                "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint}"
                                        + " --query 'VpcEndpoints[0].DnsEntries[0].DnsName' --output text",
                                "it leads to the endpoint's address, for whoever asks")));
        lab.resources()
                .put(
                        "endpoint-ip",
                        lab.run(lab.onHost(
                                "See its address",
                                "aws ec2 describe-network-interfaces --filters Name=interface-type,Values=vpc_endpoint"
                                        + " Name=vpc-id,Values={consumer-vpc}"
                                        + " --query 'NetworkInterfaces[0].PrivateIpAddress' --output text",
                                "one of the consumer's own subnet")));
        lab.run(lab.step(
                "See its state",
                lab.host(),
                state("{endpoint}"),
                Expectation.prints("^pendingAcceptance$"),
                "the provider has not answered"));
        lab.run(lab.refused(
                "Fetch the page of the provider from consumer",
                lab.console("consumer"),
                fetch("{endpoint-ip}"),
                Expectation.fails(PrivateLinkNetworksChapter.SILENCE),
                question()));
        lab.run(lab.onHost(
                "Accept it, as the provider",
                "aws ec2 accept-vpc-endpoint-connections --service-id {service} --vpc-endpoint-ids {endpoint}"
                        + " --query Unsuccessful --output text",
                "between two accounts it is the other account that must"));
        lab.stage()
                .until(
                        lab.step(
                                "See its state",
                                lab.host(),
                                state(lab.resources().get("endpoint")),
                                Expectation.prints("^available$"),
                                "pending while the network follows, then available"),
                        20);
        lab.run(lab.allowed(
                "Fetch the page of the provider from consumer, by the endpoint's name",
                lab.console("consumer"),
                fetch("{endpoint-name}"),
                PrivateLinkNetworksChapter.page(),
                "to the endpoint's address; on to the balancer's node, past both VPCs' routes; to the target as the balancer",
                question()));
        lab.run(lab.refused(
                "Fetch what else the provider has, on port 8080",
                lab.console("consumer"),
                "curl -sS --connect-timeout 2 http://{endpoint-ip}:8080/",
                Expectation.fails(PrivateLinkNetworksChapter.SILENCE),
                "{consumer} {endpoint-ip}:8080"));
    }

    /** The command that fetches the provider's page. */
    static String fetch(String host) {
        return "curl -sS --connect-timeout 2 http://" + host + "/";
    }

    /** What the product is asked of it. */
    static String question() {
        return "{consumer} {endpoint-ip}:80";
    }

    static String state(String endpoint) {
        return "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids " + endpoint
                + " --query 'VpcEndpoints[0].State' --output text";
    }
}
