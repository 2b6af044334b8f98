package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Mtu;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A VPC as namespaces: its router, its instances, its NAT gateways, and the interfaces of its endpoints and balancers.
 *
 * <pre>
 *   i-1 [ens5]---[e..1]  vpc-..  [igw]---[v..] internet
 *   i-2 [ens5]---[e..2]  router
 *   nat-1 [nat]--[e..3]
 *   eni-4 [vpce]-[e..4]
 *   eni-5 [nlb]--[e..5]
 * </pre>
 *
 * The router looks a packet up so: what comes in through an interface is marked with the number of its subnet's route table and
 * looked up there. That table sends {@code local} destinations on to the table of hosts, as it sends what it does not
 * know. A service behind an endpoint is an address that is local in exactly the tables that lead to it. What is found
 * nowhere vanishes, without an answer; {@link Drops} has a note of it.
 */
final class VpcDesign {
    /** The interfaces' addresses, and the addresses that answer in every VPC. */
    static final int HOSTS_TABLE = 100;

    /** Where what was found nowhere goes ({@link Drops}). */
    private static final int NOWHERE_TABLE = 99;

    /**
     * The one neighbour of a loopback, as the kernel keeps it: without it who talks to itself for the first time needs a place in the
     * host's table.
     */
    static final Neighbour ONESELF = new Neighbour("lo", Ip.v4(0), new Mac("00:00:00:00:00:00"));

    static final Cidr LINK_LOCAL = Cidr.of("169.254.0.0/16");

    /** What every VPC has at IPv6 addresses ({@link GuestService}). */
    static final Cidr GUESTS_IPV6 = Cidr.of("fd00:ec2::/32");

    private static final int ROUTER_SIDE = 0x06;

    private final VpcIntent vpc;
    private final Optional<VpcDesign> previous;
    private final RouterRules rules;
    private final Frame frame;
    private SharedMap<String, SharedMap<NetworkInterfaceId, InterfacePort>> plugged;
    private SharedMap<String, DesiredNamespace> namespaces;
    private SharedMap<Ip, Ip> translations;
    private Router router;

    /** What is in the router whatever is plugged in: few things, and made anew each time. */
    private static final class Frame {
        private final TreeSet<InterfaceAddress> addresses = new TreeSet<>();
        private final TreeSet<Neighbour> neighbours = new TreeSet<>();
        private final TreeSet<RoutingRule> rules = new TreeSet<>();
        private final TreeSet<KernelRoute> routes = new TreeSet<>();
        private final TreeMap<String, Veth> veths = new TreeMap<>();
        /** Those that others make. */
        private final TreeMap<String, Link> links = new TreeMap<>();

        /** The router answers for the address itself: to packets that look among the hosts, and as the source of its own. */
        void own(Ip address) {
            addresses.add(new InterfaceAddress("lo", address, address.family().bits()));
            routes.add(KernelRoute.local(HOSTS_TABLE, address.asCidr()));
        }
    }

    private VpcDesign(VpcIntent vpc, Optional<VpcDesign> previous) {
        this.vpc = vpc;
        this.previous = previous;
        this.rules = RouterRules.of(vpc, previous.map(design -> design.rules));
        this.frame = new Frame();
        this.plugged = previous.map(design -> design.plugged).orElse(SharedMap.empty());
        this.namespaces = previous.map(design -> design.namespaces).orElse(SharedMap.empty());
        this.translations = previous.map(design -> design.translations).orElse(SharedMap.empty());
        this.router = previous.map(design -> design.router).orElse(Router.EMPTY);
    }

    private VpcDesign(VpcDesign other) {
        this.vpc = other.vpc;
        this.previous = Optional.empty();
        this.rules = other.rules;
        this.frame = other.frame;
        this.plugged = other.plugged;
        this.namespaces = other.namespaces;
        this.translations = other.translations;
        this.router = other.router;
    }

    /**
     * Designs a VPC.
     *
     * @param previous its design as it was: what did not change is not made again
     */
    static VpcDesign of(VpcIntent vpc, Optional<VpcDesign> previous) {
        VpcDesign design = new VpcDesign(vpc, previous);
        design.frame();
        design.plug();
        design.translate();
        design.fit();
        design.namespaces = design.namespaces.plus(NamespaceName.of(vpc.id()), design.router());
        return new VpcDesign(design);
    }

    VpcIntent vpc() {
        return vpc;
    }

