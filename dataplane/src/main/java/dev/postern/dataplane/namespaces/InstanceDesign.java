package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Mtu;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An instance's namespace: the least that must be in it, as the instance may add to its own network. */
final class InstanceDesign {
    private final TreeMap<String, Link> links = new TreeMap<>();
    private final TreeSet<InterfaceAddress> addresses = new TreeSet<>();
    private final TreeSet<Neighbour> neighbours = new TreeSet<>(List.of(VpcDesign.ONESELF));
    private final TreeSet<KernelRoute> routes = new TreeSet<>();

    private InstanceDesign() {}

    /**
     * With its interfaces.
     *
     * @param interfaces all that it is at
     */
    static DesiredNamespace of(VpcIntent vpc, Collection<InterfacePort> interfaces) {
        TreeMap<Integer, InterfacePort> byDevice = new TreeMap<>();
        for (InterfacePort one : interfaces) {
            byDevice.put(
                    switch (one.holder()) {
                        case Holder.InstanceHolder(InstanceId _, int device) -> device;
                        case Holder.NatHolder _,
                                Holder.EndpointHolder _,
                                Holder.BalancerHolder _,
                                Holder.InspectionHolder _,
                                Holder.InspectorHolder _ ->
                            throw new IllegalArgumentException(one.holder() + " is no instance");
                    },
                    one);
        }
        InstanceDesign design = new InstanceDesign();
        Set<SubnetIntent> reached = new HashSet<>();
        Set<SubnetIntent> reachedByIpv6 = new HashSet<>();
        for (Map.Entry<Integer, InterfacePort> one : byDevice.entrySet()) {
            SubnetIntent subnet = vpc.subnetOf(one.getValue());
            String link = design.plug(one.getValue(), subnet);
            List<Cidr> there = new ArrayList<>(
                    reached.add(subnet)
                            ? subnet.cidr().map(InstanceDesign::halves).orElse(List.of())
                            : List.of());
            if (one.getKey() == 0) {
                there.add(Cidr.ALL_IPV4);
            }
            subnet.router().ifPresent(router -> design.ipv4(one.getValue(), router, link, there));
            List<Ip> ipv6 = one.getValue().addresses(Family.IPV6);
            if (!ipv6.isEmpty() || !one.getValue().prefixes(Family.IPV6).isEmpty()) {
                design.ipv6(one.getValue(), link);
                List<Cidr> blocks = new ArrayList<>(
                        reachedByIpv6.add(subnet) ? subnet.ipv6().stream().toList() : List.of());
                if (one.getKey() == 0) {
                    blocks.add(Cidr.ALL_IPV6);
                }
                for (Cidr block : blocks) {
                    // Of several addresses Linux would speak as the last.
                    KernelRoute route =
                            KernelRoute.through(NamespaceState.MAIN_TABLE, block, LinkEnd.GATEWAY_IPV6, link);
                    design.routes.add(ipv6.isEmpty() ? route : route.from(ipv6.getFirst()));
                }
            }
        }
        return design.namespace();
    }

    private String plug(InterfacePort one, SubnetIntent subnet) {
        String link = NamespaceName.farLink(one.holder());
        links.put(link, new Link(link, one.mac(), Mtu.INSIDE, true));
        subnet.cidr()
                .ifPresent(block -> one.addresses(Family.IPV4)
                        .forEach(address -> addresses.add(new InterfaceAddress(link, address, block.length(), true))));
        subnet.router().ifPresent(router -> neighbours.add(new Neighbour(link, router, VpcDesign.routerMac(one))));
        return link;
    }

    private void ipv4(InterfacePort one, Ip router, String link, List<Cidr> there) {
        List<Ip> own = one.addresses(Family.IPV4);
        for (Cidr block : there) {
            KernelRoute route = KernelRoute.through(NamespaceState.MAIN_TABLE, block, router, link);
            // Of several addresses Linux would speak as the one that it was given first.
            routes.add(own.size() > 1 ? route.from(own.getFirst()) : route);
        }
    }

    /** Nobody is on the link but the router, as RFC 4861 has it for a prefix that is not on-link. */
    private void ipv6(InterfacePort one, String link) {
        for (Ip address : one.addresses(Family.IPV6)) {
            addresses.add(new InterfaceAddress(link, address, Family.IPV6.bits(), true));
        }
        neighbours.add(new Neighbour(link, LinkEnd.GATEWAY_IPV6, VpcDesign.routerMac(one)));
    }

    private DesiredNamespace namespace() {
        NamespaceState least = new NamespaceState(
                links, addresses, neighbours, NamespaceState.DEFAULT_RULES, routes, "", new TreeMap<>());
        return new DesiredNamespace(
                least, SharedMap.empty(), SharedMap.empty(), Ruleset.NONE, false, DesiredNamespace.Server.NOTHING);
    }

    /**
     * Both halves of a subnet, which come before the whole that the kernel takes to be on the link: the router answers for everybody
     * there anyhow, and so no neighbour is asked for and remembered, however many are spoken to.
     */
    private static List<Cidr> halves(Cidr subnet) {
        int half = subnet.length() + 1;
        return List.of(new Cidr(subnet.first(), half), new Cidr(subnet.last(), half));
    }
}
