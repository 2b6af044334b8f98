package dev.postern.bench;

import dev.postern.testkit.Await;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** A Network Load Balancer in the private subnet of a topology, as it is made by default but for its address. */
record Balancer(Topology topology, ElasticLoadBalancingV2Client elb, String arn) {
    static final String ADDRESS = "10.0.2.250";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SSH = "22";

    static ElasticLoadBalancingV2Client client(Topology topology) {
        return ElasticLoadBalancingV2Client.builder()
                .endpointOverride(Topology.endpoint(topology.cloud()))
                .region(Topology.REGION)
                .credentialsProvider(Topology.ROOT)
                .build();
    }

    static Balancer build(Topology topology) {
        ElasticLoadBalancingV2Client elb = client(topology);
        String arn = elb.createLoadBalancer(r -> r.name("bench")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .scheme(LoadBalancerSchemeEnum.INTERNAL)
                        .subnetMappings(SubnetMapping.builder()
                                .subnetId(topology.client().subnetId())
                                .privateIPv4Address(ADDRESS)
                                .build()))
                .loadBalancers()
                .getFirst()
                .loadBalancerArn();
        Await.until(
                "the balancer is active",
                LIMIT,
                () -> elb.describeLoadBalancers(r -> r.loadBalancerArns(arn))
                        .loadBalancers()
                        .getFirst()
                        .state()
                        .code()
                        .equals(LoadBalancerStateEnum.ACTIVE));
        return new Balancer(topology, elb, arn);
    }

    /** Leads a port to the same port of targets. Their ssh is asked whether they are well: what is measured stays alone. */
    void forward(int port, List<Instance> targets) {
        String group = elb.createTargetGroup(r -> r.name("port-" + port)
                        .protocol(ProtocolEnum.TCP)
                        .port(port)
                        .vpcId(topology.vpcId())
                        .healthCheckProtocol(ProtocolEnum.TCP)
                        .healthCheckPort(SSH)
                        .healthCheckIntervalSeconds(5)
                        .healthCheckTimeoutSeconds(2)
                        .healthyThresholdCount(2))
                .targetGroups()
                .getFirst()
                .targetGroupArn();
        elb.registerTargets(r -> r.targetGroupArn(group)
                .targets(targets.stream()
                        .map(target -> TargetDescription.builder()
                                .id(target.instanceId())
                                .build())
                        .toList()));
        elb.createListener(r -> r.loadBalancerArn(arn)
                .protocol(ProtocolEnum.TCP)
                .port(port)
                .defaultActions(Action.builder()
                        .type(ActionTypeEnum.FORWARD)
                        .targetGroupArn(group)
                        .build()));
        Await.until(
                "the targets are healthy",
                LIMIT,
                () -> elb.describeTargetHealth(r -> r.targetGroupArn(group)).targetHealthDescriptions().stream()
                        .allMatch(one -> one.targetHealth().state().equals(TargetHealthStateEnum.HEALTHY)));
    }

    /** The name of a new service behind it, to which whoever asks is connected. */
    String offer() {
        return topology.ec2()
                .createVpcEndpointServiceConfiguration(
                        r -> r.networkLoadBalancerArns(arn).acceptanceRequired(false))
                .serviceConfiguration()
                .serviceName();
    }
}
