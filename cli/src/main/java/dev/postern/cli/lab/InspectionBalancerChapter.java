package dev.postern.cli.lab;

/** A Gateway Load Balancer before the appliance, a service behind which it is, and an endpoint in the shop. */
record InspectionBalancerChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("A Gateway Load Balancer before the appliance, and an endpoint that leads there");
        keep(
                "balancer",
                "Create a Gateway Load Balancer",
                "aws elbv2 create-load-balancer --name " + lab.plan().name()
                        + " --type gateway --subnets {security-subnet}"
                        + " --query 'LoadBalancers[0].LoadBalancerArn' --output text",
                "it has no name in DNS and no address that clients use: packets come by endpoints alone");
        keep(
                "targets",
                "Create a target group that speaks GENEVE, and register the appliance",
                "arn=$(aws elbv2 create-target-group --name " + lab.plan().name()
                        + " --protocol GENEVE --port 6081 --vpc-id {security-vpc} --health-check-protocol TCP"
                        + " --health-check-port 80 --health-check-interval-seconds 5 --health-check-timeout-seconds 2"
                        + " --healthy-threshold-count 2 --unhealthy-threshold-count 2"
                        + " --query 'TargetGroups[0].TargetGroupArn' --output text)"
                        + " && aws elbv2 register-targets --target-group-arn $arn --targets Id={appliance} && echo $arn",
                "whole packets are handed to it, in envelopes");
        keep(
                "listener",
                "Listen, for everything",
                "aws elbv2 create-listener --load-balancer-arn {balancer}"
                        + " --default-actions Type=forward,TargetGroupArn={targets}"
                        + " --query 'Listeners[0].ListenerArn' --output text",
                "a listener of this type has neither a protocol nor a port");
        lab.run(lab.onHost(
                "Wait until the balancer is active, and the appliance well",
                "aws elbv2 wait load-balancer-available --load-balancer-arns {balancer}"
                        + " && aws elbv2 wait target-in-service --target-group-arn {targets}",
                "its node asks the appliance's port 80"));
        keep(
                "service",
                "Publish a service behind it",
                "aws ec2 create-vpc-endpoint-service-configuration --gateway-load-balancer-arns {balancer}"
                        + " --no-acceptance-required --query ServiceConfiguration.ServiceId --output text",
                "consumers may be other accounts");
        keep(
                "service-name",
                "See its name",
                "aws ec2 describe-vpc-endpoint-service-configurations --service-ids {service}"
                        + " --query 'ServiceConfigurations[0].ServiceName' --output text",
                "it says the Region and the id");
        keep(
                "endpoint",
                "Create an endpoint to it, in the shop's subnet door",
                "aws ec2 create-vpc-endpoint --vpc-endpoint-type GatewayLoadBalancer --vpc-id {shop-vpc}"
                        + " --service-name {service-name} --subnet-ids {door-subnet}"
                        + " --query VpcEndpoint.VpcEndpointId --output text",
                "it has no groups and no policy; routes lead to it");
        lab.stage()
                .until(
                        lab.step(
                                "See its state",
                                lab.host(),
                                "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint}"
                                        + " --query 'VpcEndpoints[0].State' --output text",
                                Expectation.prints("^available$"),
                                "once the network has it"),
                        20);
    }

    private void keep(String name, String title, String command, String why) {
        lab.resources().put(name, lab.run(lab.onHost(title, command, why)));
    }
}
