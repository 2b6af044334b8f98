package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What is, or must be, in a network namespace, as far as it is ours. The loopback link and all that the kernel adds by itself are
 * not in it.
 *
 * @param generation which ruleset is loaded; empty for none
 * @param translations public address to private one, as the loaded ruleset has them
 * @param programs what the kernel runs for the packets at a link, by its name: for those that leave by a NAT gateway's, and for those that
 *     come in by a router's
 */
public record NamespaceState(
        SortedMap<String, Link> links,
        SortedSet<InterfaceAddress> addresses,
        SortedSet<Neighbour> neighbours,
        SortedSet<RoutingRule> rules,
        SortedSet<KernelRoute> routes,
        String generation,
        SortedMap<Ip, Ip> translations,
        SortedMap<String, String> programs) {
    /** The kernel's table of local addresses. */
    public static final int LOCAL_TABLE = 255;

    /** The kernel's main table. */
    public static final int MAIN_TABLE = 254;

    /** What is read where the kernel runs no programs: nobody is to try again and again, as all else works without. */
    public static final String IMPOSSIBLE = "?";

    /** The rules that a new namespace has. */
    public static final SortedSet<RoutingRule> DEFAULT_RULES = SharedSet.copyOf(List.of(
            new RoutingRule(Family.IPV4, 0, "", LOCAL_TABLE),
            new RoutingRule(Family.IPV4, 32766, "", MAIN_TABLE),
            new RoutingRule(Family.IPV4, 32767, "", 253),
            new RoutingRule(Family.IPV6, 0, "", LOCAL_TABLE),
            new RoutingRule(Family.IPV6, 32766, "", MAIN_TABLE)));

    /** A namespace just made. */
    public static final NamespaceState NEW = new NamespaceState(
            SharedMap.empty(),
            SharedSet.empty(),
            SharedSet.empty(),
            DEFAULT_RULES,
            SharedSet.empty(),
            "",
            SharedMap.empty());

    public NamespaceState {
        links = SharedMap.copyOf(links);
        addresses = SharedSet.copyOf(addresses);
        neighbours = SharedSet.copyOf(neighbours);
        rules = SharedSet.copyOf(rules);
        routes = SharedSet.copyOf(routes);
        translations = SharedMap.copyOf(translations);
        programs = SharedMap.copyOf(programs);
    }

    /** One without programs, as nearly all are. */
    public NamespaceState(
            SortedMap<String, Link> links,
            SortedSet<InterfaceAddress> addresses,
            SortedSet<Neighbour> neighbours,
            SortedSet<RoutingRule> rules,
            SortedSet<KernelRoute> routes,
            String generation,
            SortedMap<Ip, Ip> translations) {
        this(links, addresses, neighbours, rules, routes, generation, translations, SharedMap.empty());
    }

    /** With other programs. */
    public NamespaceState withPrograms(SortedMap<String, String> others) {
        return new NamespaceState(links, addresses, neighbours, rules, routes, generation, translations, others);
    }

    /** What must be run where something else is; empty for nothing. */
    SortedMap<String, Optional<String>> otherPrograms(NamespaceState wanted) {
        TreeMap<String, Optional<String>> others = new TreeMap<>();
        SharedMap.compare(sharedPrograms(), wanted.sharedPrograms(), (link, is, other) -> {
            if (!IMPOSSIBLE.equals(is)) {
                others.put(link, Optional.ofNullable(other));
            }
        });
        return others;
    }

    SharedMap<String, String> sharedPrograms() {
        return SharedMap.copyOf(programs);
    }

    SharedMap<String, Link> sharedLinks() {
        return SharedMap.copyOf(links);
    }

    SharedSet<InterfaceAddress> sharedAddresses() {
        return SharedSet.copyOf(addresses);
    }

    SharedSet<Neighbour> sharedNeighbours() {
        return SharedSet.copyOf(neighbours);
    }

    SharedSet<RoutingRule> sharedRules() {
        return SharedSet.copyOf(rules);
    }

    SharedSet<KernelRoute> sharedRoutes() {
        return SharedSet.copyOf(routes);
    }

    SharedMap<Ip, Ip> sharedTranslations() {
        return SharedMap.copyOf(translations);
    }

    /** The namespace after a link was made anew: it is down, and what hung on its predecessor is gone. */
    NamespaceState withNewLink(Link link) {
        NamespaceState rest = links.containsKey(link.name()) ? without(link.name()) : this;
        return new NamespaceState(
                rest.sharedLinks().plus(link.name(), new Link(link.name(), link.mac(), link.mtu(), false)),
                rest.addresses,
                rest.neighbours,
                rules,
                rest.routes,
                generation,
                translations,
                rest.programs);
    }

    /** The namespace without a link and what hung on it. */
    NamespaceState without(String device) {
        return new NamespaceState(
                sharedLinks().minus(device),
                without(sharedAddresses(), a -> a.device().equals(device)),
                without(sharedNeighbours(), n -> n.device().equals(device)),
                rules,
                without(sharedRoutes(), r -> r.uses(device)),
                generation,
                translations,
                sharedPrograms().minus(device));
    }

    private static <E extends Comparable<? super E>> SharedSet<E> without(SharedSet<E> all, Predicate<E> which) {
        SharedSet<E> rest = all;
        for (E one : all) {
            rest = which.test(one) ? rest.minus(one) : rest;
        }
        return rest;
    }
}
