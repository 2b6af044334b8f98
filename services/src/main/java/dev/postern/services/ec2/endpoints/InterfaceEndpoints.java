package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.endpoints.VpcEndpoints.Made;
import dev.postern.services.ec2.filtering.SecurityGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DnsOptionsSpecification;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;

/**
 * Interface VPC endpoints: made, and changed while they are used.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html">Access an AWS service using an interface
 *     VPC endpoint</a>
 */
final class InterfaceEndpoints {
    private InterfaceEndpoints() {}

    static Made make(Ec2Call call, Vpc vpc, Offer offer, CreateVpcEndpointRequest request) {
        if (!request.routeTableIds().isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Route table IDs are only supported for Gateway endpoints.");
        }
        checkCount(call, vpc);
        EndpointAddresses.Wanted addresses = EndpointAddresses.of(
                offer, request.ipAddressTypeAsString(), Optional.ofNullable(request.dnsOptions()), Optional.empty());
        EndpointPrivateDns dns = new EndpointPrivateDns(call, vpc, offer);
        VpcEndpointId id = new VpcEndpointId(call.newId(VpcEndpointId.PREFIX));
        VpcEndpoint.DnsOptions options = new VpcEndpoint.DnsOptions(
                addresses.records(),
                dns.onlyInbound(Optional.ofNullable(request.dnsOptions()), request.privateDnsEnabled()));
        List<String> names = dns.names(id, request.privateDnsEnabled(), options.onlyInbound());
        VpcEndpoint.Interface empty = new VpcEndpoint.Interface(
                List.of(),
                groups(call, vpc, request.securityGroupIds()),
                addresses.type(),
                options,
                call.context().ids().hex(16).substring(0, EndpointNames.LABEL_LENGTH),
                names,
                Optional.empty());
        VpcEndpoint endpoint = new VpcEndpoint(
                call.scope(),
                id,
                vpc.id(),
                offer.name(),
                offer.begins(),
                call.now(),
                policy(offer, request),
                empty,
                call.now(),
                TagRules.of(request.tagSpecifications(), "vpc-endpoint"));
        EndpointSeats seats = new EndpointSeats(call, vpc, offer, endpoint, empty);
        return seats.taken(request.subnetIds(), request.subnetConfigurations());
    }

    /** What holds for all endpoints that are interfaces. */
    static void checkCount(Ec2Call call, Vpc vpc) {
        call.check(
                Quota.INTERFACE_ENDPOINTS_PER_VPC,
                call.snapshot().by(Indexes.ENDPOINTS_BY_VPC, vpc.id()).values().stream()
                                .filter(other -> !(other.reach() instanceof VpcEndpoint.Gateway) && !other.isOver())
                                .count()
                        + 1L);
    }

    private static Optional<String> policy(Offer offer, CreateVpcEndpointRequest request) {
        if (request.policyDocument() != null && !offer.policies()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Endpoint policies are not supported by the service " + offer.name() + ".");
        }
        return Optional.ofNullable(request.policyDocument()).map(EndpointPolicies::checked);
    }

