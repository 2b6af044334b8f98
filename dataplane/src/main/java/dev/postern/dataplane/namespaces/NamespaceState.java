package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Ip;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is, or must be, in a network namespace, as far as it is ours. The loopback link and all that the kernel adds by itself are
 * not in it.
 *
 * @param generation which ruleset is loaded; empty for none
 * @param translations public address to private one, as the loaded ruleset has them
 */
public record NamespaceState(
        SortedMap<String, Link> links,
        SortedSet<InterfaceAddress> addresses,
        SortedSet<Neighbour> neighbours,
        SortedSet<RoutingRule> rules,
        SortedSet<KernelRoute> routes,
        String generation,
        SortedMap<Ip, Ip> translations) {
    /** The kernel's table of local addresses. */
    public static final int LOCAL_TABLE = 255;

    /** The kernel's main table. */
    public static final int MAIN_TABLE = 254;

    /** The rules that a new namespace has. */
    public static final SortedSet<RoutingRule> DEFAULT_RULES = Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
            new RoutingRule(0, "", LOCAL_TABLE),
            new RoutingRule(32766, "", MAIN_TABLE),
            new RoutingRule(32767, "", 253))));

    /** A namespace just made. */
    public static final NamespaceState NEW = new NamespaceState(
            new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), DEFAULT_RULES, new TreeSet<>(), "", new TreeMap<>());

    public NamespaceState {
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
        addresses = Collections.unmodifiableSortedSet(new TreeSet<>(addresses));
        neighbours = Collections.unmodifiableSortedSet(new TreeSet<>(neighbours));
        rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
        routes = Collections.unmodifiableSortedSet(new TreeSet<>(routes));
        translations = Collections.unmodifiableSortedMap(new TreeMap<>(translations));
    }

    /** The namespace after a link was made anew: it is down, and what hung on its predecessor is gone. */
    NamespaceState withNewLink(Link link) {
        TreeMap<String, Link> newLinks = new TreeMap<>(links);
        newLinks.put(link.name(), new Link(link.name(), link.mac(), link.mtu(), false));
        return without(link.name()).withLinks(newLinks);
    }

    /** The namespace without a link and what hung on it. */
    NamespaceState without(String device) {
        TreeMap<String, Link> newLinks = new TreeMap<>(links);
        newLinks.remove(device);
        TreeSet<InterfaceAddress> newAddresses = new TreeSet<>(addresses);
        newAddresses.removeIf(a -> a.device().equals(device));
        TreeSet<Neighbour> newNeighbours = new TreeSet<>(neighbours);
        newNeighbours.removeIf(n -> n.device().equals(device));
        TreeSet<KernelRoute> newRoutes = new TreeSet<>(routes);
        newRoutes.removeIf(r -> r.uses(device));
        return new NamespaceState(newLinks, newAddresses, newNeighbours, rules, newRoutes, generation, translations);
    }

    private NamespaceState withLinks(SortedMap<String, Link> newLinks) {
        return new NamespaceState(newLinks, addresses, neighbours, rules, routes, generation, translations);
    }
}
