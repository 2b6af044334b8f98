package dev.postern.cli.lab;

/** The gateway: an address, a place in the public subnet, and a route. */
record NatGatewayChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("A NAT gateway");
        lab.resources()
                .put(
                        "address",
                        lab.run(lab.onHost(
                                "Allocate an Elastic IP address",
                                "aws ec2 allocate-address --query AllocationId --output text",
                                "it is what the internet will see")));
        lab.resources()
                .put(
                        "nat",
                        lab.run(lab.step(
                                "Create the NAT gateway in the public subnet",
                                lab.host(),
                                "aws ec2 create-nat-gateway --subnet-id {public-subnet} --allocation-id {address}"
                                        + " --query NatGateway.NatGatewayId --output text",
                                Expectation.prints("^nat-[0-9a-f]{17}$"),
                                "it needs a way out itself: in a private subnet it would lead nowhere")));
        lab.run(lab.onHost(
                "Wait until it is available",
                "aws ec2 wait nat-gateway-available --nat-gateway-ids {nat}",
                "the waiter polls DescribeNatGateways"));
        lab.run(lab.step(
                "Read its public address",
                lab.host(),
                "aws ec2 describe-nat-gateways --nat-gateway-ids {nat}"
                        + " --query 'NatGateways[0].NatGatewayAddresses[0].[PublicIp,PrivateIp]' --output text",
                Expectation.prints("^198\\.19\\."),
                "and a private one in the public subnet, which the internet gateway translates"));
        lab.run(NatLockedInChapter.refusedUpdate(lab));
        lab.run(lab.onHost(
                "Route the private subnet to it",
                "aws ec2 create-route --route-table-id {table} --destination-cidr-block 0.0.0.0/0"
                        + " --nat-gateway-id {nat} --query Return",
                "a gateway without a route serves nobody"));
    }
}
