package dev.postern.cli.lab;

/** The gateway's end. */
record NatDeletionChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Deleting the NAT gateway");
        lab.run(lab.onHost(
                "Delete it",
                "aws ec2 delete-nat-gateway --nat-gateway-id {nat} --query NatGatewayId --output text"
                        + " && aws ec2 wait nat-gateway-deleted --nat-gateway-ids {nat}",
                "deleting, deleted; it is shown for an hour"));
        lab.together(
                lab.step(
                        "Look at the private route table",
                        lab.host(),
                        "aws ec2 describe-route-tables --route-table-ids {table} --query"
                                + " 'RouteTables[0].Routes[].[DestinationCidrBlock,NatGatewayId,State]' --output text",
                        Expectation.prints(
                                "0\\.0\\.0\\.0/0\\s+" + lab.resources().get("nat") + "\\s+blackhole"),
                        "the route stays, and leads nowhere"),
                NatLockedInChapter.refusedUpdate(lab));
        lab.run(lab.onHost(
                "Release the Elastic IP address",
                "aws ec2 release-address --allocation-id {address}",
                "the gateway has let go of it; it is paid for until it is released"));
    }
}
