package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.IpAddressType;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.LoadBalancerAttribute;
import dev.postern.model.net.Family;
import dev.postern.network.BalancedTargets;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetIpAddressTypeRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetIpAddressTypeResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsResponse;

/**
 * Load balancers that are there.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html">Network Load Balancers</a>
 */
final class LoadBalancers {
    /** Balancers that one call tells of by name or ARN. */
    private static final int DESCRIBED_MAX = 20;

    private LoadBalancers() {}

    static DescribeLoadBalancersResponse describe(Elbv2Call call, DescribeLoadBalancersRequest request) {
        if (!request.names().isEmpty() && !request.loadBalancerArns().isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "Load balancer names and load balancer ARNs cannot be specified at the same time");
        }
        Page<LoadBalancer> page = Elbv2Call.page(
                request, selected(call, request), LoadBalancer::key, request.marker(), request.pageSize());
        return DescribeLoadBalancersResponse.builder()
                .loadBalancers(page.map(balancer -> LoadBalancerView.of(call, balancer)))
                .nextMarker(page.next())
                .build();
    }

    private static List<LoadBalancer> selected(Elbv2Call call, DescribeLoadBalancersRequest request) {
        int named = Math.max(request.loadBalancerArns().size(), request.names().size());
        if (named > DESCRIBED_MAX) {
            throw Elbv2Error.VALIDATION_ERROR.of("Up to " + DESCRIBED_MAX
                    + " load balancers can be described at a time, but " + named + " were specified");
        }
        if (!request.loadBalancerArns().isEmpty()) {
            return request.loadBalancerArns().stream()
                    .distinct()
                    .map(arn -> call.findLoadBalancer(arn)
                            .orElseThrow(() ->
                                    Elbv2Error.LOAD_BALANCER_NOT_FOUND.of("One or more load balancers not found")))
                    .toList();
        }
        if (request.names().isEmpty()) {
            return List.copyOf(call.all(LoadBalancer.class));
        }
        List<LoadBalancer> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : request.names().stream().distinct().toList()) {
            call.by(Indexes.LOAD_BALANCERS_BY_NAME, name).stream()
                    .findFirst()
                    .ifPresentOrElse(found::add, () -> missing.add(name));
        }
        if (!missing.isEmpty()) {
            throw Elbv2Error.LOAD_BALANCER_NOT_FOUND.of("Load balancers '" + missing + "' not found");
        }
        return List.copyOf(found);
    }

    /** What is gone already is gone. */
    static Outcome<DeleteLoadBalancerResponse> delete(Elbv2Call call, DeleteLoadBalancerRequest request) {
        DeleteLoadBalancerResponse done = DeleteLoadBalancerResponse.builder().build();
        Optional<LoadBalancer> found = call.findLoadBalancer(request.loadBalancerArn());
        if (found.isEmpty()) {
            return new Outcome<>(Change.NONE, done);
        }
        LoadBalancer balancer = found.get();
        if (balancer.isSet(LoadBalancerAttribute.DELETION_PROTECTION)) {
            throw Elbv2Error.OPERATION_NOT_PERMITTED.of(
                    "Load balancer '" + balancer.arn() + "' cannot be deleted because deletion protection is enabled");
        }
        if (!call.snapshot()
                .by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, balancer.arn().toString())
                .isEmpty()) {
            throw Elbv2Error.RESOURCE_IN_USE.of("Load balancer '" + balancer.arn()
                    + "' cannot be deleted because it is currently associated with another service");
        }
        Change.Builder change = Change.builder();
        Nodes nodes = new Nodes(call, change);
        balancer.nodes().forEach(nodes::remove);
        call.listeners(balancer).forEach(change::remove);
        return new Outcome<>(change.remove(balancer).build(), done);
    }

    static Outcome<SetSubnetsResponse> setSubnets(Elbv2Call call, SetSubnetsRequest request) {
        LoadBalancer balancer = call.loadBalancer(request.loadBalancerArn());
        List<RequestedSubnet> subnets = RequestedSubnet.of(call, request.subnets(), request.subnetMappings());
        if (!subnets.getFirst().subnet().vpcId().equals(balancer.vpcId())) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("All subnets must belong to the VPC '" + balancer.vpcId() + "'");
        }
        IpAddressType type = NewLoadBalancer.addressType(balancer.type(), request.ipAddressTypeAsString())
                .orElse(balancer.ipAddressType());
        subnets.forEach(subnet -> subnet.checkFor(balancer.type(), balancer.scheme(), type));
        checkFamilies(call, balancer, type);
        checkLeft(call, balancer, subnets);
        Limits.checkInterfaces(
                balancer.type(),
                NewLoadBalancer.interfaces(call, balancer.type(), balancer.vpcId()),
                subnets.size() - balancer.nodes().size());
        Change.Builder change = Change.builder();
        Nodes nodes = new Nodes(call, change);
        List<Node> now = new ArrayList<>();
        for (RequestedSubnet subnet : subnets) {
            now.add(balancer.nodes().stream()
                    .filter(node -> node.subnetId().equals(subnet.subnet().id()))
                    .findFirst()
                    .map(node -> nodes.change(sameAddresses(call, node, subnet), type, subnet))
                    .orElseGet(() -> nodes.make(balancer, type, subnet)));
        }
        balancer.nodes().stream()
                .filter(node -> now.stream().noneMatch(one -> one.interfaceId().equals(node.interfaceId())))
                .forEach(nodes::remove);
        Change all = change.put(balancer.withNodes(type, now)).build();
        return new Outcome<>(
                all,
                SetSubnetsResponse.builder()
                        .availabilityZones(LoadBalancerView.zones(call.after(all), now))
                        .ipAddressType(type.wireName())
                        .enablePrefixForIpv6SourceNat(LoadBalancerView.translation(balancer))
                        .build());
    }

    /**
     * Refuses to leave subnets that stay, or to move within a zone at once.
     *
     * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html">Update the Availability Zones
     *     for your Network Load Balancer</a>
     */
    private static void checkLeft(Elbv2Call call, LoadBalancer balancer, List<RequestedSubnet> subnets) {
        List<Node> left = balancer.nodes().stream()
                .filter(node ->
                        subnets.stream().noneMatch(one -> one.subnet().id().equals(node.subnetId())))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        if (balancer.type() == LoadBalancer.Type.GATEWAY) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("Subnet removal is not supported for Gateway Load Balancers. You"
                    + " must specify all existing subnets along with any new ones.");
        }
        boolean connected = call
                .by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, balancer.arn().toString())
                .stream()
                .flatMap(service ->
                        call.snapshot().by(Indexes.ENDPOINTS_BY_SERVICE, service.serviceName()).values().stream())
                .anyMatch(VpcEndpoint::carriesTraffic);
        if (connected) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("Subnets of load balancer '" + balancer.arn()
                    + "' cannot be removed because it has active VPC endpoint associations");
        }
        if (left.stream()
                .anyMatch(node -> subnets.stream()
                        .anyMatch(one -> one.subnet().availabilityZone().equals(node.zone())))) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("The subnet of an Availability Zone cannot be changed at once:"
                    + " remove the existing subnet before you add the new one");
        }
    }

    /** A node keeps the addresses that it has: a request that names others wants what cannot be. */
    private static Node sameAddresses(Elbv2Call call, Node node, RequestedSubnet subnet) {
        boolean asks = subnet.allocation().isPresent() || subnet.privateIpv4().isPresent();
        NetworkInterface eni = Nodes.interfaceOf(call.snapshot(), call.scope(), node);
        boolean otherIpv6 = !eni.ipv6Ips().isEmpty() && !subnet.isIpv6Met(eni);
        if ((asks && !subnet.withoutIpv6().isMet(call, node)) || otherIpv6) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "The addresses of the load balancer in subnet '" + node.subnetId() + "' cannot be changed");
        }
        return node;
    }

    static Outcome<SetIpAddressTypeResponse> setIpAddressType(Elbv2Call call, SetIpAddressTypeRequest request) {
        LoadBalancer balancer = call.loadBalancer(request.loadBalancerArn());
        IpAddressType type = NewLoadBalancer.addressType(balancer.type(), request.ipAddressTypeAsString())
                .orElseThrow();
        checkFamilies(call, balancer, type);
        Change.Builder change = Change.builder();
        Nodes nodes = new Nodes(call, change);
        List<Node> now = balancer.nodes().stream()
                .map(node -> nodes.change(node, type, subnetOf(call, node)))
                .toList();
        return new Outcome<>(
                change.put(balancer.withNodes(type, now)).build(),
                SetIpAddressTypeResponse.builder()
                        .ipAddressType(type.wireName())
                        .build());
    }

    /** UDP goes over IPv4 alone: for IPv6 a balancer would need prefixes to translate with. Who is reached by IPv6 keeps it. */
    private static void checkFamilies(Elbv2Call call, LoadBalancer balancer, IpAddressType type) {
        if (type == IpAddressType.DUALSTACK
                && balancer.ipAddressType() != type
                && call.listeners(balancer).stream().anyMatch(Listeners::speaksUdp)) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("The IP address type 'dualstack' is not supported for load"
                    + " balancers with UDP or TCP_UDP listeners");
        }
        if (type == IpAddressType.IPV4
                && BalancedTargets.groups(call.snapshot(), balancer).stream()
                        .anyMatch(group -> group.family() == Family.IPV6)) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "Target groups with IP address type 'ipv6' must be used with load balancers of type 'dualstack'");
        }
        if (type == IpAddressType.IPV4
                && call.by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, balancer.arn().toString()).stream()
                        .anyMatch(service -> service.terms().families().contains(Family.IPV6))) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("The IP address type 'ipv4' is not supported for load balancer '"
                    + balancer.arn() + "' because it is associated with a VPC endpoint service that supports 'ipv6'");
        }
    }

    private static RequestedSubnet subnetOf(Elbv2Call call, Node node) {
        Subnet subnet = call.snapshot()
                .find(Subnet.class, call.scope(), node.subnetId().value())
                .orElseThrow();
        return new RequestedSubnet(subnet, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Outcome<SetSecurityGroupsResponse> setSecurityGroups(Elbv2Call call, SetSecurityGroupsRequest request) {
        LoadBalancer balancer = call.loadBalancer(request.loadBalancerArn());
        if (balancer.type() == LoadBalancer.Type.GATEWAY) {
            throw NewLoadBalancer.noGroups();
        }
        if (!balancer.ownsGroups()) {
            throw Elbv2Error.INVALID_CONFIGURATION.of("Security groups cannot be set for load balancer '"
                    + balancer.arn() + "' because it was created without security groups");
        }
        List<SecurityGroupId> groups = NewLoadBalancer.groups(call, balancer.vpcId(), request.securityGroups());
        if (groups.isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of("At least one security group must be specified");
        }
        String enforced = request.enforceSecurityGroupInboundRulesOnPrivateLinkTrafficAsString();
        LoadBalancer changed = balancer.withGroups(
                groups, enforced == null ? balancer.enforcesGroupsOnPrivateLink() : enforced.equals("on"));
        Change.Builder change = Change.builder().put(changed);
        new Nodes(call, change).secure(balancer.nodes(), groups);
        return new Outcome<>(
                change.build(),
                SetSecurityGroupsResponse.builder()
                        .securityGroupIds(LoadBalancerView.groups(changed))
                        .enforceSecurityGroupInboundRulesOnPrivateLinkTraffic(LoadBalancerView.enforced(changed))
                        .build());
    }

    /** The listeners of a balancer at a port. */
    static Optional<Listener> listenerAt(Elbv2Call call, LoadBalancer balancer, int port) {
        return call.listeners(balancer).stream()
                .filter(listener -> listener.port() == port)
                .findFirst();
    }
}
