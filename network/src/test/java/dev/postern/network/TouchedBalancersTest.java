package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Ref;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.Transport;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TouchedBalancersTest {
    private final Topology cloud = new Topology();
    private final InterfaceEndpoints endpoints = new InterfaceEndpoints(cloud);
    private final Balancers balancers = new Balancers(cloud);
    private VpcId provider;
    private LoadBalancer balancer;
    private NetworkInterfaceId target;
    private String service;

    @BeforeEach
    void aServiceBehindABalancer() {
        provider = cloud.vpc("10.0.0.0/16");
        SubnetId subnet = cloud.subnet(provider, "10.0.1.0/24");
        target = cloud.instance(subnet, "10.0.1.10", cloud.securityGroup(provider));
        balancer = balancers.balancer(subnet, "10.0.1.250");
        balancers.listen(balancer, Transport.TCP, 80, 80, true, List.of(target));
        service = balancers.service(balancer).serviceName();
    }

    @Test
    void anEndpointThatComesConcernsTheNodeAndNoOtherEndpoint() {
        consumer();
        Snapshot before = cloud.snapshot();
        NetworkInterfaceId one = consumer();
        assertThat(touched(before))
                .isEqualTo(Map.of(
                        provider,
                        Set.of(ref(Balancers.node(balancer))),
                        cloud.networkInterface(one).vpcId(),
                        Set.of(ref(one))));
    }

    @Test
    void aListenerThatComesConcernsAllEndpoints() {
        NetworkInterfaceId one = consumer();
        NetworkInterfaceId other = consumer();
        Snapshot before = cloud.snapshot();
        balancers.listen(balancer, Transport.TCP, 81, 80, true, List.of(target));
        assertThat(touched(before))
                .isEqualTo(Map.of(
                        provider,
                        Set.of(ref(Balancers.node(balancer))),
                        cloud.networkInterface(one).vpcId(),
                        Set.of(ref(one)),
                        cloud.networkInterface(other).vpcId(),
                        Set.of(ref(other))));
    }

    /** An endpoint in a VPC of its own, to the service. */
    private NetworkInterfaceId consumer() {
        VpcId vpc = cloud.vpc("10.0.0.0/16");
        SubnetId subnet = cloud.subnet(vpc, "10.0.1.0/24");
        return endpoints.to(service, subnet, "10.0.1.20", cloud.securityGroup(vpc));
    }

    private Map<VpcId, SortedSet<Ref>> touched(Snapshot before) {
        return Touched.between(
                new Balancing(before, TargetHealth.NONE), new Balancing(cloud.snapshot(), TargetHealth.NONE));
    }

    private Ref ref(NetworkInterfaceId eni) {
        return new Ref(cloud.networkInterface(eni).scope(), eni.value());
    }
}
