package dev.postern.network;

import dev.postern.model.Scope;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What one VPC's network must do. Everything in it is ordered, resolved and free of references to the snapshot; its maps are shared with
 * the intents before and after it, as far as they are the same.
 *
 * @param cidrs the VPC's blocks, the primary first
 * @param subnets those with interfaces
 * @param interfaces those that are plugged in
 * @param addresses which interface has a private address
 * @param prefixes which interface has a prefix
 * @param routeTables those that the subnets and the internet gateway use
 * @param policies by the groups that the interfaces have
 * @param edges where it ends, by the ids of what is there
 * @param guests the doors that every VPC has
 * @param services the doors behind gateway endpoints, as far as a route table leads there
 * @param counted whether somebody wants to know how much flows here
 */
public record VpcIntent(
        Scope scope,
        VpcId id,
        List<Cidr> cidrs,
        SortedMap<SubnetId, SubnetIntent> subnets,
        SortedMap<NetworkInterfaceId, InterfacePort> interfaces,
        SortedMap<Ip, InterfacePort> addresses,
        SortedMap<Cidr, InterfacePort> prefixes,
        SortedMap<RouteTableId, RouteTableIntent> routeTables,
        SortedMap<GroupSet, SecurityPolicy> policies,
        SortedMap<ResourceId, EdgePort> edges,
        List<GuestService> guests,
        SortedMap<VpcEndpointId, GatewayService> services,
        boolean counted) {
    public VpcIntent {
        cidrs = List.copyOf(cidrs);
        subnets = SharedMap.copyOf(subnets);
        interfaces = SharedMap.copyOf(interfaces);
        addresses = SharedMap.copyOf(addresses);
        prefixes = SharedMap.copyOf(prefixes);
        routeTables = SharedMap.copyOf(routeTables);
        policies = SharedMap.copyOf(policies);
        edges = Collections.unmodifiableSortedMap(new TreeMap<>(edges));
        guests = List.copyOf(guests);
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /** The interface to which an address is delivered. */
    public Optional<InterfacePort> interfaceAt(Ip privateAddress) {
        InterfacePort port = addresses.get(privateAddress);
        return Optional.ofNullable(
                port == null && !prefixes.isEmpty()
                        ? prefixes.get(NetworkInterface.prefixAround(privateAddress))
                        : port);
    }

    /** Those that have prefixes of a family, some of them more than once. */
    public Stream<InterfacePort> interfacesWithPrefixes(Family family) {
        return prefixes.entrySet().stream()
                .filter(prefix -> prefix.getKey().family() == family)
                .map(Map.Entry::getValue);
    }

    /** One of the VPC's plugged-in interfaces. */
    public InterfacePort interfaceOf(NetworkInterfaceId id) {
        return present(interfaces, id);
    }

    public SubnetIntent subnetOf(InterfacePort plugged) {
        return present(subnets, plugged.subnet());
    }

    public RouteTableIntent routeTableOf(InterfacePort plugged) {
        return present(routeTables, subnetOf(plugged).routeTable());
    }

    /**
     * The route table that judges what comes in through a port; empty where none does, and it goes to whoever has the address that it
     * is for.
     */
    public Optional<RouteTableIntent> tableAt(Port port) {
        return switch (port) {
            case InterfacePort plugged -> Optional.of(routeTableOf(plugged));
            case InternetPort internet -> internet.table().map(id -> present(routeTables, id));
            case EgressPort _, PeerPort _ -> Optional.empty();
        };
    }

    /** One of the VPC's edges. */
    public EdgePort edge(ResourceId id) {
        return present(edges, id);
    }

    /** The attached internet gateway. */
    public Optional<InternetPort> internet() {
        return edges.values().stream()
                .flatMap(edge -> switch (edge) {
                    case InternetPort port -> Stream.of(port);
                    case EgressPort _, PeerPort _ -> Stream.<InternetPort>empty();
                })
                .findFirst();
    }

    /** The egress-only internet gateway. */
    public Optional<EgressPort> egress() {
        return edges.values().stream()
                .flatMap(edge -> switch (edge) {
                    case EgressPort port -> Stream.of(port);
                    case InternetPort _, PeerPort _ -> Stream.<EgressPort>empty();
                })
                .findFirst();
    }

    /** The VPC's IPv6 blocks that the internet leads to it. */
    public List<Cidr> publicBlocks() {
        return internet()
                .map(InternetPort::ipv6)
                .or(() -> egress().map(EgressPort::blocks))
                .orElse(List.of());
    }

    /** Its blocks of a family. */
    public List<Cidr> blocks(Family family) {
        return cidrs.stream().filter(block -> block.family() == family).toList();
    }

    /** Whether VPC Block Public Access blocks anything here. */
    public boolean blocksPublicAccess() {
        return subnets.values().stream().anyMatch(subnet -> subnet.blocked() != VpcBlockPublicAccessOptions.Mode.OFF);
    }

    /** What gateway endpoints lead to, of a family. */
    public SortedSet<Cidr> serviceBlocks(Family family) {
        TreeSet<Cidr> blocks = new TreeSet<>();
        for (GatewayService service : services.values()) {
            service.blocks().stream().filter(block -> block.family() == family).forEach(blocks::add);
        }
        return blocks;
    }

    /** The peering connections that carry packets. */
    public List<PeerPort> peers() {
        return edges.values().stream()
                .flatMap(edge -> switch (edge) {
                    case InternetPort _, EgressPort _ -> Stream.<PeerPort>empty();
                    case PeerPort port -> Stream.of(port);
                })
                .toList();
    }

    /** The same, as if some other VPCs had nothing plugged in. */
    VpcIntent withUnpopulated(Set<VpcId> others) {
        if (peers().stream().noneMatch(peer -> peer.populated() && others.contains(peer.far()))) {
            return this;
        }
        TreeMap<ResourceId, EdgePort> alone = new TreeMap<>(edges);
        for (PeerPort peer : peers()) {
            if (others.contains(peer.far())) {
                alone.put(peer.id(), new PeerPort(peer.id(), peer.far(), peer.blocks(), false, peer.mtu()));
            }
        }
        return new VpcIntent(
                scope,
                id,
                cidrs,
                subnets,
                interfaces,
                addresses,
                prefixes,
                routeTables,
                policies,
                alone,
                guests,
                services,
                counted);
    }

    /** The same, as if some instances' interfaces were not plugged in yet; no route may lead to one of them. */
    VpcIntent unplugged(Set<NetworkInterfaceId> some) {
        SharedMap<NetworkInterfaceId, InterfacePort> others = SharedMap.copyOf(interfaces);
        SharedMap<Ip, InterfacePort> reached = SharedMap.copyOf(addresses);
        SharedMap<Cidr, InterfacePort> delegated = SharedMap.copyOf(prefixes);
        for (NetworkInterfaceId eni : some) {
            InterfacePort plugged = interfaceOf(eni);
            others = others.minus(eni);
            for (Ip address : plugged.addresses()) {
                reached = reached.minus(address);
            }
            for (Cidr prefix : plugged.prefixes()) {
                delegated = delegated.minus(prefix);
            }
        }
        return new VpcIntent(
                scope,
                id,
                cidrs,
                subnets,
                others,
                reached,
                delegated,
                routeTables,
                policies,
                edges,
                guests,
                services,
                counted);
    }

    /** The service behind one of the endpoints that a route table leads to. */
    public GatewayService service(VpcEndpointId endpoint) {
        return present(services, endpoint);
    }

    public SecurityPolicy policyOf(GroupSet groups) {
        return present(policies, groups);
    }

    private static <K, V> V present(SortedMap<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is not here");
        }
        return value;
    }
}
