package dev.postern.cli.lab;

/** One asks for the connection, the other accepts; nothing flows yet. */
record PeeringRequestChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("The connection: asked for, and accepted");
        request();
        refuseOverlap();
        accept();
    }

    private void request() {
        lab.resources()
                .put(
                        "peering",
                        lab.run(lab.step(
                                "Ask for a peering connection from app to data",
                                lab.host(),
                                "aws ec2 create-vpc-peering-connection --vpc-id {app-vpc} --peer-vpc-id {data-vpc}"
                                        + " --query VpcPeeringConnection.VpcPeeringConnectionId --output text",
                                Expectation.prints("^pcx-[0-9a-f]{17}$"),
                                "whoever owns the other VPC has seven days to answer")));
        lab.together(
                lab.step(
                        "See its status",
                        lab.host(),
                        status("{peering}"),
                        Expectation.prints("^pending-acceptance$"),
                        "a request is no door"),
                lab.step(
                        "Name app's group in a rule of data's",
                        lab.host(),
                        admit("data", "app"),
                        Expectation.fails("InvalidGroup.NotFound"),
                        "groups of another VPC can be named once the two are peered, and not before"));
    }

    private void refuseOverlap() {
        lab.resources()
                .put(
                        "twin-vpc",
                        lab.run(lab.onHost(
                                "Create a VPC with the same block as app's",
                                "aws ec2 create-vpc --cidr-block " + PeeringNetworksChapter.block(lab, "app")
                                        + " --query Vpc.VpcId --output text",
                                "two VPCs may have the same block, as long as they never meet")));
        lab.resources()
                .put(
                        "twin-peering",
                        lab.run(lab.onHost(
                                "Ask for a peering connection with it",
                                "aws ec2 create-vpc-peering-connection --vpc-id {app-vpc} --peer-vpc-id {twin-vpc}"
                                        + " --query VpcPeeringConnection.VpcPeeringConnectionId --output text",
                                "the request itself is answered; what becomes of it is told by its status")));
        lab.run(lab.step(
                "See what became of it",
                lab.host(),
                "aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids {twin-peering}"
                        + " --query 'VpcPeeringConnections[0].Status.[Code,Message]' --output text",
                Expectation.prints("^failed\\s.*overlapping CIDR"),
                "an address must mean one machine: overlapping blocks cannot be peered"));
        lab.run(lab.onHost("Delete that VPC", "aws ec2 delete-vpc --vpc-id {twin-vpc}", "it was empty"));
    }

    private void accept() {
        lab.run(lab.onHost(
                "Accept the request of app",
                "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id {peering}"
                        + " --query VpcPeeringConnection.Status.Code --output text",
                "between two accounts it is the other account that must"));
        lab.stage()
                .until(
                        lab.step(
                                "See its status",
                                lab.host(),
                                status(lab.resources().get("peering")),
                                Expectation.prints("^active$"),
                                "both owners want it now"),
                        20);
        lab.run(lab.refused(
                "Fetch the page of data from app",
                lab.console("app"),
                PeeringNetworksChapter.fetch(lab, "data"),
                Expectation.fails(PeeringNetworksChapter.SILENCE),
                PeeringNetworksChapter.question("app", "data")));
    }

    static String status(String peering) {
        return "aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids " + peering
                + " --query 'VpcPeeringConnections[0].Status.Code' --output text";
    }

    /** The command by which one VPC's group admits http from the members of another's. */
    static String admit(String to, String from) {
        return "aws ec2 authorize-security-group-ingress --group-id {" + to
                + "-group} --protocol tcp --port 80 --source-group {" + from + "-group} --query Return";
    }
}
