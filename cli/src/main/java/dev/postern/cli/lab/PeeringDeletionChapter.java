package dev.postern.cli.lab;

/** The end of a connection, and what it leaves. */
record PeeringDeletionChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Deleting the connection");
        lab.run(lab.onHost(
                "Delete it, from the side of data",
                "aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id {peering} --query Return",
                "either owner can, and needs to ask nobody"));
        lab.stage()
                .until(
                        lab.step(
                                "See its status",
                                lab.host(),
                                PeeringRequestChapter.status(lab.resources().get("peering")),
                                Expectation.prints("^deleted$"),
                                "it is shown for a while"),
                        20);
        lab.together(
                lab.step(
                        "Look at the routes of app",
                        lab.host(),
                        "aws ec2 describe-route-tables --route-table-ids {app-table} --query"
                                + " 'RouteTables[0].Routes[].[DestinationCidrBlock,VpcPeeringConnectionId,State]' --output text",
                        Expectation.prints("{data-block}\\s+pcx-\\S+\\s+blackhole"
                                .replace("{data-block}", PeeringNetworksChapter.block(lab, "data"))),
                        "routes stay, and lead nowhere: whoever made them must delete them"),
                lab.step(
                        "Look for stale rules in data",
                        lab.host(),
                        "aws ec2 describe-stale-security-groups --vpc-id {data-vpc} --query"
                                + " 'StaleSecurityGroupSet[].StaleIpPermissions[].UserIdGroupPairs[].GroupId' --output text",
                        Expectation.prints("^" + lab.resources().get("app-group") + "$"),
                        "the rule still names app's group, which means nobody now"),
                lab.refused(
                        "Fetch the page of data from app",
                        lab.console("app"),
                        PeeringNetworksChapter.fetch(lab, "data"),
                        Expectation.fails(PeeringNetworksChapter.SILENCE),
                        PeeringNetworksChapter.question("app", "data")));
    }
}
