package dev.postern.services.elbv2;

import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.elbv2.HostedZones;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAddress;

/** Load balancers as AWS shows them. */
final class LoadBalancerView {
    private LoadBalancerView() {}

    static software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer of(
            Elbv2Call call, LoadBalancer balancer) {
        var view = software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer.builder()
                .loadBalancerArn(balancer.arn().toString())
                .createdTime(balancer.createdAt())
                .loadBalancerName(balancer.name())
                .vpcId(balancer.vpcId().value())
                .state(state -> state.code(balancer.state().wireName()))
                .type(balancer.type().wireName())
                .availabilityZones(zones(call, balancer.nodes()))
                .ipAddressType(balancer.ipAddressType().wireName())
                .enablePrefixForIpv6SourceNat(translation(balancer));
        if (balancer.type() == LoadBalancer.Type.NETWORK) {
            view.dnsName(balancer.dnsName())
                    .canonicalHostedZoneId(HostedZones.of(balancer.scope().region()))
                    .scheme(balancer.scheme().wireName());
        }
        if (balancer.ownsGroups()) {
            view.securityGroups(groups(balancer))
                    .enforceSecurityGroupInboundRulesOnPrivateLinkTraffic(enforced(balancer));
        }
        return view.build();
    }

    /** Whether prefixes are there to translate UDP with, which there are none of here. */
    static @Nullable String translation(LoadBalancer balancer) {
        return balancer.type() == LoadBalancer.Type.NETWORK ? "off" : null;
    }

    static List<String> groups(LoadBalancer balancer) {
        return balancer.groups().stream().map(SecurityGroupId::value).toList();
    }

    static String enforced(LoadBalancer balancer) {
        return balancer.enforcesGroupsOnPrivateLink() ? "on" : "off";
    }

    static List<AvailabilityZone> zones(Elbv2Call call, List<Node> nodes) {
        return nodes.stream()
                .map(node -> AvailabilityZone.builder()
                        .zoneName(node.zone())
                        .subnetId(node.subnetId().value())
                        .loadBalancerAddresses(addresses(call, node))
                        .build())
                .toList();
    }

    /** Only those that were chosen: the others AWS does not tell. */
    private static List<LoadBalancerAddress> addresses(Elbv2Call call, Node node) {
        if (node.allocation().isEmpty() && !node.choseIpv4() && !node.choseIpv6()) {
            return List.of();
        }
        NetworkInterface eni = Nodes.interfaceOf(call.snapshot(), call.scope(), node);
        LoadBalancerAddress.Builder address = LoadBalancerAddress.builder();
        node.allocation()
                .ifPresent(id -> address.allocationId(id.value())
                        .ipAddress(Nodes.publicAddress(call.snapshot(), eni)
                                .orElseThrow()
                                .toString()));
        if (node.choseIpv4()) {
            address.privateIPv4Address(eni.primaryIpv4().orElseThrow().toString());
        }
        if (node.choseIpv6()) {
            address.iPv6Address(eni.ipv6Ips().getFirst().toString());
        }
        return List.of(address.build());
    }
}
