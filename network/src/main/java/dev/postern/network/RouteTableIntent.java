package dev.postern.network;

import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A route table, resolved: one target per block, the longest prefix first.
 *
 * @param routes each block's target
 * @param claims all routes, also those that lose; of those for one block the first wins
 */
public record RouteTableIntent(RouteTableId id, SortedMap<Cidr, RouteTarget> routes, List<Claim> claims) {
    private static final Comparator<Cidr> LONGEST_FIRST =
            Comparator.comparingInt(Cidr::length).reversed().thenComparing(Cidr::address);

    public RouteTableIntent {
        TreeMap<Cidr, RouteTarget> ordered = new TreeMap<>(LONGEST_FIRST);
        ordered.putAll(routes);
        routes = Collections.unmodifiableSortedMap(ordered);
        claims = List.copyOf(claims);
    }

    /**
     * The table in which these routes are.
     *
     * @param claims the higher priority first
     */
    static RouteTableIntent of(RouteTableId id, List<Claim> claims) {
        TreeMap<Cidr, RouteTarget> routes = new TreeMap<>(LONGEST_FIRST);
        claims.forEach(claim -> routes.putIfAbsent(claim.block(), claim.target()));
        return new RouteTableIntent(id, routes, claims);
    }

    /** Whose a route is. */
    public sealed interface Origin {}

    /** The VPC's own block's. */
    public record OfVpc() implements Origin {}

    /** A user's, for a block. */
    public record OfUser() implements Origin {}

    /** A user's, for the blocks of a prefix list. */
    public record OfPrefixList(PrefixListId id) implements Origin {}

    /** A gateway endpoint's, for the blocks of its service's prefix list. */
    public record OfEndpoint(VpcEndpointId id, PrefixListId list) implements Origin {}

    /** A route, for one of its blocks. */
    public record Claim(Cidr block, Origin origin, RouteTarget target) {
        @Override
        public String toString() {
            return block + " -> " + target;
        }
    }

    /** Why a route that covers a destination is not chosen. */
    public enum Reason {
        /** Another one's block is longer. */
        LESS_SPECIFIC("it is less specific"),
        /** For the same block, {@code local} comes before a user's block, and that before a prefix list's. */
        LOWER_PRIORITY("it has a lower priority");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    /** A route that covers a destination and is not chosen. */
    public record Lost(Claim claim, Reason reason) {
        @Override
        public String toString() {
            return claim + ": " + reason.words;
        }
    }

    /** The route that is chosen for a destination, and those that are not. */
    public record Choice(Claim chosen, List<Lost> lost) {
        public Choice {
            lost = List.copyOf(lost);
        }
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

    /** What is decided about a destination in the sender's own subnet: that it is reached without the router's help, and no route counts. */
    public static Choice onLink(Cidr subnet) {
        return new Choice(new Claim(subnet, new OfVpc(), new RouteTarget.Local()), List.of());
    }

    /** Whether a route for a part of some blocks leads elsewhere than to who has the address. */
    public boolean leadsAstray(List<Cidr> inside) {
        return routes.entrySet().stream()
                .anyMatch(route -> !(route.getValue() instanceof RouteTarget.Local)
                        && inside.stream().anyMatch(block -> block.contains(route.getKey())));
    }

    /** The same as {@link #lookUp}, with all routes that cover the destination. */
    public Optional<Choice> choose(Ip destination) {
        return lookUp(destination).map(match -> {
            List<Claim> covering = claims.stream()
                    .filter(claim -> claim.block().contains(destination))
                    .sorted(Comparator.comparing(Claim::block, LONGEST_FIRST))
                    .toList();
            List<Lost> lost = new ArrayList<>();
            for (Claim claim : covering.subList(1, covering.size())) {
                lost.add(new Lost(
                        claim,
                        claim.block().equals(match.destination()) ? Reason.LOWER_PRIORITY : Reason.LESS_SPECIFIC));
            }
            return new Choice(covering.getFirst(), lost);
        });
    }
}
