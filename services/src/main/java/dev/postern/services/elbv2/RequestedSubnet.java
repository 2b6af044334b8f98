package dev.postern.services.elbv2;

import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.IpAddressType;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.LoadBalancer.Scheme;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;

/** A subnet in which a balancer is to have a node, and the addresses that the node is to have there. */
record RequestedSubnet(
        Subnet subnet, Optional<AllocationId> allocation, Optional<String> privateIpv4, Optional<String> ipv6) {

    /** Those that a request names by one of its two members, in the order of their zones: all of one VPC, no two in a zone. */
    static List<RequestedSubnet> of(Elbv2Call call, List<String> subnets, List<SubnetMapping> mappings) {
        if (!subnets.isEmpty() && !mappings.isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of("You can specify either subnets or subnet mappings, but not both");
        }
        List<RequestedSubnet> requested = new ArrayList<>();
        for (String id : subnets) {
            requested.add(new RequestedSubnet(subnet(call, id), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        for (SubnetMapping mapping : mappings) {
            requested.add(new RequestedSubnet(
                    subnet(call, mapping.subnetId()),
                    Optional.ofNullable(mapping.allocationId()).map(RequestedSubnet::allocation),
                    Optional.ofNullable(mapping.privateIPv4Address()),
                    Optional.ofNullable(mapping.iPv6Address())));
        }
        if (requested.isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of("At least one subnet must be specified");
        }
        check(requested);
        requested.sort(Comparator.comparing(one -> one.subnet().availabilityZone()));
        return requested;
    }

    private static void check(List<RequestedSubnet> requested) {
        Map<String, Subnet> zones = new HashMap<>();
        Set<AllocationId> allocations = new HashSet<>();
        VpcId vpc = requested.getFirst().subnet().vpcId();
        for (RequestedSubnet one : requested) {
            if (!one.subnet().vpcId().equals(vpc)) {
                throw Elbv2Error.INVALID_CONFIGURATION.of("All subnets must belong to the same VPC");
            }
            if (zones.put(one.subnet().availabilityZone(), one.subnet()) != null) {
                throw Elbv2Error.INVALID_CONFIGURATION.of(
                        "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
            }
            if (one.subnet().ipv6Native()) {
                throw Elbv2Error.INVALID_SUBNET.of(
                        "Subnet '" + one.subnet().id() + "' has no IPv4 CIDR block and cannot be used");
            }
            if (one.allocation().filter(id -> !allocations.add(id)).isPresent()) {
                throw Elbv2Error.RESOURCE_IN_USE.of("The allocation IDs are not available for use");
            }
        }
    }

    /** Refuses addresses that a balancer of a type, a scheme and families cannot have. */
    void checkFor(LoadBalancer.Type type, Scheme scheme, IpAddressType families) {
        if (type == LoadBalancer.Type.GATEWAY
                && (allocation.isPresent() || privateIpv4.isPresent() || ipv6.isPresent())) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "IP addresses cannot be specified for load balancers with type 'gateway'");
        }
        if (allocation.isPresent() && scheme == Scheme.INTERNAL) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "Elastic IP addresses cannot be associated with an internal load balancer");
        }
        if (privateIpv4.isPresent() && scheme == Scheme.INTERNET_FACING) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "Private IPv4 addresses cannot be specified for an internet-facing load balancer");
        }
        if (ipv6.isPresent() && families == IpAddressType.IPV4) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "IPv6 addresses cannot be specified for load balancers with IP address type 'ipv4'");
        }
    }

    /** Whether a node is what is asked for here. */
    boolean isMet(Elbv2Call call, Node node) {
        var eni = Nodes.interfaceOf(call.snapshot(), call.scope(), node);
        return node.subnetId().equals(subnet.id())
                && node.allocation().equals(allocation)
                && node.choseIpv4() == privateIpv4.isPresent()
                && privateIpv4.stream().allMatch(ip -> Ip.find(ip).equals(eni.primaryIpv4()))
                && isIpv6Met(eni);
    }

    /** Whether an interface has the IPv6 address that is asked for here, if one is. */
    boolean isIpv6Met(NetworkInterface eni) {
        return ipv6.isEmpty()
                || eni.ipv6Ips().stream().anyMatch(ip -> Ip.find(ipv6.get()).equals(Optional.of(ip)));
    }

    /** The same, whatever its IPv6 address is to be. */
    RequestedSubnet withoutIpv6() {
        return new RequestedSubnet(subnet, allocation, privateIpv4, Optional.empty());
    }

    private static Subnet subnet(Elbv2Call call, @Nullable String id) {
        return Optional.ofNullable(id)
                .flatMap(given -> call.snapshot().find(Subnet.class, call.scope(), given))
                .orElseThrow(() -> Elbv2Error.SUBNET_NOT_FOUND.of("The subnet ID '" + id + "' does not exist"));
    }

    private static AllocationId allocation(String id) {
        if (!ResourceId.isWellFormed(AllocationId.PREFIX, id)) {
            throw Elbv2Error.ALLOCATION_ID_NOT_FOUND.of("The allocation IDs '" + id + "' do not exist");
        }
        return new AllocationId(id);
    }
}
