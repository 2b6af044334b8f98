package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.network.EdgePort;
import dev.postern.network.EgressPort;
import dev.postern.network.InternetPort;
import dev.postern.network.PeerPort;
import dev.postern.network.VpcIntent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of a VPC's edges as its router has it: a link, and what is to be said of that. What all kinds have in common is said for all of
 * them by {@link VpcDesign} and {@link VpcRules}; what only one has, here.
 */
sealed interface EdgeDesign permits GatewayEdge, PeerEdge {
    /** All edges of a VPC that have a link, by its name. */
    static SortedMap<String, EdgeDesign> of(VpcIntent vpc) {
        TreeMap<String, EdgeDesign> edges = new TreeMap<>();
        for (EdgePort port : vpc.edges().values()) {
            EdgeDesign edge = of(vpc, port);
            if (edge.isThere()) {
                edges.put(edge.link(), edge);
            }
        }
        return edges;
    }

    static EdgeDesign of(VpcIntent vpc, EdgePort port) {
        return switch (port) {
            case InternetPort internet -> new InternetEdge(vpc.id(), internet);
            case EgressPort egress -> new EgressEdge(vpc.id(), egress);
            case PeerPort peer -> new PeerEdge(vpc, peer);
        };
    }

    EdgePort port();

    /** The router's end. */
    default String link() {
        return NamespaceName.link(port());
    }

    /** The link, with this router's end as the near one. */
    Veth veth();

    /** Whether this router makes the link; else who has its other end does. */
    default boolean isMadeHere() {
        return true;
    }

    /** Whether somebody has the other end; else there is no link. */
    default boolean isThere() {
        return true;
    }

    /** Who is at the other end, which nobody needs to ask for: once for each family. */
    List<Neighbour> next();

    /**
     * The rules by which packets come in here.
     *
     * @param table for packets of which family
     * @param mark of those that may
     */
    default List<String> admission(PacketTable table, String mark) {
        return List.of("iifname " + VpcRules.quoted(link()) + " meta mark set " + mark + " accept");
    }

    /**
     * The rules that refuse, and note, packets which must not pass here, whatever the others say. The gate has them too, so that they
     * hold when the chain of this edge is gone ({@link Judgement}).
     */
    default List<String> refused(PacketTable table) {
        return List.of();
    }

    /** The mark of connections that end with the link; empty if none do. */
    default OptionalInt flows() {
        return OptionalInt.empty();
    }

    /** A route out of this edge. */
    KernelRoute route(int table, Cidr destination);

    /**
     * The parts of the ruleset that only this edge has.
     *
     * @param table for packets of which family
     * @param before the rules that are changed
     * @param previous the edge that had the same link in them
     */
    Collection<RulesetPart> parts(PacketTable table, Ruleset before, Optional<EdgeDesign> previous);
}
