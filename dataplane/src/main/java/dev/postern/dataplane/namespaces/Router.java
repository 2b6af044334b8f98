package dev.postern.dataplane.namespaces;

import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;

/**
 * A VPC's router while it is designed.
 *
 * @param veths by the name of the near end
 * @param peers the near ends of the pairs that lead to a namespace
 * @param programs what answers those at an interface
 */
record Router(
        SharedMap<String, Veth> veths,
        SharedMap<String, SharedSet<String>> peers,
        SharedMap<String, Link> links,
        SharedSet<InterfaceAddress> addresses,
        SharedSet<Neighbour> neighbours,
        SharedSet<RoutingRule> rules,
        SharedSet<KernelRoute> routes,
        SharedMap<String, String> programs) {
    static final Router EMPTY = new Router(
            SharedMap.empty(),
            SharedMap.empty(),
            SharedMap.empty(),
            SharedSet.empty(),
            SharedSet.empty(),
            SharedSet.empty(),
            SharedSet.empty(),
            SharedMap.empty());

    Router with(Veth veth) {
        String near = veth.near().name();
        return new Router(
                veths.plus(near, veth),
                peers.with(veth.peerNamespace(), set -> (set == null ? SharedSet.<String>empty() : set).plus(near)),
                links.plus(near, veth.near()),
                addresses,
                neighbours,
                rules,
                routes,
                programs);
    }

    Router without(Veth veth) {
        String near = veth.near().name();
        return new Router(
                veths.minus(near),
                peers.with(veth.peerNamespace(), set -> set == null || set.size() == 1 ? null : set.minus(near)),
                links.minus(near),
                addresses,
                neighbours,
                rules,
                routes,
                programs);
    }

    /** With a link that another router makes. */
    Router with(Link link) {
        return new Router(veths, peers, links.plus(link.name(), link), addresses, neighbours, rules, routes, programs);
    }

    Router without(Link link) {
        return new Router(veths, peers, links.minus(link.name()), addresses, neighbours, rules, routes, programs);
    }

    Router with(SharedSet<Neighbour> otherNeighbours, SharedSet<KernelRoute> otherRoutes) {
        return new Router(veths, peers, links, addresses, otherNeighbours, rules, otherRoutes, programs);
    }

    Router withPrograms(SharedMap<String, String> others) {
        return new Router(veths, peers, links, addresses, neighbours, rules, routes, others);
    }
}
