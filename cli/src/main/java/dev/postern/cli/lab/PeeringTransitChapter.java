package dev.postern.cli.lab;

/** A second connection, and no way through both. */
record PeeringTransitChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("No transit: a neighbour's neighbour is none");
        lab.resources()
                .put(
                        "further",
                        lab.run(lab.onHost(
                                "Ask for a peering connection from data to the third VPC",
                                "aws ec2 create-vpc-peering-connection --vpc-id {data-vpc} --peer-vpc-id {third-vpc}"
                                        + " --query VpcPeeringConnection.VpcPeeringConnectionId --output text",
                                "app - data - third")));
        lab.run(lab.onHost(
                "Accept it",
                "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id {further}"
                        + " --query VpcPeeringConnection.Status.Code --output text"
                        + " && aws ec2 wait vpc-peering-connection-exists --vpc-peering-connection-ids {further}",
                "the waiter is the CLI's own"));
        lab.stage()
                .until(
                        lab.step(
                                "See its status",
                                lab.host(),
                                PeeringRequestChapter.status(lab.resources().get("further")),
                                Expectation.prints("^active$"),
                                "data has two neighbours now"),
                        20);
        lab.together(
                lab.onHost(
                        "Route data to the third VPC", PeeringRoutesChapter.route("data", "third", "further"), "there"),
                lab.onHost(
                        "Route the third VPC to data",
                        PeeringRoutesChapter.route("third", "data", "further"),
                        "and back"),
                lab.onHost(
                        "Let everybody in to the third group",
                        "aws ec2 authorize-security-group-ingress --group-id {third-group} --protocol tcp --port 80"
                                + " --cidr 0.0.0.0/0 --query Return",
                        "so that no group is the reason for what follows"));
        lab.run(lab.allowed(
                "Fetch the page of the third instance from data",
                lab.console("data"),
                PeeringNetworksChapter.fetch(lab, "third"),
                PeeringNetworksChapter.page("third"),
                "next door",
                PeeringNetworksChapter.question("data", "third")));
        lab.together(
                lab.onHost(
                        "Route app to the third VPC, by way of data",
                        PeeringRoutesChapter.route("app", "third", "peering"),
                        "EC2 takes any block in such a route: it does not know what is behind the peer"),
                lab.onHost(
                        "Route the third VPC to app, by way of data",
                        PeeringRoutesChapter.route("third", "app", "further"),
                        "the same"));
        lab.run(lab.refused(
                "Fetch the page of the third instance from app",
                lab.console("app"),
                PeeringNetworksChapter.fetch(lab, "third"),
                Expectation.fails(PeeringNetworksChapter.SILENCE),
                PeeringNetworksChapter.question("app", "third")));
    }
}
