package dev.postern.services.ec2.endpoints;

import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.interfaces.Ipv6Addresses;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The interfaces that an endpoint gets, as EC2 makes them.
 *
 * @param endpoint whose they are
 * @param service to which it leads
 * @param groups that judge what comes to them; none where routes lead others' packets to them
 * @param sourceDestCheck whether only packets of their own come to them
 */
record EndpointInterfaces(
        Ec2Call call,
        VpcEndpointId endpoint,
        VpcId vpc,
        String service,
        VpcEndpoint.AddressType addressType,
        List<SecurityGroupId> groups,
        boolean sourceDestCheck) {
    EndpointInterfaces {
        groups = List.copyOf(groups);
    }

    /** The addresses that a request names for a subnet. */
    record Chosen(Optional<String> ipv4, Optional<String> ipv6) {
        static final Chosen NOTHING = new Chosen(Optional.empty(), Optional.empty());
    }

    /** A new interface; empty if its subnet has no address left. */
    Optional<NetworkInterface> in(Subnet subnet, Chosen chosen) {
        return ipv4(subnet, chosen)
                .map(addresses -> new NetworkInterface(
                                call.scope(),
                                id(),
                                vpc,
                                subnet.id(),
                                Interfaces.newMac(call),
                                addresses,
                                Optional.empty(),
                                groups,
                                sourceDestCheck,
                                "VPC Endpoint Interface " + endpoint,
                                new NetworkInterface.OfEndpoint(endpoint, call.now()),
                                Tags.NONE)
                        .withIpv6Ips(ipv6(subnet, chosen)));
    }

    /** One by whose number its link is told from those of all others that lead to the service. */
    private NetworkInterfaceId id() {
        boolean linked = EndpointService.idIn(service).isPresent();
        Collection<VpcEndpoint> others = linked
                ? call.snapshot().by(Indexes.ENDPOINTS_BY_SERVICE, service).values()
                : List.of();
        Set<Integer> taken = others.stream()
                .flatMap(VpcEndpoint::interfaces)
                .map(NetworkInterfaceId::linkNumber)
                .collect(Collectors.toSet());
        NetworkInterfaceId id = newId();
        while (taken.contains(id.linkNumber())) {
            id = newId();
        }
        return id;
    }

    private NetworkInterfaceId newId() {
        return new NetworkInterfaceId(call.newId(NetworkInterfaceId.PREFIX));
    }

    private Optional<List<Ip>> ipv4(Subnet subnet, Chosen chosen) {
        if (!addressType.has(Family.IPV4)) {
            refuse(chosen.ipv4(), "Ipv4");
            return Optional.of(List.of());
        }
        SubnetAddresses free = SubnetAddresses.of(call.snapshot(), subnet);
        return chosen.ipv4().isPresent()
                ? Optional.of(List.of(free.claim(chosen.ipv4().get())))
                : free.left().next(call.context().ids()).map(List::of);
    }

    /** The addresses of IPv6 that an interface has in a subnet. */
    List<Ip> ipv6(Subnet subnet, Chosen chosen) {
        if (!addressType.has(Family.IPV6)) {
            refuse(chosen.ipv6(), "Ipv6");
            return List.of();
        }
        return chosen.ipv6().isPresent()
                ? Ipv6Addresses.ofNew(call, subnet, chosen.ipv6().stream().toList(), null, List.of())
                : Ipv6Addresses.ofNew(call, subnet, List.of(), 1, List.of());
    }

    private void refuse(Optional<String> address, String name) {
        if (address.isPresent()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("The parameter " + name
                    + " cannot be used with the endpoint IP address type (" + addressType.wireName() + ").");
        }
    }
}
