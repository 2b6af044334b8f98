package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.model.request.Connection;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.Topology;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NetworkCompilerTest {
    private static final Ip S3 = Ip.of("198.18.0.10");

    private final Topology cloud = new Topology();
    private VpcId vpc;
    private SubnetId subnet;
    private SecurityGroupId group;
    private RouteTableId table;

    @BeforeEach
    void aVpcWithOneSubnet() {
        vpc = cloud.vpc("10.0.0.0/16");
        subnet = cloud.subnet(vpc, "10.0.1.0/24");
        group = cloud.securityGroup(vpc);
        table = cloud.routeTable(vpc, subnet);
    }

    @Test
    void vpcWithoutRunningInstanceIsNotCompiled() {
        assertThat(compile().vpcs()).isEmpty();
        NetworkInterfaceId eni = cloud.instance(subnet, "10.0.1.10", group);
        assertThat(compile().vpcs()).containsOnlyKeys(vpc);
        cloud.state(eni, Instance.State.STOPPED);
        assertThat(compile().vpcs()).isEmpty();
    }

    @Test
    void unchangedVpcIsTheSameObject() {
        cloud.instance(subnet, "10.0.1.10", group);
        Compilation before = NetworkCompiler.compile(cloud.snapshot(), Compilation.NONE);
        VpcId other = cloud.vpc("10.0.0.0/16");
        cloud.instance(cloud.subnet(other, "10.0.1.0/24"), "10.0.1.10", cloud.securityGroup(other));
        NetworkIntent after = NetworkCompiler.compile(cloud.snapshot(), before).intent();
        assertThat(after.vpcs().get(vpc)).isSameAs(before.intent().vpcs().get(vpc));
        assertThat(after.vpcs()).containsKey(other);
    }

    @Test
    void peeredVpcIsCompiledAgainOnlyWhereItMustKnowOfTheChange() {
        VpcId peer = cloud.vpc("10.1.0.0/16");
        SubnetId there = cloud.subnet(peer, "10.1.0.0/24");
        SecurityGroupId named = cloud.securityGroup(peer);
        SecurityGroupId unnamed = cloud.securityGroup(peer);
        cloud.instance(there, "10.1.0.10", unnamed);
        cloud.instance(subnet, "10.0.1.10", group);
        cloud.allowIn(group, Protocol.TCP, PortRange.of(80), named);
        VpcPeeringConnectionId peering = cloud.peering(vpc, peer);
        Compilation before = NetworkCompiler.compile(cloud.snapshot(), Compilation.NONE);
        assertThat(allows(before, "10.1.0.11")).isFalse();
        cloud.instance(there, "10.1.0.20", unnamed);
        Compilation other = NetworkCompiler.compile(cloud.snapshot(), before);
        assertThat(other.intent().vpcs().get(vpc))
                .isSameAs(before.intent().vpcs().get(vpc));
        cloud.instance(there, "10.1.0.11", named);
        Compilation member = NetworkCompiler.compile(cloud.snapshot(), other);
        assertThat(allows(member, "10.1.0.11")).isTrue();
        cloud.peeringState(peering, VpcPeeringConnection.State.DELETED);
        Compilation deleted = NetworkCompiler.compile(cloud.snapshot(), member);
        assertThat(allows(deleted, "10.1.0.11")).isFalse();
        assertThat(deleted.intent().vpc(vpc).orElseThrow().peers()).isEmpty();
        assertThat(deleted.intent()).isEqualTo(NetworkCompiler.compile(cloud.snapshot()));
    }

    private boolean allows(Compilation compilation, String from) {
        return compilation
                .intent()
                .vpc(vpc)
                .orElseThrow()
                .policyOf(GroupSet.of(List.of(group)))
                .ingress()
                .allows(Protocol.TCP, 80, Ip.of(from));
    }

    @Test
    void vpcOfWhichOnlyWhatTheNetworkDoesNotKnowChangedIsTheSameObject() {
        cloud.instance(subnet, "10.0.1.10", group);
        Compilation before = NetworkCompiler.compile(cloud.snapshot(), Compilation.NONE);
        cloud.routeTable(vpc);
        NetworkIntent after = NetworkCompiler.compile(cloud.snapshot(), before).intent();
        assertThat(after.vpcs().get(vpc)).isSameAs(before.intent().vpcs().get(vpc));
    }

    @Test
    void endpointRouteIsOnlyInItsTables() {
        NetworkInterfaceId eni = cloud.instance(subnet, "10.0.1.10", group);
        VpcEndpointId none = cloud.endpoint(vpc);
        assertThat(lookUp(eni, S3)).isNull();
        VpcEndpointId endpoint = cloud.endpoint(vpc, table);
        assertThat(lookUp(eni, S3))
                .isInstanceOfSatisfying(
                        RouteTarget.ToEndpoint.class,
                        to -> assertThat(to.id()).isEqualTo(endpoint).isNotEqualTo(none));
    }

    @Test
    void identicalCidrRouteBeatsTheEndpoint() {
        NetworkInterfaceId eni = cloud.instance(subnet, "10.0.1.10", group);
        cloud.endpoint(vpc, table);
        InternetGatewayId igw = cloud.internetGateway(vpc);
        cloud.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(igw));
        assertThat(lookUp(eni, S3)).isInstanceOf(RouteTarget.ToEndpoint.class);
        cloud.route(table, "198.18.0.0/24", new Route.ViaInternetGateway(igw));
        assertThat(lookUp(eni, S3)).isEqualTo(new RouteTarget.ToEdge(igw));
    }

    @Test
    void moreSpecificCidrRouteBeatsTheEndpoint() {
        NetworkInterfaceId eni = cloud.instance(subnet, "10.0.1.10", group);
        cloud.endpoint(vpc, table);
        InternetGatewayId igw = cloud.internetGateway(vpc);
        cloud.route(table, "198.18.0.8/29", new Route.ViaInternetGateway(igw));
        assertThat(lookUp(eni, S3)).isEqualTo(new RouteTarget.ToEdge(igw));
        assertThat(lookUp(eni, Ip.of("198.18.0.99"))).isInstanceOf(RouteTarget.ToEndpoint.class);
    }

    @Test
    void routeToDetachedGatewayIsABlackhole() {
        NetworkInterfaceId eni = cloud.instance(subnet, "10.0.1.10", group);
        InternetGatewayId igw = cloud.internetGateway(vpc);
        cloud.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(igw));
        cloud.detach(igw);
        assertThat(lookUp(eni, S3)).isInstanceOf(RouteTarget.Blackhole.class);
    }

    @Test
    void locatorNamesEndpointAndInterface() {
        NetworkInterfaceId eni = cloud.instance(subnet, "10.0.1.10", group);
        VpcEndpointId endpoint = cloud.endpoint(vpc, table);
        NetworkIntent intent = compile();
        Door door = EndpointLocator.door(intent, vpc, Ip.of("10.0.1.10"), S3).orElseThrow();
        assertThat(door).isInstanceOf(GatewayService.class);
        assertThat(EndpointLocator.connection(intent, vpc, (GatewayService) door, Ip.of("10.0.1.10"), true))
                .contains(new Connection.ThroughEndpoint(
                        cloud.networkInterface(eni).scope(),
                        vpc,
                        endpoint,
                        Connection.Kind.GATEWAY,
                        Optional.of(eni),
                        Ip.of("10.0.1.10"),
                        true));
        assertThat(EndpointLocator.door(intent, vpc, Ip.of("10.0.1.11"), S3)).isEmpty();
        assertThat(EndpointLocator.door(intent, vpc, Ip.of("10.0.1.10"), GuestService.METADATA))
                .containsInstanceOf(GuestService.class);
        assertThat(EndpointLocator.client(intent, vpc, Ip.of("10.0.1.10"))
                        .flatMap(client -> client.holder().instance()))
                .contains(cloud.instanceOf(eni));
    }

    @Test
    void udpIsForgottenAfterItsOwnTimeWhatTheTcpOfTheSamePortMayBe() {
        NetworkInterfaceId target = cloud.instance(subnet, "10.0.1.10", group);
        Balancers balancers = new Balancers(cloud);
        LoadBalancer balancer = balancers.balancer(subnet, "10.0.1.70");
        balancers.listen(balancer, Transport.TCP_UDP, 53, 53, true, List.of(target));
        assertThat(idle()).containsExactly("tcp 350", "udp 120");
        cloud.snapshot().all(Listener.class).stream()
                .forEach(listener -> cloud.put(listener.withIdleSeconds(Optional.of(600))));
        assertThat(idle()).containsExactly("tcp 600", "udp 120");
    }

    private List<String> idle() {
        return compile().vpc(vpc).orElseThrow().interfaces().values().stream()
                .flatMap(port -> port.holder() instanceof Holder.BalancerHolder node
                        ? node.listeners().stream()
                        : Stream.empty())
                .map(listener -> listener.protocol() + " " + listener.idleSeconds())
                .toList();
    }

    @Test
    void sameSnapshotPrintsTheSame() {
        cloud.instance(subnet, "10.0.1.10", group);
        cloud.endpoint(vpc, table);
        assertThat(compile().print()).isEqualTo(compile().print()).contains("10.0.1.10");
        assertThat(compile()).isEqualTo(compile());
    }

    private NetworkIntent compile() {
        return NetworkCompiler.compile(cloud.snapshot());
    }

    private @Nullable RouteTarget lookUp(NetworkInterfaceId eni, Ip destination) {
        VpcIntent compiled = compile().vpc(vpc).orElseThrow();
        return compiled.routeTableOf(compiled.interfaceOf(eni))
                .lookUp(destination)
                .map(RouteTableIntent.Match::target)
                .orElse(null);
    }
}
