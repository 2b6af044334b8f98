package dev.postern.network;

import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A route table, resolved: one target per block, the longest prefix first.
 *
 * @param number a number for the kernel, unique in the VPC and the same as long as the table lives
 * @param routes each block's target
 */
public record RouteTableIntent(RouteTableId id, int number, SortedMap<Cidr, RouteTarget> routes) {
    private static final Comparator<Cidr> LONGEST_FIRST =
            Comparator.comparingInt(Cidr::length).reversed().thenComparing(Cidr::address);

    public RouteTableIntent {
        TreeMap<Cidr, RouteTarget> ordered = new TreeMap<>(LONGEST_FIRST);
        ordered.putAll(routes);
        routes = Collections.unmodifiableSortedMap(ordered);
    }

    /** A route that was chosen for a packet. */
    public record Match(Cidr destination, RouteTarget target) {}

    /** The route with the longest prefix. At most one look-up per prefix length, however many routes there are. */
    public Optional<Match> lookUp(Ip destination) {
        for (int length = destination.family().bits(); length >= 0; length--) {
            Cidr block = new Cidr(destination, length);
            RouteTarget target = routes.get(block);
            if (target != null) {
                return Optional.of(new Match(block, target));
            }
        }
        return Optional.empty();
    }
}
