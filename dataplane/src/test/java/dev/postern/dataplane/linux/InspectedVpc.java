package dev.postern.dataplane.linux;

import dev.postern.dataplane.Refusal;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.Inspectors;
import dev.postern.testkit.Topology;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A VPC, routes of which can lead through a Gateway Load Balancer, whose own VPC has the same addresses. */
abstract class InspectedVpc {
    static final Ip SERVER = Ip.of("10.0.1.10");
    static final Ip OTHER = Ip.of("10.0.3.10");
    static final Ip PUBLIC = Ip.of("198.19.0.10");
    static final Ip S3 = Ip.of("198.18.0.10");

    /** Behind the header of UDP: where the packet that is carried begins. */
    static final int INNER = 40;

    @TempDir
    Path directory;

    final Topology topology = new Topology();
    final Inspectors inspectors = new Inspectors(topology);
    Network network;
    VpcId vpc;
    RouteTableId serverTable;
    RouteTableId otherTable;
    RouteTableId inspectionTable;
    EndpointService service;
    InternetGatewayId gateway;
    SecurityGroupId web;
    NetworkInterfaceId server;
    NetworkInterfaceId other;
    final List<NetworkInterfaceId> appliances = new ArrayList<>();
    LoadBalancer balancer;
    TargetGroup group;
    VpcEndpoint endpoint;

    @BeforeEach
    void anEndpointAndTwoAppliances() {
        network = new Network(directory);
        provider();
        vpc = topology.vpc("10.0.0.0/16");
        SubnetId application = topology.subnet(vpc, "10.0.1.0/24");
        SubnetId inspection = topology.subnet(vpc, "10.0.2.0/24");
        SubnetId another = topology.subnet(vpc, "10.0.3.0/24");
        gateway = topology.internetGateway(vpc);
        serverTable = topology.routeTable(vpc, application);
        otherTable = topology.routeTable(vpc, another);
        inspectionTable = topology.routeTable(vpc, inspection);
        topology.route(inspectionTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        web = topology.securityGroup(vpc);
        topology.allowIn(web, Protocol.TCP, PortRange.of(80), "0.0.0.0/0");
        topology.allowIn(web, Protocol.TCP, PortRange.of(7000), "0.0.0.0/0");
        topology.allowIn(web, Protocol.ICMP, new PortRange(-1, -1), "0.0.0.0/0");
        server = topology.instance(application, SERVER.toString(), web);
        other = topology.instance(another, OTHER.toString(), web);
        topology.publicIp(server, PUBLIC.toString());
        service = inspectors.service(balancer);
        endpoint = inspectors.endpoint(service, inspection, "10.0.2.10");
    }

    private void provider() {
        VpcId security = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(security, "10.0.1.0/24");
        topology.routeTable(security, subnet);
        SecurityGroupId geneve = topology.securityGroup(security);
        topology.allowIn(geneve, Protocol.UDP, PortRange.of(6081), "10.0.1.0/24");
        for (int i = 20; i < 24; i++) {
            appliances.add(topology.instance(subnet, "10.0.1." + i, geneve));
        }
        balancer = inspectors.balancer(subnet, SERVER.toString());
        group = inspectors.appliances(balancer, appliances.subList(0, 2));
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    void throughTheEndpoint() throws Exception {
        topology.route(topology.edgeTable(vpc, gateway), "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        topology.route(serverTable, "0.0.0.0/0", new Route.ViaEndpoint(endpoint.id()));
        topology.route(serverTable, "10.0.3.0/24", new Route.ViaEndpoint(endpoint.id()));
        topology.route(otherTable, "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        network.apply(topology);
    }

    long refused(Refusal reason) throws Exception {
        return network.dataPlane().refused(Balancers.node(balancer)).getOrDefault(reason, 0L);
    }

    void register(List<NetworkInterfaceId> targets) throws Exception {
        topology.put(topology.get(TargetGroup.class, group.key())
                .withRegistrations(targets.stream().map(this::registration).toList()));
        network.apply(topology);
    }

    private TargetGroup.Registration registration(NetworkInterfaceId eni) {
        return new TargetGroup.Registration(target(eni), Optional.empty(), Instant.EPOCH, Optional.empty());
    }

    TargetGroup.Target target(NetworkInterfaceId eni) {
        return new TargetGroup.Target(topology.instanceOf(eni).value(), 6081);
    }

    static int seen(Fleet fleet, int place) {
        return fleet.appliances().get(place).seen().size();
    }
}