    /** The namespaces of the router and the instances. */
    SharedMap<String, DesiredNamespace> namespaces() {
        return namespaces;
    }

    /** Public address to private one, where an internet gateway translates. */
    SharedMap<Ip, Ip> translations() {
        return translations;
    }

    /** The router's end of an interface's link. */
    static Mac routerMac(InterfacePort one) {
        return NamespaceName.routerMac(one.id().value(), ROUTER_SIDE);
    }

    private void frame() {
        frame.neighbours.add(ONESELF);
        families().forEach(this::looksUp);
        Stream.of(Family.values()).forEach(family -> frame.rules.add(new RoutingRule(family, 300, "", 0)));
        vpc.guests().stream()
                .map(GuestService::address)
                .filter(address -> !address.equals(GuestService.DHCPV6_SERVERS))
                .distinct()
                .forEach(frame::own);
        EdgeDesign.of(vpc).forEach((link, edge) -> {
            if (edge.isMadeHere()) {
                frame.veths.put(link, edge.veth());
            } else {
                frame.links.put(link, edge.veth().near());
            }
            frame.neighbours.addAll(edge.next());
        });
        Stream.concat(Stream.of(rules.ipv4()), rules.ipv6().stream())
                .map(VpcRules::keptClients)
                .forEach(kept -> {
                    frame.rules.addAll(kept.selectors());
                    frame.routes.addAll(kept.routes());
                });
        TableNumbers numbers = new TableNumbers(vpc);
        numbers.uses().forEach((number, use) -> routeTable(use.table(), use.within(), number));
    }

    /** The families of which the VPC has blocks; of another one no packet finds a route. */
    private List<Family> families() {
        return Stream.of(Family.values())
                .filter(family -> !vpc.blocks(family).isEmpty())
                .toList();
    }

    private void looksUp(Family family) {
        frame.rules.add(new RoutingRule(family, 10, "iif lo", HOSTS_TABLE));
        frame.rules.add(new RoutingRule(family, 20, "iif lo", NamespaceState.LOCAL_TABLE));
        frame.rules.add(new RoutingRule(family, 200, Judgement.ADMITTED_SELECTOR, HOSTS_TABLE));
        frame.rules.add(new RoutingRule(family, 210, Judgement.PACKET_SELECTOR, NOWHERE_TABLE));
        frame.routes.add(KernelRoute.nowhere(NOWHERE_TABLE, Cidr.all(family)));
    }

    /** The frame in the place of the one before. */
    private void fit() {
        Frame before = previous.map(design -> design.frame).orElseGet(Frame::new);
        Router rest = router;
        for (Veth veth : before.veths.values()) {
            rest = frame.veths.containsValue(veth) ? rest : rest.without(veth);
        }
        for (Link link : before.links.values()) {
            rest = frame.links.containsValue(link) ? rest : rest.without(link);
        }
        for (Veth veth : frame.veths.values()) {
            rest = rest.with(veth);
        }
        for (Link link : frame.links.values()) {
            rest = rest.with(link);
        }
        router = new Router(
                rest.veths(),
                rest.peers(),
                rest.links(),
                rest.addresses().exchanged(before.addresses, frame.addresses),
                rest.neighbours().exchanged(before.neighbours, frame.neighbours),
                rest.rules().exchanged(before.rules, frame.rules),
                rest.routes().exchanged(before.routes, frame.routes),
                rest.programs());
    }

    private DesiredNamespace router() {
        NamespaceState state = new NamespaceState(
                router.links(),
                router.addresses(),
                router.neighbours(),
                router.rules(),
                router.routes(),
                rules.ruleset().generation(),
                translations,
                router.programs());
        return new DesiredNamespace(
                state, router.veths(), router.peers(), rules.ruleset(), true, DesiredNamespace.Server.SERVICES);
    }

