package dev.postern.cli.lab;

/** A balancer before the provider's instance, and a service behind which it is. */
record PrivateLinkServiceChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("The provider: a Network Load Balancer, and a service");
        lab.resources()
                .put(
                        "balancer",
                        lab.run(lab.onHost(
                                "Create an internal Network Load Balancer",
                                "aws elbv2 create-load-balancer --name "
                                        + lab.plan().name()
                                        + " --type network --scheme internal --subnets {provider-subnet}"
                                        + " --query 'LoadBalancers[0].LoadBalancerArn' --output text",
                                "its node is an interface in the subnet")));
        lab.resources()
                .put(
                        "targets",
                        lab.run(lab.onHost(
                                "Create a target group, and register the instance",
                                "arn=$(aws elbv2 create-target-group --name "
                                        + lab.plan().name()
                                        + " --protocol TCP --port 8080 --vpc-id {provider-vpc}"
                                        + " --query 'TargetGroups[0].TargetGroupArn' --output text)"
                                        + " && aws elbv2 register-targets --target-group-arn $arn --targets Id={provider}"
                                        + " && echo $arn",
                                "targets see the balancer's node where who connects comes by PrivateLink")));
        lab.run(lab.onHost(
                "Listen on port 80",
                "aws elbv2 create-listener --load-balancer-arn {balancer} --protocol TCP --port 80"
                        + " --default-actions Type=forward,TargetGroupArn={targets}"
                        + " --query 'Listeners[0].ListenerArn' --output text",
                "what comes there goes to a healthy target of the same zone"));
        lab.run(lab.onHost(
                "Wait until the balancer is active",
                "aws elbv2 wait load-balancer-available --load-balancer-arns {balancer}",
                "it is, once the network has its node"));
        lab.resources()
                .put(
                        "service",
                        lab.run(
                                lab.onHost(
                                        "Publish a service behind it, whose connections must be accepted",
                                        "aws ec2 create-vpc-endpoint-service-configuration --network-load-balancer-arns {balancer}"
                                                + " --acceptance-required --query ServiceConfiguration.ServiceId --output text",
                                        "consumers know it by its name; to find it they need permission, too, if they are other accounts")));
        lab.resources()
                .put(
                        "service-name",
                        lab.run(lab.onHost(
                                "See its name",
                                "aws ec2 describe-vpc-endpoint-service-configurations --service-ids {service}"
                                        + " --query 'ServiceConfigurations[0].ServiceName' --output text",
                                "it says the Region and the id")));
    }
}
