package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.IpAddressType;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.LoadBalancer.Scheme;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.PublicIps;
import dev.postern.services.fabric.FreeAddresses;
import dev.postern.services.fabric.InterfaceParts;
import dev.postern.wire.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes of balancers: one in each subnet, which is a network interface that AWS manages. All that one request makes is made by one
 * of these, so that no two nodes get the same address.
 */
final class Nodes {
    /** So many addresses must be free in a subnet where one is to be found, though a node takes one: AWS scales. */
    private static final int FREE_MIN = 8;

    private final Elbv2Call call;
    private final Change.Builder change;
    private final Set<Ip> taken = new HashSet<>();

    Nodes(Elbv2Call call, Change.Builder change) {
        this.call = call;
        this.change = change;
    }

    /** Makes a node with its interface, and lets its Elastic IP address stand for it. */
    Node make(LoadBalancer balancer, IpAddressType type, RequestedSubnet requested) {
        FreeAddresses free = FreeAddresses.of(call.snapshot(), requested.subnet());
        if (requested.privateIpv4().isEmpty() && free.choosable() < FREE_MIN) {
            throw noSpace(requested.subnet());
        }
        Ip ip = requested
                .privateIpv4()
                .map(text -> claim(free, text))
                .orElseGet(() -> free.next(call.context().ids()).orElseThrow());
        Optional<Address> elastic = requested.allocation().map(this::unused);
        boolean anyPublic = balancer.scheme() == Scheme.INTERNET_FACING && elastic.isEmpty();
        NetworkInterface eni = new NetworkInterface(
                call.scope(),
                new NetworkInterfaceId(call.context().ids().ec2(NetworkInterfaceId.PREFIX)),
                balancer.vpcId(),
                requested.subnet().id(),
                InterfaceParts.newMac(call.snapshot(), call.context().ids()),
                List.of(ip),
                anyPublic ? Optional.of(publicIp()) : Optional.empty(),
                balancer.groups(),
                false,
                "ELB " + balancer.key(),
                new NetworkInterface.OfLoadBalancer(balancer.key(), call.now()),
                Tags.NONE);
        elastic.ifPresent(address -> change.put(address.withAssociation(Optional.of(new Address.Association(
                new AddressAssociationId(call.context().ids().ec2(AddressAssociationId.PREFIX)), eni.id(), ip)))));
        change.put(type == IpAddressType.DUALSTACK ? withIpv6(eni, requested) : eni);
        return new Node(
                requested.subnet().id(),
                requested.subnet().availabilityZone(),
                eni.id(),
                elastic.map(Address::id),
                requested.privateIpv4().isPresent(),
                requested.ipv6().isPresent());
    }

    /** Changes the families of a node that is there. */
    Node change(Node node, IpAddressType type, RequestedSubnet requested) {
        NetworkInterface eni = interfaceOf(call.snapshot(), call.scope(), node);
        boolean has = !eni.ipv6Ips().isEmpty();
        boolean wants = type == IpAddressType.DUALSTACK;
        if (has == wants) {
            return node;
        }
        change.put(wants ? withIpv6(eni, requested) : eni.withIpv6Ips(List.of()));
        return new Node(
                node.subnetId(),
                node.zone(),
                node.interfaceId(),
                node.allocation(),
                node.choseIpv4(),
                wants && requested.ipv6().isPresent());
    }

    /** Takes a node away, whose Elastic IP address is free again. */
    void remove(Node node) {
        change.addAll(InterfaceParts.remove(call.snapshot(), interfaceOf(call.snapshot(), call.scope(), node)));
    }

    /** Gives the interfaces of nodes other security groups. */
    void secure(List<Node> nodes, List<SecurityGroupId> groups) {
        nodes.forEach(node ->
                change.put(interfaceOf(call.snapshot(), call.scope(), node).withGroups(groups)));
    }

    private static ApiException noSpace(Subnet subnet) {
        return Elbv2Error.INVALID_SUBNET.of("Not enough IP space available in " + subnet.id()
                + ". ELB requires at least " + FREE_MIN + " free IP addresses in each subnet.");
    }

    static NetworkInterface interfaceOf(Snapshot snapshot, dev.postern.model.Scope scope, Node node) {
        return snapshot.find(NetworkInterface.class, scope, node.interfaceId().value())
                .orElseThrow(() -> new IllegalStateException("a node without its interface: " + node));
    }

    private NetworkInterface withIpv6(NetworkInterface eni, RequestedSubnet requested) {
        Cidr block = requested
                .subnet()
                .ipv6Cidr()
                .orElseThrow(() ->
                        Elbv2Error.VALIDATION_ERROR.of("You must specify subnets with an associated IPv6 CIDR block."));
        Ip ip = requested
                .ipv6()
                .map(text -> claimIpv6(block, text))
                .orElseGet(() -> FreeAddresses.nextIpv6(
                                call.snapshot(),
                                requested.subnet(),
                                taken::contains,
                                call.context().ids())
                        .orElseThrow(() -> noSpace(requested.subnet())));
        taken.add(ip);
        return eni.withIpv6Ips(List.of(ip));
    }

    private static Ip claim(FreeAddresses free, String text) {
        Ip ip = address(text, Family.IPV4);
        Cidr block = free.subnet().cidr().orElseThrow();
        if (!block.contains(ip) || FreeAddresses.isReserved(block, ip)) {
            throw outside(text, free.subnet().id().value());
        }
        if (free.taken().contains(ip)) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "The IP address '" + text + "' is already in use and cannot be assigned to a load balancer");
        }
        return ip;
    }

    private Ip claimIpv6(Cidr block, String text) {
        Ip ip = address(text, Family.IPV6);
        if (!block.contains(ip) || FreeAddresses.isReserved(block, ip)) {
            throw outside(text, block.toString());
        }
        if (taken.contains(ip) || FreeAddresses.isTaken(call.snapshot(), ip)) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "The IP address '" + text + "' is already in use and cannot be assigned to a load balancer");
        }
        return ip;
    }

    private static Ip address(String text, Family family) {
        return Ip.find(text)
                .filter(ip -> ip.family() == family)
                .orElseThrow(
                        () -> Elbv2Error.VALIDATION_ERROR.of("The IP address '" + text + "' is not a valid address"));
    }

    private static dev.postern.wire.ApiException outside(String text, String where) {
        return Elbv2Error.INVALID_CONFIGURATION.of(
                "The IP address '" + text + "' is not within the range that can be used of " + where);
    }

    private Address unused(AllocationId id) {
        Address address = call.snapshot()
                .find(Address.class, call.scope(), id.value())
                .orElseThrow(
                        () -> Elbv2Error.ALLOCATION_ID_NOT_FOUND.of("The allocation IDs '" + id + "' do not exist"));
        if (address.association().isPresent()) {
            throw Elbv2Error.RESOURCE_IN_USE.of("The allocation IDs are not available for use");
        }
        return address;
    }

    private Ip publicIp() {
        Ip ip = InterfaceParts.publicIp(call.snapshot(), taken, call.context().ids())
                .orElseThrow(() -> Elbv2Error.INVALID_CONFIGURATION.of("There are no more public IP addresses"));
        taken.add(ip);
        return ip;
    }

    /** The Elastic IP address of a node, or the public address that AWS gave it. */
    static Optional<Ip> publicAddress(Snapshot snapshot, NetworkInterface eni) {
        return eni.primaryIpv4()
                .flatMap(ip -> Optional.ofNullable(PublicIps.of(snapshot, eni).get(ip)));
    }
}
