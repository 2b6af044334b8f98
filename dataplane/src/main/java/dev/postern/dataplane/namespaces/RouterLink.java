package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import dev.postern.network.InterfacePort;
import dev.postern.network.Mtu;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A namespace of ours that is one interface of a VPC: its link to the VPC's router, through which it reaches everybody. What else it has is
 * added.
 */
final class RouterLink {
    private final TreeMap<String, Link> links = new TreeMap<>();
    private final TreeSet<InterfaceAddress> addresses = new TreeSet<>();
    private final TreeSet<Neighbour> neighbours = new TreeSet<>(List.of(VpcDesign.ONESELF));
    private final TreeSet<KernelRoute> routes = new TreeSet<>();
    private final TreeSet<RoutingRule> selectors = new TreeSet<>(Judgement.RULES);
    private SharedMap<String, Veth> veths = SharedMap.empty();
    private SharedMap<String, SharedSet<String>> peers = SharedMap.empty();

    /**
     * Begins with that link alone.
     *
     * @param name the link's
     */
    RouterLink(VpcIntent vpc, InterfacePort one, String name) {
        this(vpc, one, name, Mtu.ENDPOINT);
    }

    /** The same, for larger packets. */
    RouterLink(VpcIntent vpc, InterfacePort one, String name, int mtu) {
        links.put(name, new Link(name, one.mac(), mtu, true));
        for (Ip address : one.addresses()) {
            addresses.add(new InterfaceAddress(name, address, address.family().bits()));
            Ip router = router(vpc, one, address.family());
            neighbours.add(new Neighbour(name, router, VpcDesign.routerMac(one)));
            routes.add(KernelRoute.through(NamespaceState.MAIN_TABLE, Cidr.all(address.family()), router, name));
        }
    }

    /** The router's address on the link of an interface. */
    private static Ip router(VpcIntent vpc, InterfacePort one, Family family) {
        return switch (family) {
            case IPV4 -> vpc.subnetOf(one).router().orElseThrow(); // who has an address of it has a router
            case IPV6 -> LinkEnd.GATEWAY_IPV6;
        };
    }

    /** One more link, at whose other end is one neighbour. */
    void add(Link link, Ip own, Link other, Ip neighbour) {
        links.put(link.name(), link);
        addresses.add(new InterfaceAddress(link.name(), own, own.family().bits()));
        neighbours.add(new Neighbour(link.name(), neighbour, other.mac()));
        routes.add(KernelRoute.direct(NamespaceState.MAIN_TABLE, neighbour, link.name()));
    }

    /** One more link, by which programs send packets: nobody has an address there. */
    void add(Link link) {
        links.put(link.name(), link);
    }

    /** The same, where this namespace makes the link. */
    void make(Veth veth) {
        add(veth.near());
        hold(veth);
    }

    private void hold(Veth veth) {
        String near = veth.near().name();
        veths = veths.plus(near, veth);
        peers = peers.plus(veth.peerNamespace(), SharedSet.copyOf(List.of(near)));
    }

    /** A link with addresses that this namespace makes. */
    void make(Veth veth, Ip own, Ip neighbour) {
        add(veth.near(), own, veth.far(), neighbour);
        hold(veth);
    }

    /** A way of its own for some packets. */
    void lead(RoutingRule selector, KernelRoute route) {
        selectors.add(selector);
        routes.add(route);
    }

    /**
     * The whole.
     *
     * @param server what of the server is inside
     */
    DesiredNamespace with(Ruleset rules, DesiredNamespace.Server server) {
        return with(rules, server, SharedMap.empty());
    }

    /**
     * The same with programs.
     *
     * @param programs by the link whose packets they are run for
     */
    DesiredNamespace with(Ruleset rules, DesiredNamespace.Server server, SharedMap<String, PacketProgram> programs) {
        TreeMap<String, String> names = new TreeMap<>();
        programs.forEach((link, program) -> names.put(link, program.name()));
        NamespaceState state = new NamespaceState(
                links, addresses, neighbours, selectors, routes, rules.generation(), new TreeMap<>(), names);
        return new DesiredNamespace(state, veths, peers, rules, true, server, programs, SharedMap.empty());
    }
}
