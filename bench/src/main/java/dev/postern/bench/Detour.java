package dev.postern.bench;

import dev.postern.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/**
 * Two ways between a client in the private subnet and a server in the public one, by routes in both directions: an instance that forwards,
 * or an endpoint of a Gateway Load Balancer, and so an appliance that gives back. Neither looks at what passes, both are the kernel's.
 *
 * @param forwarder the interface of the instance that forwards
 * @param publicTable the table of the server's subnet
 * @param server in the public subnet
 */
record Detour(Topology topology, String forwarder, String endpoint, String publicTable, Instance server) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int GENEVE = 6081;
    private static final String TO_SERVER = "10.0.1.0/24";
    private static final String TO_CLIENT = "10.0.2.0/24";

    static Detour build(Topology topology) {
        Ec2Client ec2 = topology.ec2();
        letIn(topology);
        String table = topology.ec2()
                .describeRouteTables(r -> r.filters(Filter.builder()
                        .name("association.subnet-id")
                        .values(topology.publicSubnetId())
                        .build()))
                .routeTables()
                .getFirst()
                .routeTableId();
        String middle = subnet(topology, "10.0.5.0/24");
        Instance server = launch(topology, topology.publicSubnetId());
        Instance router = launch(topology, middle);
        Instance appliance = launch(topology, middle);
        String forwarder = router.networkInterfaces().getFirst().networkInterfaceId();
        ec2.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(forwarder).sourceDestCheck(v -> v.value(false)));
        inside(topology, router, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
        String service = service(topology, middle, appliance);
        giveBack(topology, appliance, node(topology, middle));
        String door = subnet(topology, "10.0.6.0/24");
        String endpoint = ec2.createVpcEndpoint(r -> r.vpcEndpointType(VpcEndpointType.GATEWAY_LOAD_BALANCER)
                        .vpcId(topology.vpcId())
                        .serviceName(service)
                        .subnetIds(door))
                .vpcEndpoint()
                .vpcEndpointId();
        Await.until(
                "the endpoint is available",
                LIMIT,
                () -> ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(endpoint))
                        .vpcEndpoints()
                        .getFirst()
                        .stateAsString()
                        .equals("available"));
        Detour detour = new Detour(topology, forwarder, endpoint, table, server);
        detour.begin();
        return detour;
    }

    private static void letIn(Topology topology) {
        letIn(topology, "icmp", -1, -1);
        letIn(topology, "udp", GENEVE, GENEVE);
        letIn(topology, "tcp", Inspection.FIRST_PORT, Inspection.LAST_PORT);
    }

    private static void letIn(Topology topology, String protocol, int from, int to) {
        topology.ec2()
                .authorizeSecurityGroupIngress(r -> r.groupId(topology.groupId())
                        .ipProtocol(protocol)
                        .fromPort(from)
                        .toPort(to)
                        .cidrIp("10.0.0.0/16"));
    }

    /** With a table of its own, which leads nowhere else. */
    private static String subnet(Topology topology, String block) {
        Ec2Client ec2 = topology.ec2();
        String zone = topology.client().placement().availabilityZone();
        String subnet = ec2.createSubnet(
                        r -> r.vpcId(topology.vpcId()).cidrBlock(block).availabilityZone(zone))
                .subnet()
                .subnetId();
        String table = ec2.createRouteTable(r -> r.vpcId(topology.vpcId()))
                .routeTable()
                .routeTableId();
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet));
        return subnet;
    }

    private static Instance launch(Topology topology, String subnet) {
        String id = topology.ec2()
                .runInstances(topology.launch().toBuilder().subnetId(subnet).build())
                .instances()
                .getFirst()
                .instanceId();
        topology.ec2().waiter().waitUntilInstanceRunning(r -> r.instanceIds(id), o -> o.waitTimeout(LIMIT));
        return topology.describe(id);
    }

    /** The name of a service behind a balancer with one appliance. */
    private static String service(Topology topology, String subnet, Instance appliance) {
        ElasticLoadBalancingV2Client elb = Balancer.client(topology);
        String balancer = elb.createLoadBalancer(r -> r.name("bench-gateway")
                        .type(LoadBalancerTypeEnum.GATEWAY)
                        .subnets(subnet))
                .loadBalancers()
                .getFirst()
                .loadBalancerArn();
        String group = elb.createTargetGroup(r -> r.name("bench-appliances")
                        .protocol(ProtocolEnum.GENEVE)
                        .port(GENEVE)
                        .vpcId(topology.vpcId())
                        .healthCheckProtocol(ProtocolEnum.TCP)
                        .healthCheckPort("22")
                        .healthCheckIntervalSeconds(5)
                        .healthyThresholdCount(2))
                .targetGroups()
                .getFirst()
                .targetGroupArn();
        elb.registerTargets(r -> r.targetGroupArn(group)
                .targets(TargetDescription.builder().id(appliance.instanceId()).build()));
        elb.createListener(r -> r.loadBalancerArn(balancer)
                .defaultActions(Action.builder()
                        .type(ActionTypeEnum.FORWARD)
                        .targetGroupArn(group)
                        .build()));
        Await.until(
                "the appliance is well",
                LIMIT,
                () -> elb.describeTargetHealth(r -> r.targetGroupArn(group)).targetHealthDescriptions().stream()
                        .allMatch(one -> one.targetHealth().state().equals(TargetHealthStateEnum.HEALTHY)));
        return topology.ec2()
                .createVpcEndpointServiceConfiguration(
                        r -> r.gatewayLoadBalancerArns(balancer).acceptanceRequired(false))
                .serviceConfiguration()
                .serviceName();
    }

    private static String node(Topology topology, String subnet) {
        return topology.ec2()
                .describeNetworkInterfaces(r -> r.filters(
                        Filter.builder().name("subnet-id").values(subnet).build(),
                        Filter.builder().name("description").values("ELB gwy/*").build()))
                .networkInterfaces()
                .getFirst()
                .privateIpAddress();
    }

    /** What comes in GENEVE goes back with its two ends exchanged, before the instance looks at it: the rest is as it came. */
    private static void giveBack(Topology topology, Instance appliance, String node) {
        String own = appliance.privateIpAddress();
        inside(
                topology,
                appliance,
                "nft",
                "add table netdev bench; add chain netdev bench in { type filter hook ingress device ens5 priority 0; };"
                        + " add rule netdev bench in ip saddr " + node + " udp dport 6081 ip saddr set " + own
                        + " ip daddr set "
                        + node + " ether daddr set " + router(topology, appliance) + " ether saddr set "
                        + appliance.networkInterfaces().getFirst().macAddress() + " fwd to ens5");
    }

    private static String router(Topology topology, Instance instance) {
        String line = inside(topology, instance, "ip", "neighbour", "show", "dev", "ens5");
        return line.replaceFirst("(?s).*lladdr (\\S+).*", "$1");
    }

    private static String inside(Topology topology, Instance instance, String... words) {
        return Shell.run(Stream.concat(topology.inNetworkOf(instance).stream(), Arrays.stream(words))
                .toList());
    }

    private void begin() {
        topology.ec2()
                .createRoute(r -> r.routeTableId(topology.routeTableId())
                        .destinationCidrBlock(TO_SERVER)
                        .networkInterfaceId(forwarder));
        topology.ec2()
                .createRoute(r -> r.routeTableId(publicTable)
                        .destinationCidrBlock(TO_CLIENT)
                        .networkInterfaceId(forwarder));
    }

    /** Both ways by the endpoint. */
    void byEndpoint() {
        lead(route -> route.vpcEndpointId(endpoint));
        Await.until("no hop is seen", LIMIT, this::isHidden);
    }

    /** Both ways by the instance that forwards. */
    void byForwarder() {
        lead(route -> route.networkInterfaceId(forwarder));
        Await.until("a hop is seen", LIMIT, () -> !isHidden());
    }

    private void lead(UnaryOperator<ReplaceRouteRequest.Builder> to) {
        Map.of(topology.routeTableId(), TO_SERVER, publicTable, TO_CLIENT)
                .forEach((table, block) -> topology.ec2()
                        .replaceRoute(to.apply(ReplaceRouteRequest.builder()
                                        .routeTableId(table)
                                        .destinationCidrBlock(block))
                                .build()));
    }

    /** An instance that forwards is a hop; neither endpoint, nor node, nor appliance is one. */
    private boolean isHidden() {
        return Shell.succeeds(Stream.concat(
                        topology.inNetworkOf(topology.client()).stream(),
                        Stream.of("ping", "-q", "-c1", "-W1", "-t1", server.privateIpAddress()))
                .toList());
    }
}
