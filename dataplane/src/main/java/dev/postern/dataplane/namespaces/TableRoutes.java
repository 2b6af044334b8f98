package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a route table's routes are to the kernel, beside what it finds among the hosts. */
final class TableRoutes {
    private final VpcIntent vpc;
    private final RouteTableIntent table;
    private final int number;

    private TableRoutes(VpcIntent vpc, RouteTableIntent table, int number) {
        this.vpc = vpc;
        this.table = table;
        this.number = number;
    }

    /**
     * Those of a table.
     *
     * @param within the subnet for which it is: no route leads away what stays in it
     * @param number of the kernel's table
     * @param families of which the VPC has blocks
     */
    static Set<KernelRoute> of(
            VpcIntent vpc, RouteTableIntent table, Optional<SubnetIntent> within, int number, List<Family> families) {
        TableRoutes of = new TableRoutes(vpc, table, number);
        Set<KernelRoute> routes = new TreeSet<>();
        table.routes().forEach((destination, target) -> {
            if (families.contains(destination.family())
                    && within.filter(subnet -> subnet.contains(destination)).isEmpty()) {
                routes.add(of.route(destination, target));
                if (target instanceof RouteTarget.ToEndpoint) {
                    routes.add(KernelRoute.local(NamespaceState.LOCAL_TABLE, destination));
                }
            }
        });
        of.unrouted().stream()
                .filter(block -> within.filter(subnet -> subnet.contains(block)).isEmpty())
                .forEach(block -> routes.add(KernelRoute.continued(number, block)));
        return routes;
    }

    /**
     * The addresses and prefixes that are found among the hosts although a user's route covers them: no route leads away from what every VPC has,
     * and an interface gets what is addressed to it, also if its check keeps everything else of the route from it.
     */
    private Set<Cidr> unrouted() {
        Set<Cidr> unrouted = new TreeSet<>();
        vpc.guests().stream()
                .filter(GuestService::ownsAddress)
                .map(GuestService::address)
                .filter(address -> address.family() == Family.IPV4 && !VpcDesign.LINK_LOCAL.contains(address))
                .filter(address -> table.lookUp(address)
                        .filter(match -> !(match.target() instanceof RouteTarget.Local))
                        .isPresent())
                .map(Ip::asCidr)
                .forEach(unrouted::add);
        table.routes().forEach((destination, target) -> {
            if (target instanceof RouteTarget.ToInterface(var id, var _)
                    && vpc.interfaceOf(id).sourceDestCheck()) {
                Stream.concat(
                                vpc.interfaceOf(id).addresses().stream().map(Ip::asCidr),
                                vpc.interfaceOf(id).prefixes().stream())
                        .filter(own -> !own.equals(destination))
                        .filter(own ->
                                narrowest(own).filter(destination::equals).isPresent())
                        .forEach(unrouted::add);
            }
        });
        return unrouted;
    }

    /** Whether an interface has all of a block. */
    private static boolean isOwn(InterfacePort one, Cidr block) {
        return one.prefixes().stream().anyMatch(prefix -> prefix.contains(block))
                || (one.addresses().contains(block.address())
                        && block.length() == block.family().bits());
    }

    /** The narrowest route that covers a block as a whole. */
    private Optional<Cidr> narrowest(Cidr block) {
        return table.lookUp(block.first())
                .map(RouteTableIntent.Match::destination)
                .flatMap(match -> match.contains(block)
                        ? Optional.of(match)
                        : table.routes().keySet().stream()
                                .filter(route -> route.contains(block))
                                .max(Comparator.comparingInt(Cidr::length)));
    }

    private KernelRoute route(Cidr destination, RouteTarget target) {
        return switch (target) {
            case RouteTarget.Local() -> KernelRoute.continued(number, destination);
            case RouteTarget.ToEndpoint _ -> KernelRoute.local(number, destination);
            case RouteTarget.ToEdge(var id) -> EdgeDesign.of(vpc, vpc.edge(id)).route(number, destination);
            case RouteTarget.ToInterface(var id, var _) -> {
                InterfacePort next = vpc.interfaceOf(id);
                if (isOwn(next, destination)) {
                    yield KernelRoute.continued(number, destination);
                }
                Optional<Ip> hop = hop(next, destination.family());
                // An interface drops what is not addressed to it; a router need not send it there first.
                yield next.sourceDestCheck() || hop.isEmpty()
                        ? KernelRoute.blackhole(number, destination)
                        : KernelRoute.through(number, destination, hop.get(), NamespaceName.link(next));
            }
            case RouteTarget.Blackhole _ -> KernelRoute.nowhere(number, destination);
        };
    }

    /** Where a route hands packets to an interface, if it is somewhere for the family. */
    private static Optional<Ip> hop(InterfacePort next, Family family) {
        return switch (next.holder()) {
            case Holder.NatHolder _ when family == Family.IPV6 -> Optional.of(LinkEnd.TRANSLATOR.ipv6());
            case Holder.NatHolder _,
                    Holder.InstanceHolder _,
                    Holder.EndpointHolder _,
                    Holder.BalancerHolder _,
                    Holder.InspectionHolder _,
                    Holder.InspectorHolder _ -> next.addresses(family).stream().findFirst();
        };
    }
}
