package dev.postern.cli.lab;

/** Routes to the endpoint, there and back, within the VPC and from the internet. */
record InspectionRoutesChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Routes to the endpoint: within the VPC, and from the internet");
        lab.together(
                lab.onHost(
                        "Route client's packets for web to the endpoint",
                        route("client-table", network(1), "--vpc-endpoint-id {endpoint}"),
                        "more specific than the local route, so it wins"),
                lab.onHost(
                        "Route web's packets for client to it as well",
                        route("web-table", network(2), "--vpc-endpoint-id {endpoint}"),
                        "the appliance sees both directions"),
                lab.onHost(
                        "Route all else of web to it",
                        route("web-table", "0.0.0.0/0", "--vpc-endpoint-id {endpoint}"),
                        "answers to the internet, too"),
                lab.onHost(
                        "Route what comes out of the endpoint to the internet gateway",
                        route("door-table", "0.0.0.0/0", "--gateway-id {gateway}"),
                        "after the appliance, packets are routed by the table of the endpoint's subnet"));
        lab.resources()
                .put(
                        "edge-table",
                        lab.run(lab.onHost(
                                "Give the internet gateway a route table that leads to the endpoint",
                                "id=$(aws ec2 create-route-table --vpc-id {shop-vpc} --query RouteTable.RouteTableId --output text)"
                                        + " && aws ec2 create-route --route-table-id $id --destination-cidr-block "
                                        + network(1) + " --vpc-endpoint-id {endpoint} --query Return > /dev/null"
                                        + " && aws ec2 associate-route-table --route-table-id $id --gateway-id {gateway}"
                                        + " --query AssociationId --output text > /dev/null && echo $id",
                                "an edge route table: what comes in for web's subnet goes there first")));
        lab.run(lab.allowed(
                "Fetch the page from client",
                lab.console("client"),
                InspectionNetworksChapter.fetch(lab, InspectionNetworksChapter.PAGE),
                InspectionNetworksChapter.page(),
                "to the endpoint, in GENEVE to the appliance and back, and on: nobody at either end can tell",
                InspectionNetworksChapter.question(lab, InspectionNetworksChapter.PAGE)));
        lab.run(seen(
                "See what the appliance saw",
                "passed tcp " + address(2) + ":\\d+ -> " + address(1) + ":80 by {endpoint}.*passed tcp " + address(1)
                        + ":80 -> " + address(2) + ":\\d+",
                "both directions, with the addresses of who really speaks, and the endpoint that they came by"));
        lab.run(lab.allowed(
                "Fetch the page from the internet",
                lab.host(),
                "curl -sS --max-time 5 --proxytunnel --proxy http://127.0.0.1:"
                        + lab.cloud().port() + " http://{web-ip}/",
                InspectionNetworksChapter.page(),
                "in by the gateway, by its route table to the endpoint, to the appliance, and on to web; back the same way",
                "internet {web}:80"));
        lab.run(seen(
                "See what the appliance saw",
                "passed tcp 198\\.[\\d.]+:\\d+ -> " + address(1) + ":80 by {endpoint}",
                "the gateway has translated before, so the appliance sees the private address"));
    }

    private Step seen(String title, String pattern, String why) {
        return lab.step(
                title,
                lab.console("appliance"),
                "cat /var/log/appliance",
                Expectation.prints(lab.resources().fill(pattern)),
                why);
    }

    private String network(int number) {
        return lab.plan().network(0) + "." + number + ".0/24";
    }

    private String address(int number) {
        return (lab.plan().network(0) + "." + number + ".10").replace(".", "\\.");
    }

    static String route(String table, String block, String target) {
        return "aws ec2 create-route --route-table-id {" + table + "} --destination-cidr-block " + block + " " + target
                + " --query Return";
    }
}
