package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.Transport;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** To which node of a balancer the endpoints of another Region lead, whose zones are others. */
final class CrossRegionBalancingTest {
    private final Topology cloud = new Topology();
    private final Balancers balancers = new Balancers(cloud);
    private LoadBalancer balancer;
    private TargetGroup group;
    private List<NetworkInterfaceId> targets;
    private NetworkInterfaceId fromA;
    private NetworkInterfaceId fromB;
    private NetworkInterfaceId fromC;

    @BeforeEach
    void twoNodesAndThreeConsumers() {
        VpcId provider = cloud.vpc("10.0.0.0/16");
        SubnetId one = cloud.subnet(provider, "10.0.1.0/24");
        SubnetId other = moved(cloud.subnet(provider, "10.0.2.0/24"), "us-east-1f", "use1-az6");
        targets = List.of(
                cloud.instance(one, "10.0.1.10", cloud.securityGroup(provider)),
                cloud.instance(other, "10.0.2.10", cloud.securityGroup(provider)));
        LoadBalancer first = balancers.balancer(one, "10.0.1.250");
        LoadBalancer second = balancers.balancer(other, "10.0.2.250");
        balancer = first.withNodes(first.ipAddressType(), both(first, second));
        cloud.put(balancer);
        NetworkInterface second250 = cloud.networkInterface(Balancers.node(second));
        cloud.put(second250.withUse(new NetworkInterface.OfLoadBalancer(balancer.key(), Instant.EPOCH)));
        cloud.remove(second);
        group = balancers.listen(balancer, Transport.TCP, 80, 80, false, targets);
        String service = balancers.service(balancer).serviceName();
        cloud.goTo(Region.find("eu-west-1").orElseThrow());
        fromA = consumer(service, "eu-west-1a", "euw1-az1");
        fromB = consumer(service, "eu-west-1b", "euw1-az2");
        fromC = consumer(service, "eu-west-1c", "euw1-az3");
    }

    @Test
    void eachZoneHasANodeAsLongAsThatCanServe() {
        NetworkInterfaceId first = balancer.nodes().getFirst().interfaceId();
        NetworkInterfaceId second = balancer.nodes().getLast().interfaceId();
        assertThat(nodes(health(true, true))).containsExactly(first, second, first);
        assertThat(nodes(health(false, true))).containsExactly(second, second, second);
        assertThat(nodes(health(true, false))).containsExactly(first, first, first);
        assertThat(nodes(health(false, false))).containsExactly(first, second, first);
    }

    @Test
    void whoMovesIsTouched() {
        Balancing before = new Balancing(cloud.snapshot(), health(true, true));
        Balancing now = new Balancing(cloud.snapshot(), health(false, true));
        assertThat(Touched.between(before, now))
                .containsKey(cloud.networkInterface(fromA).vpcId());
    }

    private List<NetworkInterfaceId> nodes(TargetHealth health) {
        Balancing balancing = new Balancing(cloud.snapshot(), health);
        InterfaceEndpoints endpoints = new InterfaceEndpoints(cloud);
        List<NetworkInterfaceId> nodes = new ArrayList<>();
        for (NetworkInterfaceId eni : List.of(fromA, fromB, fromC)) {
            VpcEndpoint endpoint = endpoints.of(eni);
            Holder.Conduit conduit = balancing.conduit(endpoint, eni).orElseThrow();
            nodes.add(conduit.node());
            assertThat(balancing.entrances(balancer, conduit.node())).contains(new Holder.Entrance(endpoint.id(), eni));
        }
        return nodes;
    }

    private TargetHealth health(boolean first, boolean second) {
        Map<TargetHealth.Key, TargetHealth.Finding> found = new TreeMap<>();
        found.put(TargetHealth.Key.of(group, group.registrations().getFirst().target()), finding(first));
        found.put(TargetHealth.Key.of(group, group.registrations().getLast().target()), finding(second));
        return new TargetHealth(new TreeMap<>(found));
    }

    private static TargetHealth.Finding finding(boolean well) {
        return new TargetHealth.Finding(
                well ? TargetHealth.State.HEALTHY : TargetHealth.State.UNHEALTHY, Instant.EPOCH);
    }

    private NetworkInterfaceId consumer(String service, String zone, String zoneId) {
        VpcId vpc = cloud.vpc("10.0.0.0/16");
        SubnetId subnet = moved(cloud.subnet(vpc, "10.0.1.0/24"), zone, zoneId);
        return new InterfaceEndpoints(cloud).to(service, subnet, "10.0.1.20", cloud.securityGroup(vpc));
    }

    private SubnetId moved(SubnetId id, String zone, String zoneId) {
        Subnet is = cloud.get(Subnet.class, id.value());
        cloud.put(new Subnet(
                is.scope(),
                id,
                is.vpcId(),
                is.cidr(),
                Optional.empty(),
                zone,
                zoneId,
                false,
                false,
                false,
                is.namesOnLaunch(),
                false,
                is.tags()));
        return id;
    }

    private static List<LoadBalancer.Node> both(LoadBalancer one, LoadBalancer other) {
        return List.of(one.nodes().getFirst(), other.nodes().getFirst());
    }
}
