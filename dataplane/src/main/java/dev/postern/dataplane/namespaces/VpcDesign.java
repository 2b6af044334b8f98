package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.network.GuestService;
import dev.postern.network.InterfaceIntent;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A VPC as namespaces: its router, and its instances.
 *
 * <pre>
 *   i-1 [ens5]---[e..1]  vpc-..  [igw]---[v..] internet
 *   i-2 [ens5]---[e..2]  router
 * </pre>
 *
 * The router looks a packet up so: what comes in through an interface is marked with the number of its subnet's route table and
 * looked up there. That table sends {@code local} destinations on to the table of hosts, as it sends what it does not
 * know. A service behind an endpoint is an address that is local in exactly the tables that lead to it. What is found
 * nowhere vanishes, without an answer.
 */
final class VpcDesign {
    /** The largest packet in a VPC, as on AWS. */
    static final int MTU = 9001;

    /** The interfaces' addresses, and the addresses that answer in every VPC. */
    static final int HOSTS_TABLE = 100;

    /**
     * The one neighbour of a loopback, as the kernel keeps it: without it who talks to itself for the first time needs a place in the
     * host's table.
     */
    private static final Neighbour ONESELF = new Neighbour("lo", Ip.v4(0), new Mac("00:00:00:00:00:00"));

    private static final Cidr LINK_LOCAL = Cidr.of("169.254.0.0/16");
    private static final int ROUTER_SIDE = 0x06;
    private static final int GATEWAY_SIDE = 0x0a;
    private static final int INTERNET_SIDE = 0x0e;

    private final VpcIntent vpc;
    private final TreeMap<String, Link> links = new TreeMap<>();
    private final List<Veth> veths = new ArrayList<>();
    private final TreeSet<InterfaceAddress> addresses = new TreeSet<>();
    private final TreeSet<Neighbour> neighbours = new TreeSet<>();
    private final TreeSet<RoutingRule> rules = new TreeSet<>();
    private final TreeSet<KernelRoute> routes = new TreeSet<>();

    private VpcDesign(VpcIntent vpc) {
        this.vpc = vpc;
    }

    /** The namespace of the router. */
    static DesiredNamespace router(VpcIntent vpc) {
        return new VpcDesign(vpc).router();
    }

    /** The namespaces of the instances, by name. */
    static SortedMap<String, DesiredNamespace> instances(VpcIntent vpc) {
        TreeMap<String, List<InterfaceIntent>> byInstance = new TreeMap<>();
        vpc.interfaces()
                .values()
                .forEach(plugged -> byInstance
                        .computeIfAbsent(NamespaceName.of(plugged.instance()), name -> new ArrayList<>())
                        .add(plugged));
        TreeMap<String, DesiredNamespace> instances = new TreeMap<>();
        byInstance.forEach((name, interfaces) -> instances.put(name, instance(vpc, interfaces)));
        return instances;
    }

    /** The VPC's end of its link to the internet. */
    static Mac gatewayMac(VpcIntent vpc) {
        return NamespaceName.routerMac(vpc.id().value(), GATEWAY_SIDE);
    }

    /** The internet's end of that link. */
    static Mac internetMac(VpcIntent vpc) {
        return NamespaceName.routerMac(vpc.id().value(), INTERNET_SIDE);
    }

    private DesiredNamespace router() {
        neighbours.add(ONESELF);
        rules.add(new RoutingRule(10, "iif lo", HOSTS_TABLE));
        rules.add(new RoutingRule(20, "iif lo", NamespaceState.LOCAL_TABLE));
        rules.add(new RoutingRule(200, Judgement.ADMITTED_SELECTOR, HOSTS_TABLE));
        rules.add(new RoutingRule(300, "", 0));
        vpc.guestServices().stream().map(GuestService::address).distinct().forEach(this::own);
        vpc.subnets().values().stream().map(SubnetIntent::router).forEach(this::own);
        vpc.interfaces().values().forEach(this::plug);
        if (vpc.internetGateway().isPresent()) {
            gateway();
        }
        vpc.routeTables().values().forEach(this::routeTable);
        Ruleset ruleset = VpcRules.of(vpc);
        return new DesiredNamespace(
                new NamespaceState(
                        links, addresses, neighbours, rules, routes, ruleset.generation(), translations(vpc)),
                veths,
                ruleset,
                true);
    }

    static SortedMap<Ip, Ip> translations(VpcIntent vpc) {
        TreeMap<Ip, Ip> translations = new TreeMap<>();
        if (vpc.internetGateway().isPresent()) {
            vpc.publicAddresses().forEach((inside, outside) -> translations.put(outside, inside));
        }
        return translations;
    }

    /** The router answers for the address itself: to packets that look among the hosts, and as the source of its own. */
    private void own(Ip address) {
        addresses.add(new InterfaceAddress("lo", address, address.family().bits()));
        routes.add(KernelRoute.local(HOSTS_TABLE, address.asCidr()));
    }

    private void plug(InterfaceIntent plugged) {
        String link = NamespaceName.routerLink(plugged.id());
        add(Veth.of(
                link,
                NamespaceName.routerMac(plugged.id().value(), ROUTER_SIDE),
                NamespaceName.of(plugged.instance()),
                NamespaceName.instanceLink(plugged.deviceIndex()),
                plugged.mac(),
                MTU));
        for (Ip address : plugged.privateIps()) {
            if (address.family() == Family.IPV4) {
                neighbours.add(new Neighbour(link, address, plugged.mac()));
                routes.add(KernelRoute.direct(HOSTS_TABLE, address, link));
            }
        }
    }