    /** An endpoint that changes while it is used: it is pending until the network has followed. */
    static Made changed(
            Ec2Call call,
            VpcEndpoint endpoint,
            VpcEndpoint.Interface found,
            Offer offer,
            ModifyVpcEndpointRequest request) {
        if (!request.addRouteTableIds().isEmpty()
                || !request.removeRouteTableIds().isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Route table IDs are only supported for Gateway endpoints.");
        }
        if (!offer.policies() && request.policyDocument() != null) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Endpoint policies are not supported by the service " + offer.name() + ".");
        }
        Vpc vpc = call.get(Vpc.class, endpoint.vpcId());
        EndpointAddresses.Wanted addresses = EndpointAddresses.of(
                offer,
                request.ipAddressTypeAsString(),
                Optional.ofNullable(request.dnsOptions()),
                Optional.of(new EndpointAddresses.Wanted(
                        found.addressType(), found.dns().records())));
        EndpointPrivateDns dns = new EndpointPrivateDns(call, vpc, offer);
        Boolean privately = request.privateDnsEnabled() == null ? found.privateDns() : request.privateDnsEnabled();
        boolean onlyInbound = onlyInbound(dns, found, request, privately);
        boolean same = privately == found.privateDns()
                && (onlyInbound && privately) == found.dns().onlyInbound();
        VpcEndpoint.Interface named = found.withDns(
                        addresses.type(),
                        new VpcEndpoint.DnsOptions(addresses.records(), onlyInbound && privately),
                        same ? found.privateNames() : dns.names(endpoint.id(), privately, onlyInbound))
                .withGroups(groups(call, vpc, found.groups(), request));
        Made moved = new EndpointSeats(call, vpc, offer, endpoint, named).changed(request);
        VpcEndpoint policed = EndpointPolicies.changed(moved.endpoint(), request);
        boolean other = !policed.reach().equals(endpoint.reach());
        VpcEndpoint changed = other && endpoint.state() == VpcEndpoint.State.AVAILABLE
                ? policed.withState(VpcEndpoint.State.PENDING, call.now())
                : policed;
        return new Made(
                changed,
                changed.equals(endpoint)
                        ? moved.change()
                        : Change.builder().addAll(moved.change()).put(changed).build());
    }

    /** As it was, where a request does not say; as it is usual, where private DNS begins. */
    private static boolean onlyInbound(
            EndpointPrivateDns dns, VpcEndpoint.Interface found, ModifyVpcEndpointRequest request, boolean privately) {
        Optional<DnsOptionsSpecification> asked = Optional.ofNullable(request.dnsOptions());
        boolean said = asked.map(DnsOptionsSpecification::privateDnsOnlyForInboundResolverEndpoint)
                .isPresent();
        boolean kept = !said && found.privateDns();
        return kept ? found.dns().onlyInbound() : dns.onlyInbound(said ? asked : Optional.empty(), privately);
    }

    /** The groups that a request names, or the VPC's default one. */
    private static List<SecurityGroupId> groups(Ec2Call call, Vpc vpc, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of(SecurityGroups.defaultOf(call, vpc.id()).id());
        }
        List<SecurityGroupId> groups = new ArrayList<>();
        for (String id : ids) {
            SecurityGroup group = group(call, vpc, id);
            if (!groups.contains(group.id())) {
                groups.add(group.id());
            }
        }
        call.check(Quota.SECURITY_GROUPS_PER_INTERFACE, groups.size());
        return groups;
    }

    private static List<SecurityGroupId> groups(
            Ec2Call call, Vpc vpc, List<SecurityGroupId> before, ModifyVpcEndpointRequest request) {
        List<SecurityGroupId> groups = new ArrayList<>(before);
        for (String id : request.addSecurityGroupIds()) {
            SecurityGroup group = group(call, vpc, id);
            if (!groups.contains(group.id())) {
                groups.add(group.id());
            }
        }
        for (String id : request.removeSecurityGroupIds().stream().distinct().toList()) {
            SecurityGroup group = group(call, vpc, id);
            if (!groups.remove(group.id())) {
                throw Ec2Error.ENDPOINT_PARAMETER.of(
                        "The security group '" + id + "' is not associated with the endpoint.");
            }
        }
        if (groups.isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("An interface endpoint must have at least one security group.");
        }
        call.check(Quota.SECURITY_GROUPS_PER_INTERFACE, groups.size());
        return groups;
    }

    private static SecurityGroup group(Ec2Call call, Vpc vpc, String id) {
        SecurityGroup group = Noun.SECURITY_GROUP.require(call, id);
        if (!group.isIn(vpc.id())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The security group '" + id + "' does not belong to the VPC '" + vpc.id() + "'.");
        }
        return group;
    }

    /** The interfaces that an endpoint has. */
    static List<NetworkInterface> interfaces(Ec2Call call, VpcEndpoint endpoint) {
        return endpoint.interfaces()
                .flatMap(id -> call.find(NetworkInterface.class, id).stream())
                .toList();
    }
}
