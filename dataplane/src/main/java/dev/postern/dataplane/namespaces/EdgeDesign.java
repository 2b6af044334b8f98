package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.network.EdgePort;
import dev.postern.network.InternetPort;
import dev.postern.network.VpcIntent;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of a VPC's edges as its router has it: a link, and what is to be said of that. What all kinds have in common is said for all of
 * them by {@link VpcDesign} and {@link VpcRules}; what only one has, here.
 */
sealed interface EdgeDesign permits InternetEdge {
    /** All edges of a VPC, by their links. */
    static SortedMap<String, EdgeDesign> of(VpcIntent vpc) {
        TreeMap<String, EdgeDesign> edges = new TreeMap<>();
        for (EdgePort port : vpc.edges().values()) {
            EdgeDesign edge = of(vpc, port);
            edges.put(edge.link(), edge);
        }
        return edges;
    }

    static EdgeDesign of(VpcIntent vpc, EdgePort port) {
        return switch (port) {
            case InternetPort internet -> new InternetEdge(vpc.id(), internet);
        };
    }

    EdgePort port();

    /** The router's end. */
    default String link() {
        return NamespaceName.link(port());
    }

    /** Made from the router's side. */
    Veth veth();

    /** Who is at the other end, which nobody needs to ask for. */
    Neighbour next();

    /** A route out of this edge. */
    KernelRoute route(int table, Cidr destination);

    /**
     * The parts of the ruleset that only this edge has.
     *
     * @param before the rules that are changed
     * @param previous the edge that had the same link in them
     */
    Collection<RulesetPart> parts(Ruleset before, Optional<EdgeDesign> previous);
}
