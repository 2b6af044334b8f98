package dev.postern.cli.lab;

/** A route on one side, a rule that names the peer's group, a route on the other side. */
record PeeringRoutesChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("The way there, the rule, the way back");
        lab.run(lab.onHost(
                "Route app to data", route("app", "data", "peering"), "a connection without routes leads nowhere"));
        lab.run(refusedFetch());
        lab.run(lab.onHost(
                "Let app's group in to data's",
                PeeringRequestChapter.admit("data", "app"),
                "a rule can name a group of the peer: its members, whatever their addresses"));
        lab.run(refusedFetch());
        lab.run(lab.onHost(
                "Route data to app",
                route("data", "app", "peering"),
                "each side routes by its own table: the answer needs a way, too"));
        lab.run(lab.allowed(
                "Fetch the page of data from app",
                lab.console("app"),
                PeeringNetworksChapter.fetch(lab, "data"),
                PeeringNetworksChapter.page("data"),
                "there by app's route, in by the rule that names app's group, back by data's route",
                PeeringNetworksChapter.question("app", "data")));
        lab.run(lab.refused(
                "Fetch the page of app from data",
                lab.console("data"),
                PeeringNetworksChapter.fetch(lab, "app"),
                Expectation.fails(PeeringNetworksChapter.SILENCE),
                PeeringNetworksChapter.question("data", "app")));
    }

    private Step refusedFetch() {
        return lab.refused(
                "Fetch the page of data from app",
                lab.console("app"),
                PeeringNetworksChapter.fetch(lab, "data"),
                Expectation.fails(PeeringNetworksChapter.SILENCE),
                PeeringNetworksChapter.question("app", "data"));
    }

    /** The command that routes one VPC's instances to another VPC's block by a connection. */
    static String route(String from, String block, String peering) {
        return "aws ec2 create-route --route-table-id {" + from + "-table} --destination-cidr-block {" + block
                + "-block} --vpc-peering-connection-id {" + peering + "} --query Return";
    }
}