    /** Interfaces that came are put in after those that went are gone, as they may have their addresses. */
    private void plug() {
        SharedMap<NetworkInterfaceId, InterfacePort> then = previous.map(
                        design -> SharedMap.copyOf(design.vpc.interfaces()))
                .orElse(SharedMap.empty());
        TreeSet<String> concerned = new TreeSet<>();
        List<InterfacePort> added = new ArrayList<>();
        SharedMap.compare(then, SharedMap.copyOf(vpc.interfaces()), (id, was, is) -> {
            if (was != null) {
                concerned.add(NamespaceName.of(was.holder()));
                unplug(was);
            }
            if (is != null) {
                concerned.add(NamespaceName.of(is.holder()));
                added.add(is);
            }
        });
        added.forEach(this::plug);
        if (previous.filter(design -> isSameFor(design.vpc.subnets(), vpc.subnets()))
                .isEmpty()) {
            concerned.addAll(plugged.keySet());
        }
        if (previous.filter(design -> design.families().equals(families())).isEmpty()) {
            plugged.keySet().stream().filter(NamespaceName::isNat).forEach(concerned::add);
        }
        for (String name : concerned) {
            SharedMap<NetworkInterfaceId, InterfacePort> interfaces = plugged.get(name);
            namespaces =
                    interfaces == null ? namespaces.minus(name) : namespaces.plus(name, holder(interfaces.values()));
        }
    }

    /** Who is at interfaces: it is the same at all of them. */
    private DesiredNamespace holder(Collection<InterfacePort> interfaces) {
        InterfacePort one = interfaces.iterator().next();
        return switch (one.holder()) {
            case Holder.InstanceHolder _ -> InstanceDesign.of(vpc, interfaces);
            case Holder.NatHolder nat -> NatDesign.of(vpc, one, nat);
            case Holder.EndpointHolder endpoint ->
                switch (endpoint.behind()) {
                    case Holder.AwsService _ -> EndpointDesign.of(vpc, one);
                    case Holder.Conduit conduit -> ConduitDesign.of(vpc, one, conduit);
                };
            case Holder.BalancerHolder node -> BalancerDesign.of(vpc, one, node);
            case Holder.InspectionHolder endpoint -> InspectionDesign.endpoint(vpc, one, endpoint);
            case Holder.InspectorHolder node -> InspectionDesign.node(vpc, one, node);
        };
    }

    /** Whether subnets are the same to who is in them. */
    private static boolean isSameFor(Map<SubnetId, SubnetIntent> then, Map<SubnetId, SubnetIntent> now) {
        return then.values().stream().allMatch(was -> {
            SubnetIntent is = now.get(was.id());
            return is == null
                    || (is.cidr().equals(was.cidr())
                            && is.ipv6().equals(was.ipv6())
                            && is.router().equals(was.router()));
        });
    }

    private void plug(InterfacePort one) {
        plugged = plugged.with(
                NamespaceName.of(one.holder()),
                all -> (all == null ? SharedMap.<NetworkInterfaceId, InterfacePort>empty() : all).plus(one.id(), one));
        Veth veth = veth(one);
        SharedSet<Neighbour> neighbours = router.neighbours();
        SharedSet<KernelRoute> routes = router.routes();
        for (Ip address : known(one)) {
            neighbours = neighbours.plus(new Neighbour(veth.near().name(), address, one.mac()));
        }
        for (KernelRoute route : routes(vpc, one)) {
            routes = routes.plus(route);
        }
        for (Neighbour translator : translator(one)) {
            neighbours = neighbours.plus(translator);
        }
        router = router.with(veth).with(neighbours, routes);
        if (hasGateway(one)) {
            router = router.withPrograms(router.programs().plus(veth.near().name(), GatewayProgram.NAME));
        }
    }

    private void unplug(InterfacePort one) {
        plugged = plugged.with(
                NamespaceName.of(one.holder()), all -> all == null || all.size() == 1 ? null : all.minus(one.id()));
        Veth veth = veth(one);
        SharedSet<Neighbour> neighbours = router.neighbours();
        SharedSet<KernelRoute> routes = router.routes();
        for (Ip address : known(one)) {
            neighbours = neighbours.minus(new Neighbour(veth.near().name(), address, one.mac()));
        }
        for (KernelRoute route : routes(previous.orElseThrow().vpc, one)) {
            routes = routes.minus(route);
        }
        for (Neighbour translator : translator(one)) {
            neighbours = neighbours.minus(translator);
        }
        router = router.without(veth)
                .with(neighbours, routes)
                .withPrograms(router.programs().minus(veth.near().name()));
    }

    /** Whether it is an instance's, which may ask for its IPv6 gateway and addresses; all others are ours, and know them. */
    static boolean hasGateway(InterfacePort one) {
        return one.holder() instanceof Holder.InstanceHolder
                && !(one.addresses(Family.IPV6).isEmpty()
                        && one.prefixes(Family.IPV6).isEmpty());
    }