    private void gateway() {
        add(Veth.of(
                NamespaceName.GATEWAY_LINK,
                gatewayMac(vpc),
                NamespaceName.INTERNET,
                NamespaceName.internetLink(vpc.id()),
                internetMac(vpc),
                MTU));
        neighbours.add(new Neighbour(NamespaceName.GATEWAY_LINK, NamespaceName.INTERNET_HOP, internetMac(vpc)));
    }

    private void routeTable(RouteTableIntent table) {
        int number = table.number();
        rules.add(new RoutingRule(100, "fwmark " + Judgement.hex(Judgement.ADMITTED | number), number));
        routes.add(KernelRoute.continued(number, LINK_LOCAL));
        table.routes().forEach((destination, target) -> {
            if (destination.family() == Family.IPV4) {
                routes.add(route(number, destination, target));
                if (target instanceof RouteTarget.ToEndpoint) {
                    routes.add(KernelRoute.local(NamespaceState.LOCAL_TABLE, destination));
                }
            }
        });
        unrouted(table).forEach(address -> routes.add(KernelRoute.continued(number, address.asCidr())));
    }

    /**
     * The addresses that are found among the hosts although a user's route covers them: no route leads away from what every VPC has,
     * and an interface gets what is addressed to it, also if its check keeps everything else of the route from it.
     */
    private Set<Ip> unrouted(RouteTableIntent table) {
        Set<Ip> unrouted = new TreeSet<>();
        vpc.guestServices().stream()
                .map(GuestService::address)
                .filter(address -> address.family() == Family.IPV4 && !LINK_LOCAL.contains(address))
                .filter(address -> table.lookUp(address)
                        .filter(match -> !(match.target() instanceof RouteTarget.Local))
                        .isPresent())
                .forEach(unrouted::add);
        table.routes().forEach((destination, target) -> {
            if (target instanceof RouteTarget.ToInterface(var id)
                    && vpc.interfaceOf(id).sourceDestCheck()) {
                vpc.interfaceOf(id).privateIps().stream()
                        .filter(own -> table.lookUp(own)
                                .filter(match -> match.destination().equals(destination))
                                .isPresent())
                        .forEach(unrouted::add);
            }
        });
        return unrouted;
    }

    private KernelRoute route(int table, Cidr destination, RouteTarget target) {
        return switch (target) {
            case RouteTarget.Local() -> KernelRoute.continued(table, destination);
            case RouteTarget.ToEndpoint _ -> KernelRoute.local(table, destination);
            case RouteTarget.ToInternetGateway _ ->
                KernelRoute.through(table, destination, NamespaceName.INTERNET_HOP, NamespaceName.GATEWAY_LINK);
            case RouteTarget.ToInterface(var id) -> {
                InterfaceIntent next = vpc.interfaceOf(id);
                // An interface drops what is not addressed to it; a router need not send it there first.
                yield next.sourceDestCheck()
                        ? KernelRoute.blackhole(table, destination)
                        : KernelRoute.through(
                                table, destination, next.privateIps().getFirst(), NamespaceName.routerLink(id));
            }
            case RouteTarget.Blackhole _ -> KernelRoute.blackhole(table, destination);
        };
    }

    private void add(Veth veth) {
        veths.add(veth);
        links.put(veth.near().name(), veth.near());
    }

    private static DesiredNamespace instance(VpcIntent vpc, List<InterfaceIntent> interfaces) {
        TreeMap<String, Link> links = new TreeMap<>();
        TreeSet<InterfaceAddress> addresses = new TreeSet<>();
        TreeSet<Neighbour> neighbours = new TreeSet<>(List.of(ONESELF));
        TreeSet<KernelRoute> routes = new TreeSet<>();
        Set<SubnetIntent> reached = new HashSet<>();
        for (InterfaceIntent plugged : interfaces.stream()
                .sorted(Comparator.comparingInt(InterfaceIntent::deviceIndex))
                .toList()) {
            SubnetIntent subnet = vpc.subnetOf(plugged);
            String link = NamespaceName.instanceLink(plugged.deviceIndex());
            links.put(link, new Link(link, plugged.mac(), MTU, true));
            for (Ip address : plugged.privateIps()) {
                if (address.family() == Family.IPV4) {
                    addresses.add(
                            new InterfaceAddress(link, address, subnet.cidr().length()));
                }
            }
            neighbours.add(new Neighbour(
                    link, subnet.router(), NamespaceName.routerMac(plugged.id().value(), ROUTER_SIDE)));
            if (reached.add(subnet)) {
                routes.addAll(throughRouter(subnet, link));
            }
            if (plugged.deviceIndex() == 0) {
                routes.add(KernelRoute.through(NamespaceState.MAIN_TABLE, Cidr.ALL_IPV4, subnet.router(), link));
            }
        }
        NamespaceState least = new NamespaceState(
                links, addresses, neighbours, NamespaceState.DEFAULT_RULES, routes, "", new TreeMap<>());
        return new DesiredNamespace(least, List.of(), Ruleset.NONE, false);
    }

    /**
     * Both halves of a subnet, which come before the whole that the kernel takes to be on the link: the router answers for everybody
     * there anyhow, and so no neighbour is asked for and remembered, however many are spoken to.
     */
    private static List<KernelRoute> throughRouter(SubnetIntent subnet, String link) {
        int half = subnet.cidr().length() + 1;
        return List.of(
                KernelRoute.through(
                        NamespaceState.MAIN_TABLE, new Cidr(subnet.cidr().first(), half), subnet.router(), link),
                KernelRoute.through(
                        NamespaceState.MAIN_TABLE, new Cidr(subnet.cidr().last(), half), subnet.router(), link));
    }
}
