package dev.postern.testkit;

import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Network Load Balancers of a topology, and services behind them. */
public record Balancers(Topology cloud) {
    private static final Instant EPOCH = Instant.EPOCH;

    /** An active internal balancer with a node in one subnet. */
    public LoadBalancer balancer(SubnetId subnetId, String address, SecurityGroupId... groups) {
        return balancer(LoadBalancer.Type.NETWORK, subnetId, address, groups);
    }

    LoadBalancer balancer(LoadBalancer.Type type, SubnetId subnetId, String address, SecurityGroupId... groups) {
        Subnet subnet = cloud.get(Subnet.class, subnetId.value());
        String id = hex();
        NetworkInterfaceId eni = new NetworkInterfaceId(NetworkInterfaceId.PREFIX + "-0" + id);
        LoadBalancer balancer = new LoadBalancer(
                subnet.scope(),
                "nlb" + id.substring(id.length() - 3),
                id,
                type,
                subnet.vpcId(),
                LoadBalancer.Scheme.INTERNAL,
                LoadBalancer.IpAddressType.IPV4,
                LoadBalancer.State.ACTIVE,
                EPOCH,
                groups.length > 0,
                List.of(groups),
                true,
                List.of(new LoadBalancer.Node(
                        subnetId, subnet.availabilityZone(), eni, Optional.empty(), false, false)),
                new TreeMap<>(),
                EPOCH,
                Tags.NONE);
        cloud.put(cloud.plugged(
                subnet,
                eni,
                List.of(address),
                List.of(groups),
                new NetworkInterface.OfLoadBalancer(balancer.key(), EPOCH)));
        cloud.put(balancer);
        return balancer;
    }

    /** The same, of both families. */
    public LoadBalancer dualstack(SubnetId subnetId, String ipv4, String ipv6, SecurityGroupId... groups) {
        LoadBalancer balancer = balancer(subnetId, ipv4, groups);
        cloud.ipv6(node(balancer), ipv6);
        LoadBalancer changed = balancer.withNodes(LoadBalancer.IpAddressType.DUALSTACK, balancer.nodes());
        cloud.put(changed);
        return changed;
    }

    /** The interface of its node. */
    public static NetworkInterfaceId node(LoadBalancer balancer) {
        return balancer.nodes().getFirst().interfaceId();
    }

    /** A listener of a balancer, and the group of instances to which it forwards over IPv4. */
    public TargetGroup listen(
            LoadBalancer balancer,
            Transport transport,
            int port,
            int targetPort,
            boolean keeps,
            List<NetworkInterfaceId> targets) {
        return listen(balancer, Family.IPV4, transport, port, targetPort, keeps, targets);
    }

    /** The same over either family. */
    public TargetGroup listen(
            LoadBalancer balancer,
            Family family,
            Transport transport,
            int port,
            int targetPort,
            boolean keeps,
            List<NetworkInterfaceId> targets) {
        String id = hex();
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put("preserve_client_ip.enabled", String.valueOf(keeps));
        TargetGroup group = new TargetGroup(
                balancer.scope(),
                "tg" + id.substring(id.length() - 3),
                id,
                transport,
                targetPort,
                balancer.vpcId(),
                TargetGroup.TargetType.INSTANCE,
                family,
                new HealthCheck(
                        HealthCheck.Probe.TCP, Optional.empty(), Optional.empty(), Optional.empty(), 30, 10, 5, 2),
                attributes,
                targets.stream()
                        .map(eni -> new TargetGroup.Registration(
                                new TargetGroup.Target(cloud.instanceOf(eni).value(), targetPort),
                                Optional.empty(),
                                EPOCH,
                                Optional.empty()))
                        .toList(),
                Tags.NONE);
        cloud.put(group);
        cloud.put(new Listener(
                balancer.scope(),
                balancer.key(),
                hex(),
                transport,
                port,
                List.of(new Listener.Forward(group.key(), 1)),
                Optional.empty(),
                Optional.empty(),
                Tags.NONE));
        return group;
    }

    /** A service behind a balancer, that anybody may connect to. */
    public EndpointService service(LoadBalancer balancer) {
        EndpointService service = new EndpointService(
                balancer.scope(),
                new EndpointServiceId(EndpointServiceId.PREFIX + "-0" + hex()),
                EndpointService.State.AVAILABLE,
                new EndpointService.Terms(
                        false, List.of(balancer.arn().toString()), List.of(), families(balancer), List.of()),
                false,
                Optional.empty(),
                EPOCH,
                Tags.NONE);
        cloud.put(service);
        return service;
    }

    private static List<Family> families(LoadBalancer balancer) {
        return balancer.ipAddressType() == LoadBalancer.IpAddressType.DUALSTACK
                ? List.of(Family.values())
                : List.of(Family.IPV4);
    }

    /** 16 digits that nobody else has. */
    private String hex() {
        String id = cloud.id("x");
        return id.substring(id.length() - 16);
    }
}