    /** A NAT gateway has no IPv6 address of its own, by which it could be the next hop. */
    private static List<Neighbour> translator(InterfacePort one) {
        return switch (one.holder()) {
            case Holder.InstanceHolder _,
                    Holder.EndpointHolder _,
                    Holder.BalancerHolder _,
                    Holder.InspectionHolder _,
                    Holder.InspectorHolder _ -> List.of();
            case Holder.NatHolder _ ->
                List.of(new Neighbour(NamespaceName.link(one), LinkEnd.TRANSLATOR.ipv6(), one.mac()));
        };
    }

    /** Who speaks to an interface when the router has to say something itself, as that a packet is too large. */
    private static Ip subnetRouter(VpcIntent vpc, InterfacePort one) {
        return vpc.subnetOf(one).router().orElseThrow();
    }

    private static int mtu(InterfacePort one) {
        return switch (one.holder()) {
            // Programs say what is too large to be inspected.
            case Holder.InstanceHolder _, Holder.InspectionHolder _, Holder.InspectorHolder _ -> Mtu.INSIDE;
            case Holder.NatHolder _ -> Mtu.NAT_GATEWAY;
            case Holder.EndpointHolder _, Holder.BalancerHolder _ -> Mtu.ENDPOINT;
        };
    }

    /** The router's end: it tells nobody that a packet is too large for an endpoint, whose own end drops that. */
    private static int routerMtu(InterfacePort one) {
        return one.holder() instanceof Holder.EndpointHolder || one.holder() instanceof Holder.BalancerHolder
                ? Mtu.INSIDE
                : mtu(one);
    }

    /**
     * The neighbours that it is: of each prefix the first address stands for all, as nobody asks for neighbours. What is told by DHCPv6 is told
     * to an address that is only known on the link.
     */
    private static List<Ip> known(InterfacePort one) {
        List<Ip> known = new ArrayList<>(one.addresses());
        one.prefixes().forEach(prefix -> known.add(prefix.first()));
        if (hasGateway(one)) {
            known.add(LinkEnd.linkLocal(one.mac()));
        }
        return known;
    }

    /** Where it is; what the router itself says of IPv4 packets comes from the subnet's router. */
    private static List<KernelRoute> routes(VpcIntent vpc, InterfacePort one) {
        String link = NamespaceName.link(one);
        return Stream.concat(
                        one.addresses().stream().map(address -> KernelRoute.direct(HOSTS_TABLE, address, link)),
                        one.prefixes().stream()
                                .map(prefix -> KernelRoute.through(HOSTS_TABLE, prefix, prefix.first(), link)))
                .map(route -> route.destination().family() == Family.IPV4 ? route.from(subnetRouter(vpc, one)) : route)
                .toList();
    }

    private static Veth veth(InterfacePort one) {
        return new Veth(
                new Link(NamespaceName.link(one), routerMac(one), routerMtu(one), true),
                NamespaceName.of(one.holder()),
                new Link(NamespaceName.farLink(one.holder()), one.mac(), mtu(one), true));
    }

    private void translate() {
        SharedMap<Ip, Ip> then = previous.map(design -> reachable(design.vpc)).orElse(SharedMap.empty());
        SharedMap.compare(then, reachable(vpc), (_, was, _) -> {
            translations = was == null ? translations : translations.minus(was);
        });
        SharedMap.compare(then, reachable(vpc), (inside, _, is) -> {
            translations = is == null ? translations : translations.plus(is, inside);
        });
    }

    private static SharedMap<Ip, Ip> reachable(VpcIntent vpc) {
        return vpc.internet().map(port -> SharedMap.copyOf(port.translations())).orElse(SharedMap.empty());
    }

    private void routeTable(RouteTableIntent table, Optional<SubnetIntent> within, int number) {
        List<Family> families = families();
        for (Family family : families) {
            frame.rules.add(new RoutingRule(family, 100, "fwmark " + TableNumbers.mark(number), number));
            frame.routes.add(KernelRoute.continued(number, family == Family.IPV4 ? LINK_LOCAL : GUESTS_IPV6));
            within.flatMap(subnet -> subnet.block(family))
                    .ifPresent(block -> frame.routes.add(KernelRoute.continued(number, block)));
        }
        frame.routes.addAll(TableRoutes.of(vpc, table, within, number, families));
    }
}
