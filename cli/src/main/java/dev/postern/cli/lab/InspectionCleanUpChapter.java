package dev.postern.cli.lab;

/** Everything goes again. */
record InspectionCleanUpChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("Clean up");
        lab.run(lab.onHost(
                "Delete the balancer while a service is behind it",
                "aws elbv2 delete-load-balancer --load-balancer-arn {balancer} 2>&1 | grep -o ResourceInUse",
                "the service must go first"));
        lab.run(lab.step(
                "Delete the endpoint while routes lead to it",
                lab.host(),
                delete(),
                Expectation.prints("Endpoint must be removed from route table before deletion"),
                "the routes must go first"));
        lab.run(lab.onHost(
                "Delete the routes, and then the endpoint",
                "for table in {client-table} {web-table} {edge-table}; do for block in "
                        + lab.plan().network(0) + ".1.0/24 " + lab.plan().network(0) + ".2.0/24 0.0.0.0/0; do"
                        + " aws ec2 delete-route --route-table-id $table --destination-cidr-block $block > /dev/null 2>&1;"
                        + " done; done; " + delete(),
                "from now on packets go where the tables say without it"));
        lab.run(lab.terminate("{web} {client} {appliance} {second}", "their interfaces go with them"));
        lab.untilGone("Look until the endpoint is gone", "endpoint", "a deleted endpoint's id is not found");
        lab.run(lab.onHost(
                "Delete the service, the balancer and its target group",
                "aws ec2 delete-vpc-endpoint-service-configurations --service-ids {service} --query Unsuccessful --output text"
                        + " && aws elbv2 delete-load-balancer --load-balancer-arn {balancer}"
                        + " && aws elbv2 wait load-balancers-deleted --load-balancer-arns {balancer}"
                        + " && aws elbv2 delete-target-group --target-group-arn {targets}",
                "the listener goes with the balancer"));
        lab.run(lab.onHost(
                "Delete the internet gateway and the subnets of shop",
                "for id in $(aws ec2 describe-route-tables --route-table-ids {edge-table}"
                        + " --query 'RouteTables[].Associations[].RouteTableAssociationId' --output text); do"
                        + " aws ec2 disassociate-route-table --association-id $id; done"
                        + " && aws ec2 detach-internet-gateway --internet-gateway-id {gateway} --vpc-id {shop-vpc}"
                        + " && aws ec2 delete-internet-gateway --internet-gateway-id {gateway}"
                        + " && for id in {web-subnet} {client-subnet} {door-subnet}; do"
                        + " aws ec2 delete-subnet --subnet-id $id; done",
                "a gateway that a route names can be detached: the route leads nowhere"));
        lab.run(lab.onHost(
                "Delete both VPCs",
                "for id in {web-table} {client-table} {door-table} {edge-table}; do"
                        + " aws ec2 delete-route-table --route-table-id $id; done"
                        + " && aws ec2 delete-subnet --subnet-id {security-subnet}"
                        + " && aws ec2 delete-security-group --group-id {shop-group}"
                        + " && aws ec2 delete-security-group --group-id {security-group}"
                        + " && aws ec2 delete-vpc --vpc-id {shop-vpc} && aws ec2 delete-vpc --vpc-id {security-vpc}",
                "their main route tables go with them"));
    }

    private static String delete() {
        return "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {endpoint} --query Unsuccessful --output text";
    }
}
